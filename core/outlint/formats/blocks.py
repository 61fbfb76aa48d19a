"""Cuts running text into paragraphs and says how each is set: text, heading, list, table, code, rule."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Block, Role
from outlint.structure import Piece
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_BULLETS = "-*•·▪◦‣➤►✓✔✅→–—○●■□◆◇★☆※⁃∙➢➔"
_TIGHT_BULLETS = "•·▪◦‣➤►✓✔✅○●■□◆◇★☆⁃∙➢➔-"  # need no blank behind them
_NUMERALS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBERED = re.compile(r"(?P<n>\d{1,2})(?:[.)](?!\d)|[^\0-\u3000])|\((?:\d{1,2}|[a-h])\)|[a-h]\)")
_WIDE_MARKS = "）、．"
_RULE_MARKS = "-=_*~—–─━═+·.・＝－＿＊■□◆◇▼▲●○★☆♦ \t\u3000"
_DRAWN = "-=_~─━═＝－＿"
_FENCES = ("```", "~~~")
_GAP = re.compile(r"\S {3,}\S")
_SENTENCE_END = "。！？」』）"
_SIGNATURE_MOST = 24  # lines below "-- "; with more of them it was no signature delimiter


class _Set(NamedTuple):
    """A line and how it is set."""

    span: Span
    block: Block
    text: str
    indented: bool


def pieces(text: str, start: int = 0) -> list[Piece]:
    """Paragraphs of a view's text from `start` on, in order. Linear.

    Blank lines part paragraphs, and so does a change of setting (a list, a table, a quote); hard-wrapped lines belong
    together, but each line of Chinese or Japanese that ends its sentence is a paragraph.
    """
    return [_settled(p, text) for p in _delimited(list(_cut(text, start)), text)]


def _cut(text: str, start: int) -> Iterator[Piece]:
    open_: list[_Set] = []
    fence = ""
    for m in _LINE.finditer(text, start):
        line = m[1]
        bare = line.strip()
        if fence:
            open_.append(_Set(Span(*m.span(1)), Block.CODE, line, False))
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
                yield _closed(open_)
        elif not bare:
            if open_:
                yield _closed(open_)
        elif bare.startswith(_FENCES) and len(line) - len(line.lstrip()) < 4:
            if open_:
                yield _closed(open_)
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
            open_.append(_Set(Span(*m.span(1)), Block.CODE, line, False))
        else:
            set_ = _Set(Span(*m.span(1)), _block(line, bare), line, line[0] in " \t")
            if open_:
                if _breaks(open_[-1], set_, bare):
                    yield _closed(open_)
                elif open_[-1].block is Block.LIST or (set_.block is Block.LIST and open_[-1].block is Block.TEXT):
                    set_ = set_._replace(block=open_[-1].block)  # a wrapped line of an item; "12. March" in a text
            open_.append(set_)
    if open_:
        yield _closed(open_)


def _closed(open_: list[_Set]) -> Piece:
    piece = Piece(Span(open_[0].span.start, open_[-1].span.end), open_[0].block)
    open_.clear()
    return piece


def _block(line: str, bare: str) -> Block:
    first = bare[0]
    if first in _RULE_MARKS:
        if len(bare) >= 3 and not bare.strip(_RULE_MARKS):
            return Block.RULE
        if len(bare) >= 8 and bare[1:4].strip(_DRAWN) == "" and bare[-4:-1].strip(_DRAWN) == "":
            return Block.HEADING  # ■━━━ title ━━━■, -----title-----
    if first == ">":
        return Block.TEXT
    if bare.count("|") >= 2 or ("\t" in bare and len(bare.split("\t")) >= 2):
        return Block.TABLE
    if _opens_item(bare, first) and len(line) - len(bare) < 12:
        return Block.LIST
    return Block.TEXT


def _opens_item(bare: str, first: str) -> bool:
    if first in _BULLETS:
        following = bare[1:2]
        return following in (" ", "\t", "\u3000") or (
            first in _TIGHT_BULLETS and following not in ("", first, ">") and not following.isdigit()
        )
    return _number(bare) is not None


def _number(bare: str) -> str | None:
    """The number an item of a numbered list opens with, "" where it is none (①, a), (1), 一、); None for no item."""
    if bare[0] in _CIRCLED and len(bare) > 1:
        return ""
    if bare[0] in _NUMERALS or bare[:2].strip(_NUMERALS) in ("(", "（"):
        rest = bare.lstrip("(（").lstrip(_NUMERALS)
        return "" if rest[:1] in ("、", "．", "）", ")") and len(rest) > 1 else None
    m = _NUMBERED.match(bare.replace("（", "(", 1).replace("）", ")", 1) if bare[0] == "（" else bare)
    if m is None or not bare[m.end() :].strip():
        return None
    wide = m["n"] is not None and m.group()[-1] not in ".)"
    return None if wide and m.group()[-1] not in _WIDE_MARKS else m["n"] or ""


def _breaks(last: _Set, line: _Set, bare: str) -> bool:
    """Whether a line begins a new paragraph without a blank line above it."""
    if last.text.lstrip().startswith(">") != (bare[0] == ">"):
        return True
    before, block = last.block, line.block
    if before is Block.LIST and block is Block.TEXT:
        return not line.indented
    if before is Block.TEXT and block is Block.LIST:
        return _number(bare) in (None, "", "1", "01")
    if block is not before or block is Block.RULE:
        return True
    if block is Block.TEXT:
        # Chinese and Japanese mails set each line as a paragraph: it ends with its sentence, or opens indented.
        return line.text[0] == "\u3000" or last.text.rstrip()[-1] in _SENTENCE_END
    return False


def _delimited(found: list[Piece], text: str) -> Iterator[Piece]:
    """Pieces with those below "-- " marked as a signature, which a quote or footer may still end."""
    signed = False
    for i, p in enumerate(found):
        if not signed and p.span.end - p.span.start < 8 and text[slice(*p.span)].strip() == "--":
            below = found[i + 1 : i + 2 + _SIGNATURE_MOST]
            signed = 0 < len(below) <= _SIGNATURE_MOST
            yield p._replace(block=Block.RULE, role=Role.SIGNATURE if signed else None)
        elif signed and p.block is not Block.CODE and not text.startswith(">", p.span.start):
            yield p._replace(role=Role.SIGNATURE)
        elif not signed and p.block is Block.TEXT and (split := _at_delimiter(p, text)) is not None:
            if len(found) - i <= _SIGNATURE_MOST:
                signed = True
                yield Piece(Span(p.span.start, split.start), p.block)
                yield Piece(split, Block.RULE, Role.SIGNATURE)
                if split.end < p.span.end:
                    yield Piece(Span(split.end, p.span.end), p.block, Role.SIGNATURE)
            else:
                yield p
        else:
            yield p


_DELIMITER = re.compile(r"(?<=[\r\n])--[ \t]*(?=[\r\n]|\Z)")


def _at_delimiter(piece: Piece, text: str) -> Span | None:
    """A line "-- " inside a paragraph, directly below its text."""
    if text.find("--", *piece.span) < 0:
        return None
    m = _DELIMITER.search(text, *piece.span)
    return Span(*m.span()) if m else None


def _settled(piece: Piece, text: str) -> Piece:
    """Say how a paragraph is set by what only all of its lines tell."""
    start, end = piece.span
    if piece.block is Block.TABLE and "\n" not in text[start:end] and "\r" not in text[start:end]:
        return piece._replace(block=Block.TEXT)  # "Li Na | Sales | Foshan" is text; two such lines are a table
    if piece.block is Block.TEXT and end - start < 4000:
        lines = text[start:end].splitlines()
        if len(lines) > 1 and all(lines := [line.strip() for line in lines]):
            if len(lines) <= 40 and all(
                unicodedata.category(line[0]) == "So" and line[0] != "\ufffc" for line in lines
            ):
                return piece._replace(block=Block.LIST)  # each line opens with a picture of its own
            if all(_GAP.search(line) for line in lines) and lines[0][0] != ">":
                return piece._replace(block=Block.TABLE)
    return piece
