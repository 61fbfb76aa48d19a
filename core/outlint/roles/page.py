"""The lines of a mail while their roles are being told, and what any step asks of a line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Block, Paragraph, Role
from outlint.fold import fold
from outlint.text import Span
from outlint.view import HOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.structure import Structure

TRIM = " \t\u3000*_.,;:!?…，。；：！？、،؛؟~-–—'\"“”«»()"
KANA = re.compile("[\u3041-\u30ff]")
_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"[\r\n]")
_SENTENCE_INSIDE = re.compile(r"(\w{0,12})[.!?。！？؟]\s+\S")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABBREVIATIONS = _set(
    """
    mr ms mrs dr st prof sr sra srta dott ing gent mo ma le egr sig ra spett yth bpk exmo exma exmos
    ilmo jr hd i a v mme mlle m z bzw
    """
)


class Piece(NamedTuple):
    """A paragraph before it has a role; a reader that knows the role already (a quote, a signature) says so."""

    span: Span
    block: Block = Block.TEXT
    role: Role | None = None


class Line(NamedTuple):
    """A line of a piece, trimmed. `raw` is folded, `folded` also without the marks around it."""

    span: Span
    text: str
    raw: str
    folded: str
    piece: int
    words: int


class Page:
    """The lines of one mail; `roles` is filled in step by step, `fixed` lines keep theirs."""

    def __init__(self, text: str, paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str]) -> None:
        self.lines, self.pieces, self.structure, self.holes = _lines(text, paragraphs), paragraphs, structure, holes
        self.roles = [Role.BODY] * len(self.lines)
        self.fixed = [False] * len(self.lines)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Lines of one piece and one role make one paragraph."""
        out: list[Paragraph] = []
        last = -1
        for line, role in zip(self.lines, self.roles, strict=True):
            if line.piece == last and out[-1].role is role:
                out[-1] = Paragraph(Span(out[-1].span.start, line.span.end), role, out[-1].block)
            else:
                out.append(Paragraph(line.span, role, self.pieces[line.piece].block))
            last = line.piece
        return tuple(out)

    def set(self, start: int, end: int, role: Role) -> None:
        for i in range(start, end):
            if not self.fixed[i]:
                self.roles[i] = role

    def block(self, i: int) -> Block:
        return self.pieces[self.lines[i].piece].block

    def is_rule(self, i: int) -> bool:
        return self.block(i) is Block.RULE

    def header(self, i: int) -> str | None:
        raw = self.lines[i].raw
        colon = raw.find(":", 0, 24)
        return self.structure.header_names.get(raw[:colon].strip(" *")) if colon > 0 else None

    def piece_start(self, i: int) -> int:
        piece = self.lines[i].piece
        while i and self.lines[i - 1].piece == piece:
            i -= 1
        return i

    def is_postscript(self, i: int) -> bool:
        return bool(self.structure.postscript.end(self.lines[i].raw.lstrip("*_ (")))

    def is_footer(self, i: int) -> bool:
        raw = self.lines[i].raw
        found = self.structure.footer_search.find_matches_as_indexes(raw, overlapping=True)
        return any(_stands(raw, self.structure.footers[index]) for index, _, _ in found)

    def is_legal(self, i: int, most: int = 40) -> bool:
        """Words that end a mail, though they may stand in a sentence of it: "unsubscribe", "©", "privacy policy"."""
        line = self.lines[i]
        if line.words > most or (line.words < 3 and len(line.text) > most * 6):
            return False
        found = self.structure.legal_search.find_matches_as_indexes(line.raw, overlapping=True)
        return any(_stands(line.raw, self.structure.legal[index]) for index, _, _ in found)

    def hole_names(self, line: Line) -> list[str]:
        return [self.holes.get(line.span.start + k, "") for k, c in enumerate(line.text) if c == HOLE]

    def ends_mail(self, i: int) -> bool:
        """Whether nothing of the signature stands here or below: a postscript, an opt-out, a notice."""
        return self.is_postscript(i) or self.is_footer(i) or self.is_legal(i)


def _lines(text: str, paragraphs: Sequence[Piece]) -> list[Line]:
    """The lines of all pieces that show anything; a table, code or piece with a role counts as one line."""
    out = []
    for i, piece in enumerate(paragraphs):
        whole = piece.block in (Block.CODE, Block.TABLE) or piece.role not in (None, Role.SIGNATURE)
        whole = whole or not _BREAK.search(text, *piece.span)
        spans = [piece.span] if whole else [Span(*m.span()) for m in _LINE.finditer(text, *piece.span)]
        for start, end in spans:
            line = text[start:end]
            start += len(line) - len(line.lstrip())
            end -= len(line) - len(line.rstrip())
            if start < end:
                shown = text[start : min(end, start + 400)]
                raw, folded, words = _folded(shown)
                out.append(Line(Span(start, end), shown, raw, folded, i, words))
    return out


@lru_cache(maxsize=4096)
def _folded(shown: str) -> tuple[str, str, int]:
    raw = fold(shown[:200]).text
    return raw, raw.strip(TRIM), len(shown.split())


def has_sentence_end(text: str) -> bool:
    """Whether a sentence ends and another begins here: "Hi Tom. Quick one", not "Dear Mr. Tan"."""
    return any(m[1].lower() not in _ABBREVIATIONS for m in _SENTENCE_INSIDE.finditer(text))


def _stands(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as words of its own, where the script has words."""
    at = text.find(phrase)
    if phrase[0] >= "\u3040":
        return True
    return not (text[at - 1 : at].isalnum() and phrase[0].isalnum()) and not (
        phrase[-1].isalnum() and text[at + len(phrase) : at + len(phrase) + 1].isalnum()
    )
