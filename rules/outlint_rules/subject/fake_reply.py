"""fake-reply: Re:, Fw:, 回复: … on a mail that answers nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from outlint.draft import Role
from outlint.finding import Finding
from outlint.rule import Context

_ANSWERS = ("in-reply-to", "references", "thread-topic", "thread-index", "resent-from")


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if subject is None:
        return
    m = ctx.keep("reply-prefixes", lambda: _prefixes(ctx)).match(subject.text)
    if m is None or _answers(ctx):
        return
    blank = len(subject.text[m.end() :]) - len(subject.text[m.end() :].lstrip())
    whole = (m.start(1), m.end() + blank)
    fix = ctx.replace(subject, whole, "", safe=True) if subject.text[m.end() :].strip() else None
    message = "default" if ctx.draft.format == "eml" else "draft"
    yield ctx.at(subject, m.span(1), message, prefix=m.group(1), fix=fix)


def _prefixes(ctx: Context) -> re.Pattern[str]:
    return _prefix(tuple(sorted({p for d in ctx.data.values() for p in d.get("prefixes", ())})))


def _answers(ctx: Context) -> bool:
    if any(ctx.draft.header(name) is not None for name in _ANSWERS):
        return True
    return any(p.role is Role.QUOTE for part in ctx.draft.parts for p in part.paragraphs)


@lru_cache(maxsize=32)
def _prefix(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    written = dict.fromkeys((*prefixes, *(unicodedata.normalize("NFD", p) for p in prefixes)))
    words = "|".join(map(re.escape, written)) or "re"
    return re.compile(
        rf"\s*((?:(?:{words})(?:\s?[\[(]\d+[\])]|\^\d+)?\s?[:：]\s?)*(?:{words})(?:\s?[\[(]\d+[\])])?\s?[:：])", re.I
    )
