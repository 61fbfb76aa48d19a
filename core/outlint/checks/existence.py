"""existence: a phrase (or pattern) that should not be there; with `replace` it is also a substitution."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import View


def check(ctx: Context) -> Iterator[Finding]:
    """Keys: set (default "phrases"), patterns [{pattern, replace, opens}], safe (whether replacements are certain).

    `opens` holds the characters one of which each match opens with: without any of them the pattern isn't tried.
    """
    safe = bool(ctx.rule.check.get("safe", False))
    for hit in ctx.hits(ctx.rule.check.get("set", "phrases"), *ctx.rule.scope):
        if hit.text.casefold() in ctx.settings.accept:
            continue
        new = hit.phrase.replace
        fix = ctx.replace(hit.view, hit.span, _cased(hit.text, ctx.worded(new)), safe=safe) if new is not None else None
        yield ctx.at(hit.view, hit.span, phrase=hit.text, replacement=new or "", reason=hit.phrase.reason, fix=fix)
    if "patterns" in ctx.rule.check:
        yield from _matches(ctx, safe)


def _matches(ctx: Context, safe: bool) -> Iterator[Finding]:
    marks = _marks(ctx)
    patterns = tuple((entry["pattern"], entry.get("replace")) for entry in ctx.rule.check["patterns"])
    for view, start, end in regions(ctx) if marks != "" else ():
        text = ctx.part.words if view is ctx.part.view else view.text
        piece = text[start:end]
        if marks is not None and not any(mark in piece for mark in marks):
            continue
        for a, b, put in _found(patterns, piece):
            span = (start + a, start + b)
            fix = ctx.replace(view, span, put, safe=safe) if put is not None else None
            yield ctx.at(view, span, phrase=text[start + a : start + b], replacement=put or "", reason="", fix=fix)


def _marks(ctx: Context) -> str | None:
    """Those of the characters that a match may open with which stand in the draft; None where that isn't known."""
    opens = [entry.get("opens") for entry in ctx.rule.check["patterns"]]
    if None in opens:
        return None
    words, subject = ctx.part.words, ctx.draft.subject.text if ctx.draft.subject is not None else ""
    return "".join(mark for mark in dict.fromkeys("".join(opens)) if mark in words or mark in subject)


@lru_cache(maxsize=8192)
def _found(patterns: tuple[tuple[str, str | None], ...], text: str) -> tuple[tuple[int, int, str | None], ...]:
    """Where the patterns are in one paragraph, and what to put there; kept, since an editor asks again at each change."""
    return tuple(
        (*m.span(), None if new is None else m.expand(new))
        for pattern, new in patterns
        for m in _pattern(pattern).finditer(text)
    )


def regions(ctx: Context) -> list[tuple[View, int, int]]:
    """(view, start, end) of the rule's scopes: the subject, and the paragraphs of the part. Made once for each scope."""
    made: dict[tuple[str, ...], list[tuple[View, int, int]]] = ctx.memo.setdefault("regions", {})
    held = made.get(ctx.rule.scope)
    if held is None:
        held = made[ctx.rule.scope] = [(ctx.part.view, *p.span) for p in ctx.paragraphs()]
        if "subject" in ctx.rule.scope and ctx.draft.subject is not None:
            held.insert(0, (ctx.draft.subject, 0, len(ctx.draft.subject.text)))
    return held


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


def _cased(old: str, new: str) -> str:
    """The replacement with the capitals of what it replaces."""
    if old[:1].isupper() and new[:1].islower():
        return new[0].upper() + new[1:]
    return new
