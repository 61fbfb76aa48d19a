"""Cuts running text into paragraphs and says how each is set: text, heading, list, table, code, rule."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
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
_LINE_ENDS = ("\r", "\n")
_FENCES = ("```", "~~~")
_GAP = re.compile(r"\S {3,}\S")
_SENTENCE_END = "。！？」』）"
_SIGNATURE_MOST = 24  # lines below "-- "; with more of them it was no signature delimiter


class _Set(NamedTuple):
    """A line of an open paragraph, and how it is set."""

    block: Block
    text: str


_PLAIN = re.compile(r"(?:[A-Za-z\u00c0-\u04ff](?!\))[^|\t\r\n。！？」』）]*+(?:\n|\r\n?+|\Z))++")
"""Lines that are set as text whatever stands around them: most of them, so that they are not looked at one by one."""
_SHORT = 4_000
"""Characters of lines without a blank one among them that are remembered: an editor reads the same again and again."""


def pieces(text: str, start: int = 0) -> list[Piece]:
    """Paragraphs of a view's text from `start` on, in order. Linear.

    Blank lines part paragraphs, and so does a change of setting (a list, a table, a quote); hard-wrapped lines belong
    together, but each line of Chinese or Japanese that ends its sentence is a paragraph.
    """
    fenced = any(text.find(fence, start) >= 0 for fence in _FENCES)
    found = list(_cut(text, start)) if fenced else _by_runs(text, start)
    if text.find("--", start) >= 0:
        found = list(_delimited(found, text))
    gapped = text.find("   ", start) >= 0
    plain = Block.TEXT  # a text that opens with a letter and has no gap between words stays one
    return [
        p if p.block is plain and not gapped and "!" <= text[p.span.start] <= "~" else _settled(p, text) for p in found
    ]


def _by_runs(text: str, start: int) -> list[Piece]:
    """The paragraphs of a text without fences: empty lines part them, so that each run of lines is cut by itself."""
    out: list[Piece] = []
    apart = "\r\n\r\n" if "\r\n\r\n" in text else "\n\n"
    simple = text.isascii() and not ("|" in text or "\t" in text or "\r" in text)
    at = start
    for run in (text[start:] if start else text).split(apart):
        low = at
        at += len(run) + len(apart)
        if run[:1] in _LINE_ENDS or run[-1:] in _LINE_ENDS:
            low += len(run) - len(run.lstrip("\r\n"))
            run = run.strip("\r\n")
        if (simple and run[:1].isalpha() and run[1:2] != ")" and "\n" not in run) or _PLAIN.fullmatch(run):
            out.append(Piece(_new(Span, (low, low + len(run)))))
        elif run:
            cut = _run(run) if len(run) <= _SHORT else _run.__wrapped__(run)
            out += [Piece(Span(low + first, low + last), block) for first, last, block in cut]
    return out


_new = tuple.__new__  # what Span() comes to, without the call


@lru_cache(maxsize=2048)
def _run(lines: str) -> tuple[tuple[int, int, Block], ...]:
    return tuple((p.span.start, p.span.end, p.block) for p in _cut(lines, 0))


def _cut(text: str, start: int) -> Iterator[Piece]:
    open_: _Set | None = None  # the last line of the paragraph that is open
    first = last = 0
    fence = ""
    for m in _LINE.finditer(text, start):
        line = m[1]
        bare = line.strip()
        if fence:
            last = m.end(1)
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
                yield Piece(Span(first, last), Block.CODE)
                open_ = None
        elif not bare:
            if open_ is not None:
                yield Piece(Span(first, last), open_.block)
                open_ = None
        elif bare.startswith(_FENCES) and len(line) - len(line.lstrip()) < 4:
            if open_ is not None:
                yield Piece(Span(first, last), open_.block)
            fence = bare[: len(bare) - len(bare.lstrip(bare[0]))]
            open_ = _Set(Block.CODE, line)
            first, last = m.span(1)
        else:
            block = _block(line, bare)
            if open_ is not None and _breaks(open_, block, line, bare):
                yield Piece(Span(first, last), open_.block)
                open_ = None
            if open_ is None:
                first = m.start(1)
            elif open_.block is Block.LIST or (block is Block.LIST and open_.block is Block.TEXT):
                block = open_.block  # a wrapped line of an item; "12. March" in a text
            open_, last = _Set(block, line), m.end(1)
    if open_ is not None:
        yield Piece(Span(first, last), open_.block)


def _block(line: str, bare: str) -> Block:
    first = bare[0]
    if "a" <= first.lower() <= "z" and bare[1:2] != ")":  # no mark of any kind: most lines
        return Block.TABLE if bare.count("|") >= 2 or "\t" in bare else Block.TEXT
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


def _breaks(last: _Set, block: Block, line: str, bare: str) -> bool:
    """Whether a line begins a new paragraph without a blank line above it."""
    if last.text.lstrip().startswith(">") != (bare[0] == ">"):
        return True
    before = last.block
    if before is Block.LIST and block is Block.TEXT:
        return line[0] not in " \t"
    if before is Block.TEXT and block is Block.LIST:
        return _number(bare) in (None, "", "1", "01")
    if block is not before or block is Block.RULE:
        return True
    if block is Block.TEXT:
        # Chinese and Japanese mails set each line as a paragraph: it ends with its sentence, or opens indented.
        return line[0] == "\u3000" or last.text.rstrip()[-1] in _SENTENCE_END
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
