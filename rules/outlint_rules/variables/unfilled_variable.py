"""unfilled-variable: merge variables and fill-in words left in a mail that is to be sent."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from outlint.draft import Block, Part, Placeholder, Role, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit, Span
from outlint.view import View

_BLANK = re.compile(r"(?<![\w_])_{3,40}(?![\w_])")
_EMPTY_END = re.compile(r"(?P<gap>[ \u00a0]*)[,，،:：!！]")
_EMPTY_VALUE = re.compile(r"(?:null|undefined|None|NaN|nan|N/A|#N/A|\(none\)|\[object Object\])(?=\s?[,，،:：!]|\s*$)")
_NOWHERE = re.compile(r"\[object Object\]|#(?:N/A|REF!|VALUE!|NAME\?)(?!\w)")
_CROSSES = re.compile(r"(?<![\w@./-])(?:[A-Z]{2,5}[-#]?)?(?:X{3,24}|x{3,6})(?![\w@-]|\.\w)")
_DRAWN = re.compile(r"[|\\/]\s|\s[|\\/]|__|[|\\/]$|^[|\\/]")
_COMMENT = re.compile(r"(?:#|//|/\*|;;)\s?$")
"""The mark before a programmer's own note. `search(text, low, end)` takes `end` for the end of the text."""
_MASKED = re.compile(r"\s?[-*•]?\s?\d")


def check(ctx: Context) -> Iterator[Finding]:
    data = ctx.data
    if ctx.part is ctx.draft.main and ctx.draft.placeholders:
        yield from _variables(ctx, frozenset(data["any"]["by-hand"]))
    for hit in ctx.hits("phrases"):
        yield ctx.at(hit.view, hit.span, name=hit.text)
    if not set(ctx.languages) & set(data["any"]["todo-is-a-word"]):
        for hit in ctx.hits("todo"):
            if not _COMMENT.search(hit.view.text, max(0, hit.span.start - 6), hit.span.start):
                yield ctx.at(hit.view, hit.span, name=hit.text)
    unnamed = _unnamed(data)
    for view, text, span, place in _regions(ctx, always=bool(unnamed)):
        for m in _marks(text, span, place):
            yield ctx.at(view, m.span(), name=m.group())
        for blank in unnamed:
            for m in blank.finditer(text, *span):
                yield ctx.at(view, m.span(), "empty")
    yield from _greetings(ctx)


def _variables(ctx: Context, by_hand: frozenset[str]) -> Iterator[Finding]:
    draft = ctx.draft
    left = draft.placeholders
    if draft.template:
        if all(p.dialect in by_hand for p in left):
            return  # a template whose variables are written in brackets
        left = tuple(p for p in left if p.dialect in by_hand)
    unread = [_Unread(part) for part in draft.parts] if left else []
    for p in left:
        if p.dialect == "brackets" and p.where is Where.ATTRIBUTE:
            continue  # attribute selectors, conditional comments
        if not any(u.holds(p) for u in unread):
            yield ctx.finding(p.span, name=draft.source.text[p.span.start : p.span.end], fix=_fill(ctx, p))


class _Unread:
    """What of a part raises no finding: quoted mail, code; addresses, unless a variable builds a link."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.starts = [p.span.start for p in part.paragraphs]
        self.hidden = [h.start for h in part.hidden]

    def holds(self, p: Placeholder) -> bool:
        if p.view_span is None:
            return False
        return self._reads_past(p, p.view_span.start) and self.part.view.to_source(p.view_span) == p.span

    def _reads_past(self, p: Placeholder, at: int) -> bool:
        i = bisect_right(self.starts, at) - 1
        inside = self.part.paragraphs[i] if i >= 0 else None
        if inside is not None and at < inside.span.end and (inside.role is Role.QUOTE or inside.block is Block.CODE):
            return True
        j = bisect_right(self.hidden, at) - 1
        if j < 0 or at >= self.part.hidden[j].end:
            return False
        hidden = self.part.view.text[slice(*self.part.hidden[j])]
        return p.dialect in ("percent", "brackets") or not hidden.startswith(("http", "www"))


def _fill(ctx: Context, p: Placeholder) -> Fix | None:
    """The sample value of the variable, or the profile's value for the sender's own data."""
    if not ctx.settings.variables and not ctx.settings.profile:
        return None
    variable = ctx.settings.variables.get(p.name)
    value = variable.sample if variable is not None else ""
    if not value:
        key = re.sub(r"[\W_]", "", p.name).casefold()
        held = ctx.settings.profile.get(ctx.data["any"]["profile"].get(key, ""), "")
        value = held if isinstance(held, str) else ""
    return Fix((Edit(p.span, value),), False) if value else None


_SIGNS = ("xxx", "XXX", "___", "#", "[object")
"""One of them is in each mark of `_marks`."""


def _regions(ctx: Context, *, always: bool) -> Iterator[tuple[View, str, Span, str]]:
    """(view, text without what is not the writer's own, span, place) of the subject and the paragraphs.

    Only where a mark may be, or `always`.
    """
    subject = ctx.draft.subject
    if subject is not None and ctx.part is ctx.draft.main:
        yield subject, subject.text, Span(0, len(subject.text)), "subject"
    words = ctx.part.words
    if not always and not any(sign in words for sign in _SIGNS):
        return
    for p in ctx.paragraphs("greeting", "body", "closing"):
        if p.block is not Block.CODE:
            yield ctx.part.view, words, p.span, p.role.value


def _marks(text: str, span: Span, place: str) -> Iterator[re.Match[str]]:
    """Crosses, blanks and failed look-ups that stand where a value belongs."""
    if text.find("xxx", *span) >= 0 or text.find("XXX", *span) >= 0:
        yield from (m for m in _CROSSES.finditer(text, *span) if _is_cross(text, m, span, place))
    if text.find("___", *span) >= 0:
        yield from (m for m in _BLANK.finditer(text, *span) if _is_blank(text, m))
    if text.find("#", *span) >= 0 or text.find("[object", *span) >= 0:
        yield from _NOWHERE.finditer(text, *span)


def _is_cross(text: str, m: re.Match[str], span: Span, place: str) -> bool:
    """Whether XXX stands for a word: not kisses at the end, not the masked digits of a card, not a size."""
    if _COMMENT.search(text, max(0, m.start() - 6), m.start()):
        return False
    if _MASKED.match(text, m.end()) or (m.start() and text[m.start() - 1] in "0123456789"):
        return False
    if m.group().isupper():
        return text[max(0, m.start() - 5) : m.start()].lower() != "bowl "
    after = text[m.end() : m.end() + 2]
    before = text[max(span.start, m.start() - 1) : m.start()]
    if place == "closing" or before not in (" ", "\u00a0"):
        return False
    return bool(re.match(r"[,，:;]|\.(?:\s|$)| \w", after + " ")) or place == "greeting"


def _is_blank(text: str, m: re.Match[str]) -> bool:
    """A blank in running text; not a rule across the page, nor a line of a form behind its label."""
    line_start = text.rfind("\n", max(0, m.start() - 300), m.start()) + 1
    stop = text.find("\n", m.end(), m.end() + 300)
    before = text[line_start : m.start()].strip(" \t*>-")
    after = text[m.end() : stop if stop >= 0 else m.end() + 300].strip()
    if not before or before.endswith((":", "：")) or _DRAWN.search(before) or _DRAWN.search(after):
        return False
    return bool(after)


def _unnamed(data: Mapping[str, Mapping[str, Any]]) -> Sequence[re.Pattern[str]]:
    """Patterns of the draft's languages for a form of address with nobody in it: "　様"."""
    return [_compiled(p) for lang in data.values() for p in lang.get("unnamed", ())]


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _greetings(ctx: Context) -> Iterator[Finding]:
    """ "Hi ," or "Dear null," where a name should stand."""
    text = ctx.part.view.text
    for p in ctx.paragraphs("greeting"):
        opening = text[p.span.start : min(p.span.end, p.span.start + 60)]
        bare, openers = _openers(ctx)
        lower = opening.casefold()
        word = next((w for w in openers.get(lower[:1], ()) if lower.startswith(w)), None)
        if word is None:
            continue
        m = _EMPTY_END.match(opening, len(word))
        if m is not None:
            if m.group()[-1] in ":：" and text[p.span.start + m.end() : p.span.end].strip():
                continue  # "Kepada Yth:" and the address below it
            if word in bare or (m["gap"] and m.group()[-1] not in "!！"):
                yield ctx.at(ctx.part.view, (p.span.start, p.span.start + m.end()), "empty")
            continue
        rest = opening[len(word) :]
        value = _EMPTY_VALUE.match(rest.lstrip())
        if value is not None:
            start = p.span.start + len(word) + len(rest) - len(rest.lstrip())
            yield ctx.at(ctx.part.view, (start, start + value.end()), "empty")


_Openers = tuple[frozenset[str], Mapping[str, list[str]]]


def _openers(ctx: Context) -> _Openers:
    """Words that open a greeting: those that need no name, and all by their first letter, "dear mr" before "dear"."""
    return ctx.keep("openers", lambda: _listed([lang.get("openers", {}) for lang in ctx.data.values()]))


def _listed(said: list[Mapping[str, list[str]]]) -> _Openers:
    bare = frozenset(w for openers in said for w in openers.get("bare", ()))
    gapped = frozenset(w for openers in said for w in openers.get("gapped", ()))
    by_letter: dict[str, list[str]] = {}
    for word in sorted(bare | gapped, key=len, reverse=True):
        by_letter.setdefault(word[:1], []).append(word)
    return bare, by_letter
