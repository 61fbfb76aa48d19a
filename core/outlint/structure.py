"""Paragraph roles: greeting, body, closing, signature, quoted reply, legal footer, whatever the language.

Works on the text of a view and its paragraphs, so every reader uses it. Paragraphs are split where a greeting or
closing stands on a line of its own above or below other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from outlint.draft import Block, Paragraph, Role
from outlint.fold import fold
from outlint.text import Span
from outlint.view import HOLE

_PS = re.compile(r"\s*(?:p\.?\s?p?\.?\s?s\.?|n\.?b\.?|附言|又及|追伸|ps)\s?[:：.\-–—)]", re.I)
_LINE = re.compile(r"[^\r\n\u2028]+")
_TRIM = " \t\u3000*_.,;:!?…，。；：！？、~-–—'\"“”«»()"
_SHORT_WORDS = 9
_CONTACT = re.compile(r"@|https?://|www\.|\+?\d[\d ()./-]{6,}|\b(?:tel|phone|mobile|fax|email|e-mail|whatsapp|wechat|skype)\b", re.I)
_ENDING_MARK = re.compile(r"[.?!。？！؟]\s*$")
_LINKISH = re.compile(
    r"link|lien|enlace|url|cta|button|bouton|botón|botão|calend|book|schedul|réserv|reserv|click|clic|demo|video|action|→|register|sign up|download|here", re.I
)


class Piece(NamedTuple):
    """A paragraph before it has a role; a reader that knows the role already (a quote, a signature) says so."""

    span: Span
    block: Block = Block.TEXT
    role: Role | None = None


@dataclass(frozen=True)
class Structure:
    """Words of all languages by which a mail is taken apart; made once from the data files."""

    data: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, Any]]) -> Structure:
        return cls(data)

    def _all(self, key: str) -> list[str]:
        return [fold(word).text for entry in self.data.values() for word in entry.get(key, ())]

    @cached_property
    def greeting(self) -> re.Pattern[str]:
        return _opening(self._all("greetings"))

    @cached_property
    def greeting_end(self) -> re.Pattern[str]:
        ends = [e for e in self._all("greeting_ends") if e not in (":",)]
        return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(ends, key=len, reverse=True))) or '(?!)'})[\s,，:：、]*$")

    @cached_property
    def closing(self) -> re.Pattern[str]:
        return _opening(self._all("closings"))

    @cached_property
    def footer(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(w) for w in self._all("footers")) or "(?!)")

    @cached_property
    def quote(self) -> re.Pattern[str]:
        """Opens a quoted mail: "On … wrote:" and the like, as one line."""
        parts = []
        for word in self._all("quotes"):
            head, gap, tail = word.partition(" ... ")
            parts.append(f"{re.escape(head)} .{{1,200}}?{re.escape(tail)}" if gap else re.escape(word))
        lone = "|".join(parts) or "(?!)"
        return re.compile(rf"^(?:{lone})")

    @cached_property
    def header_names(self) -> Mapping[str, str]:
        """Folded header word -> header name ("betreff" -> "subject")."""
        names: dict[str, str] = {}
        for entry in self.data.values():
            names.update({fold(w).text: "subject" for w in entry.get("subject", ())})
            names.update({fold(k).text: v for k, v in entry.get("headers", {}).items()})
        return names

    @cached_property
    def function_words(self) -> Mapping[str, tuple[str, ...]]:
        """Word -> the languages it is a function word of."""
        out: dict[str, tuple[str, ...]] = {}
        for lang, entry in self.data.items():
            for word in entry.get("words", ()):
                out[word] = (*out.get(word, ()), lang)
        return out


def _opening(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=len, reverse=True)
    spaced = "|".join(re.escape(w) for w in ordered if not "\u3040" <= w[0] <= "\u9fff")
    other = "|".join(re.escape(w) for w in ordered if "\u3040" <= w[0] <= "\u9fff")
    parts = [rf"(?:{spaced})(?!\w)"] if spaced else []
    return re.compile("|".join([*parts, *([other] if other else [])]) or "(?!)")


class _Line(NamedTuple):
    span: Span
    text: str  # as shown, trimmed
    raw: str  # folded
    folded: str  # folded, without marks around it
    piece: int
    words: int


def assign_roles(
    text: str, paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str] | None = None
) -> tuple[Paragraph, ...]:
    """Paragraphs with roles, in order. `holes` maps the offset of a merge variable's hole to the variable's name."""
    lines = _lines(text, paragraphs)
    roles = _Roles(lines, paragraphs, structure, holes or {}).assign()
    return _grouped(lines, roles, paragraphs)


def _lines(text: str, paragraphs: Sequence[Piece]) -> list[_Line]:
    out = []
    for i, piece in enumerate(paragraphs):
        whole = piece.block in (Block.CODE, Block.TABLE) or piece.role is not None
        spans = [piece.span] if whole else [Span(*m.span()) for m in _LINE.finditer(text, *piece.span)]
        for span in spans:
            shown = text[span.start : min(span.end, span.start + 400)].strip()
            if shown:
                raw = fold(shown[:200]).text
                out.append(_Line(span, shown, raw, raw.strip(_TRIM), i, len(shown.split())))
    return out


def _grouped(lines: list[_Line], roles: list[Role], paragraphs: Sequence[Piece]) -> tuple[Paragraph, ...]:
    """Lines of one piece and one role make one paragraph."""
    out: list[Paragraph] = []
    last = -1
    for line, role in zip(lines, roles, strict=True):
        if line.piece == last and out[-1].role is role:
            out[-1] = Paragraph(Span(out[-1].span.start, line.span.end), role, out[-1].block)
        else:
            out.append(Paragraph(line.span, role, paragraphs[line.piece].block))
        last = line.piece
    return tuple(out)


class _Roles:
    """One pass from the top for greeting and quotes, then the end of the mail: closing, signature, footer."""

    def __init__(
        self, lines: list[_Line], paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str]
    ) -> None:
        self.lines, self.pieces, self.structure, self.holes = lines, paragraphs, structure, holes
        self.roles = [Role.BODY] * len(lines)
        self.fixed = [False] * len(lines)

    def assign(self) -> list[Role]:
        end = self._quotes()
        self._greeting(end)
        self._ending(end)
        return self.roles

    def _set(self, i: int, role: Role) -> None:
        if not self.fixed[i]:
            self.roles[i] = role

    def _quotes(self) -> int:
        """Mark quoted mail; the number of lines before the first quote that runs to the end."""
        quote = self.structure.quote
        for i, line in enumerate(self.lines):
            given = self.pieces[line.piece].role
            if given is not None:
                self.roles[i], self.fixed[i] = given, True
            elif line.text.startswith(">") and self.pieces[line.piece].block is not Block.CODE:
                self.roles[i], self.fixed[i] = Role.QUOTE, True
            elif quote.match(line.raw) or quote.match(f"{line.raw} {self._next(i)}") or self._is_header_block(i):
                for j in range(i, len(self.lines)):
                    self.roles[j], self.fixed[j] = Role.QUOTE, True
                return i
        return len(self.lines)

    def _next(self, i: int) -> str:
        """The line below, for "On 3 March, Tom Harris <tom@…>" + "wrote:" on two lines."""
        return self.lines[i + 1].raw if i + 1 < len(self.lines) and self.lines[i].words < 16 else ""

    def _is_header_block(self, i: int) -> bool:
        """From:, Sent:, To: … of a mail that was pasted below."""
        line = self.lines[i]
        names = self.structure.header_names
        key, colon, _ = line.text.partition(":")
        if not colon and "：" in line.text:
            key, colon, _ = line.text.partition("：")
        if not colon or names.get(fold(key.strip(" *")).text) != "from" or i == 0:
            return False
        following = [names.get(fold(re.split("[:：]", x.text)[0].strip(" *")).text) for x in self.lines[i + 1 : i + 4]]
        return "date" in following or "to" in following or "subject" in following

    def _greeting(self, end: int) -> None:
        first = next((i for i in range(end) if not self.fixed[i]), end)
        found = 0
        for i in range(first, min(first + 4, end)):
            line = self.lines[i]
            if self.fixed[i] or self.pieces[line.piece].block not in (Block.TEXT, Block.HEADING):
                break
            if not self._greets(line, i == first):
                if not found and i == first and self._addressee(i, end):
                    self._set(i, Role.GREETING)
                    continue
                break
            self._set(i, Role.GREETING)
            found += 1
            if found == 2:
                break

    def _addressee(self, i: int, end: int) -> bool:
        """A company's name on the line above 田中様."""
        below = self.lines[i + 1] if i + 1 < end else None
        return bool(below) and len(self.lines[i].text) <= 30 and bool(self.structure.greeting_end.search(below.folded))  # type: ignore[union-attr]

    def _greets(self, line: _Line, first: bool) -> bool:
        text, folded = line.text, line.folded
        if len(text) <= 40 and self.structure.greeting_end.search(fold(text).text) and not _ENDING_MARK.search(text[:-1]):
            return True
        m = self.structure.greeting.match(folded)
        bare = text.rstrip()
        if m is not None:
            if folded == m.group() or bare[-1:] in ",:!，：！、،;" or line.words <= 6 and not bare.endswith("?"):
                return line.words <= 14 and len(text) <= 90
            return _is_formula(text) and len(text) <= 60
        if not first:
            return False
        named = bare[-1:] in ",，:：،!" and line.words <= 4 and len(text) <= 40
        return named and (bare[0].isupper() or bare[0] == HOLE or not bare[0].isascii())

    def _ending(self, end: int) -> None:
        start = next((i for i in range(end) if not self.fixed[i] and self.roles[i] is Role.BODY), end)
        footer = self._footer(start, end)
        closing = self._closing(start, footer)
        if closing is not None:
            self._after_closing(closing, footer)
        else:
            self._bare_signature(start, footer)

    def _footer(self, start: int, end: int) -> int:
        """Where the legal footer begins: its first paragraph behind the middle of the mail."""
        pattern = self.structure.footer
        for i in range(max(start + 1, (start + end) // 3), end):
            line = self.lines[i]
            if not self.fixed[i] and pattern.search(line.folded) and self._opens_piece(i):
                for j in range(i, end):
                    self._set(j, Role.FOOTER)
                return i
        return end

    def _opens_piece(self, i: int) -> bool:
        return i == 0 or self.lines[i - 1].piece != self.lines[i].piece or self.pieces[self.lines[i].piece].block is Block.TEXT

    def _closing(self, start: int, end: int) -> int | None:
        """The first closing line with nothing but a signature and postscripts behind it."""
        candidates = [i for i in range(start, end) if not self.fixed[i] and self._closes(self.lines[i])]
        for i in candidates:
            if self._is_tail(i + 1, end):
                return i
        return None

    def _closes(self, line: _Line) -> bool:
        if self.pieces[line.piece].block is not Block.TEXT or len(line.text) > 70:
            return False
        m = self.structure.closing.match(line.folded)
        if m is None or line.text.rstrip().endswith(("?", "？", "؟", ":", "：")):
            return False
        rest = line.folded[m.end() :].strip(_TRIM)
        return not rest or len(rest.split()) <= 5 and len(rest) <= 40 and not re.search(r"[.!?。！？]\s", line.text)

    def _is_tail(self, start: int, end: int) -> bool:
        postscript = False
        long_lines = 0
        for i in range(start, end):
            line = self.lines[i]
            if _PS.match(line.text):
                postscript = True
            if postscript:
                continue
            if self.pieces[line.piece].block is Block.LIST or (line.words > _SHORT_WORDS or len(line.text) > 70) and not _CONTACT.search(line.text):
                long_lines += 1
                if long_lines > 1 or line.text.rstrip()[-1:] in "?？؟":
                    return False
        return end - start <= 16 or postscript

    def _after_closing(self, closing: int, end: int) -> None:
        self._set(closing, Role.CLOSING)
        role = Role.SIGNATURE
        for i in range(closing + 1, end):
            line = self.lines[i]
            if _PS.match(line.text):
                role = Role.BODY
            elif role is Role.SIGNATURE and i == closing + 1 and self._closes(line):
                self._set(i, Role.CLOSING)
                continue
            self._set(i, role)

    def _bare_signature(self, start: int, end: int) -> None:
        """A name (and title, company, phone) that ends the mail without a closing."""
        if end - start < 2:
            return
        postscript = next((i for i in range(end - 1, start, -1) if _PS.match(self.lines[i].text)), None)
        stop = end if postscript is None else postscript
        if stop <= start:
            return
        piece = self.lines[stop - 1].piece
        first = stop - 1
        while first > start and self.lines[first - 1].piece == piece:
            first -= 1
        tail = range(first, stop)
        if first > start and len(tail) <= 5 and all(self._signs(self.lines[i]) for i in tail):
            for i in tail:
                self._set(i, Role.SIGNATURE)

    def _signs(self, line: _Line) -> bool:
        text = line.text.strip("-–—~*_ ")
        if not text or self.pieces[line.piece].block is not Block.TEXT or line.words > 7 or len(text) > 60:
            return False
        names = [self.holes.get(line.span.start + k, "") for k, c in enumerate(line.text) if c == HOLE]
        if any(_LINKISH.search(n) for n in names):
            return False
        if _CONTACT.search(text):
            return True
        if _ENDING_MARK.search(text) or text[-1] in ":：→>" or _LINKISH.search(text):
            return False
        capital = sum(w[0].isupper() or w[0] in f"{HOLE}|,&·-–(" for w in text.split())
        return capital * 3 >= line.words * 2 or (len(text) <= 6 and not text[0].isascii())


def _is_formula(text: str) -> bool:
    """A Japanese opening formula: お世話になっております。"""
    return "\u3040" <= text[0] <= "\u9fff" and text.rstrip()[-1:] in "。！" and len(text) <= 40
