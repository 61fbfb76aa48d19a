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
_SENTENCE_INSIDE = re.compile(r"[.!?。！？؟]\s+\S")


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

    @property
    def words(self) -> int:
        return len(self.text.split())


class Page:
    """The lines of one mail; `roles` is filled in step by step, `fixed` lines keep theirs."""

    def __init__(self, text: str, paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str]) -> None:
        self.lines, self.pieces, self.structure, self.holes = _lines(text, paragraphs), paragraphs, structure, holes
        self.roles = [Role.BODY] * len(self.lines)
        self.fixed = [False] * len(self.lines)

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Lines of one piece and one role make one paragraph."""
        out: list[Paragraph] = []
        lines, roles, count = self.lines, self.roles, len(self.lines)
        i = 0
        while i < count:
            first, role = lines[i], roles[i]
            i += 1
            while i < count and lines[i].piece == first.piece and roles[i] is role:
                i += 1
            last = lines[i - 1]
            span = first.span if last is first else Span(first.span.start, last.span.end)
            out.append(Paragraph(span, role, self.pieces[first.piece].block))
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

    def starts_piece(self, i: int) -> bool:
        return i == 0 or self.lines[i - 1].piece != self.lines[i].piece

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
    out: list[Line] = []
    returns = "\r" in text
    for i, (span, block, role) in enumerate(paragraphs):
        whole = block in _WHOLE or (role is not None and role is not Role.SIGNATURE)
        if whole or not (text.find("\n", *span) >= 0 or (returns and text.find("\r", *span) >= 0)):
            _add(out, text, span, i)
        else:
            for m in _LINE.finditer(text, *span):
                _add(out, text, Span(*m.span()), i)
    return out


_WHOLE = (Block.CODE, Block.TABLE)


def _add(out: list[Line], text: str, span: Span, piece: int) -> None:
    line = text[span.start : span.end]
    bare = line.strip()
    if not bare:
        return
    if len(bare) < len(line):
        start = span.start + len(line) - len(line.lstrip())
        span = Span(start, start + len(bare))
    shown = bare[:_SHOWN]
    out.append(Line(span, shown, *_folded(shown), piece))


_SHOWN = 400


@lru_cache(maxsize=4096)
def _folded(shown: str) -> tuple[str, str]:
    raw = fold(shown[:200]).text
    return raw, raw.strip(TRIM)


def has_sentence_end(text: str) -> bool:
    """Whether a sentence ends and another begins here: "Hi Tom. Quick one", not "Dear Mr. Tan"."""
    at = 0
    for m in _SENTENCE_INSIDE.finditer(text):
        start = end = m.start()
        while start > max(at, end - 12) and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        if text[start:end].lower() not in _ABBREVIATIONS:
            return True
        at = m.end()
    return False


def _stands(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text as words of its own, where the script has words."""
    at = text.find(phrase)
    if phrase[0] >= "\u3040":
        return True
    return not (text[at - 1 : at].isalnum() and phrase[0].isalnum()) and not (
        phrase[-1].isalnum() and text[at + len(phrase) : at + len(phrase) + 1].isalnum()
    )
