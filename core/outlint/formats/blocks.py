"""Cuts running text into paragraphs and says how each is set: text, list, table, code, rule."""

from __future__ import annotations

import re

from outlint.draft import Block, Role
from outlint.structure import Piece
from outlint.text import Span

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_ITEM = re.compile(r"\s{0,8}(?:[-*•·▪◦‣➤►✓✔✅→–—○●■□◆]|\d{1,2}[.)、]|[①-⑳]|\(\d{1,2}\)|（\d{1,2}）|[a-h]\))[ \t\u3000]*\S")
_BULLET_ONLY = re.compile(r"\s{0,8}[-*–—]\S")
_RULE = re.compile(r"\s*(?:[-=_*~—─━═+·. ]{3,})\s*$")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_ROW = re.compile(r"[^|\n]*\|[^|\n]*\||[^\t\n]*\S\t+\S")
_SENTENCE_END = "。！？!?」』）"


def pieces(text: str, start: int = 0) -> list[Piece]:
    """Paragraphs of a view's text from `start` on. Linear."""
    out: list[Piece] = []
    open_: list[tuple[Span, Block]] = []  # lines of the paragraph at hand
    fenced = signed = False

    def close() -> None:
        if open_:
            role = Role.SIGNATURE if signed and not text[open_[0][0].start :].startswith(">") else None
            out.append(Piece(Span(open_[0][0].start, open_[-1][0].end), open_[0][1], role))
            open_.clear()

    for m in _LINE.finditer(text, start):
        line, span = m.group(1), Span(*m.span(1))
        if _FENCE.match(line):
            if not fenced:
                close()
            open_.append((span, Block.CODE))
            fenced = not fenced
            if not fenced:
                close()
        elif fenced:
            open_.append((span, Block.CODE))
        elif not line.strip():
            close()
        elif line.rstrip() == "--" and not signed:
            close()
            signed = True
            out.append(Piece(span, Block.RULE, Role.SIGNATURE))
        else:
            block = _block(line)
            if open_ and _breaks(text, open_[-1], line, block):
                close()
            open_.append((span, _carried(open_, block, line)))
    close()
    return out


def _block(line: str) -> Block:
    if _RULE.match(line):
        return Block.RULE
    if line.startswith((">", " >")):
        return Block.TEXT
    if _ROW.match(line):
        return Block.TABLE
    if _ITEM.match(line) and not (_BULLET_ONLY.match(line) and line.lstrip()[0] != "-"):
        return Block.LIST
    return Block.TEXT


def _carried(open_: list[tuple[Span, Block]], block: Block, line: str) -> Block:
    """A wrapped line of a list item belongs to the list."""
    if open_ and open_[-1][1] is Block.LIST and block is Block.TEXT and line[:1] in " \t":
        return Block.LIST
    return block


def _breaks(text: str, last: tuple[Span, Block], line: str, block: Block) -> bool:
    span, before = last
    quoted = text[span.start : span.start + 1] == ">"
    if quoted != line.startswith(">"):
        return True
    if block is Block.TEXT and before is Block.LIST:
        return line[:1] not in " \t"
    if block is not before:
        return True
    if block is Block.RULE:
        return True
    if block is Block.TEXT:
        # Chinese and Japanese mails set each line as a paragraph: it ends with its sentence, or opens indented.
        end = text[span.end - 1 : span.end]
        return line.startswith("　") or (end in _SENTENCE_END and not end.isascii())
    return False


def lone_tables(out: list[Piece], text: str) -> list[Piece]:
    """A single line with bars is text ("Li Na | Sales | Foshan"), two or more are a table."""
    return [
        p._replace(block=Block.TEXT) if p.block is Block.TABLE and "\n" not in text[p.span.start : p.span.end] else p
        for p in out
    ]
