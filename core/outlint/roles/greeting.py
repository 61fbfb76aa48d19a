"""The greeting: the first short line that opens like one, or says only a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlint.draft import Block, Role
from outlint.roles.page import KANA, TRIM, has_sentence_end
from outlint.view import HOLE

if TYPE_CHECKING:
    from outlint.roles.page import Line, Page

_OPENING_MARKS = ",:!，：！、،;–—-"
_TOP_LINES = 5  # a heading, a preheader, a company's name may stand above the greeting


def mark_greeting(page: Page, end: int) -> int:
    """Mark the greeting; the line behind it."""
    first = next((i for i in range(end) if not page.fixed[i] and not page.is_rule(i)), end)
    found = 0
    above: list[int] = []
    for i in range(first, min(first + _TOP_LINES + 3, end)):
        if page.fixed[i] or page.block(i) not in (Block.TEXT, Block.HEADING, Block.RULE):
            break
        if not page.is_rule(i) and _greets(page, page.lines[i], i == first, found > 0):
            page.set(i, i + 1, Role.GREETING)
            found += 1
            first = i + 1
            if found == 3:
                break
        elif found or len(above) == _TOP_LINES or page.lines[i].words > 20:
            break
        else:
            above.append(i)
    if found and above and page.structure.greeting_ends and _ends_as_name(page, page.lines[above[-1] + 1]):
        for i in above[-3:]:  # company and department above 田中様
            if len(page.lines[i].text) <= 30 and page.block(i) is Block.TEXT:
                page.set(i, i + 1, Role.GREETING)
    return first


def _ends_as_name(page: Page, line: Line) -> bool:
    return len(line.text) <= 40 and line.raw.rstrip(" ,:、!").endswith(page.structure.greeting_ends)


def _greets(page: Page, line: Line, first: bool, after: bool) -> bool:
    text, raw = line.text, line.folded
    if has_sentence_end(text[:90]) or text.endswith(("?", "？", "؟")):
        return False
    marked = text[-1] in _OPENING_MARKS
    if _ends_as_name(page, line) and text[-1] not in ".。":
        return True
    if first and marked and len(text) <= 40 and raw.endswith(page.structure.greeting_names):
        return True
    end = page.structure.greeting.end(raw)
    if end:
        return _is_greeting(line, raw[end:].strip(TRIM), marked, first or after)
    return first and text[-1] in ",，،:：–—-" and _is_name(text.rstrip(" ,，،:：–—-"), text[-1])


def _is_greeting(line: Line, rest: str, marked: bool, top: bool) -> bool:
    """Whether a line that opens like a greeting says nothing else."""
    text = line.text
    if not rest:
        return top or marked
    if KANA.search(text):
        return text[-1] in "。！、" and len(text) <= 40
    if text[0] >= "\u3040":
        return len(rest) <= (16 if marked else 8) and "，" not in rest[:-1] and text[-1] not in "。；"
    if marked:
        return line.words <= (6 if text[-1] in "!！" else 12) and len(text) <= 90
    return top and line.words <= (4 if text[-1] == "." else 5)


def _is_name(name: str, mark: str) -> bool:
    """A line that is only a name or a merge variable and a mark."""
    words = name.split()
    if not words or len(name) > 40:
        return False
    if words == [HOLE]:
        return True
    if mark in ":：":
        return False
    if name[0].isascii() or name[0].isupper():
        return len(words) <= 3 and all(w[0].isupper() or w[0] == HOLE for w in words)
    return len(words) <= 3 and len(name) <= (8 if name[0] >= "\u3040" else 25)
