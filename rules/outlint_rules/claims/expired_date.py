"""expired-date: what holds until a day that is over when the mail goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from outlint.finding import Finding
from outlint.rule import Context, Hit
from outlint.text import Span
from outlint_rules.claims.days import Day, a_day, days

_NEAR = 48  # characters between "valid until" and its date
_APART = 10  # half of the characters that may stand between; a date before the words stands right before them
_MOST = 50
_YEAR = re.compile(r"(?:19|20)\d\d")
_END = re.compile(r"[.!?;。！？；\n](?:(?<=[。！？；\n])|(?<!\d[.!?;])\s)")


def check(ctx: Context) -> Iterator[Finding]:
    hits = [h for h in ctx.hits("validity") if h.place in ("subject", "body", "closing")][:_MOST]
    if not hits:
        return
    sent = _sent(ctx)
    told: set[Span] = set()
    for hit in hits:
        day = _date_of(ctx, hit, sent)
        if day is not None and day.span not in told and all(d < sent for d in day.readings):
            told.add(day.span)
            text = hit.view.text[day.span.start : day.span.end]
            yield ctx.at(hit.view, day.span, found=text, sent=sent.isoformat())


def _date_of(ctx: Context, hit: Hit, sent: date) -> Day | None:
    """The first date behind the words, or the last before them, within their clause; only years that can be over count."""
    text = hit.view.text
    if not _is_past(text, max(0, hit.span.start - _NEAR), hit.span.end + _NEAR + 24, sent):
        return None
    end = _END.search(text, hit.span.end, hit.span.end + _NEAR + 24)
    after = Span(hit.span.start, end.start() if end else min(len(text), hit.span.end + _NEAR + 24))
    before = Span(max(0, text.rfind("\n", 0, hit.span.start) + 1, hit.span.start - _NEAR), hit.span.end)
    for low, high in (after, before):
        if not _is_past(text, low, high, sent):
            continue
        found = sorted(days(text[low:high], ctx.languages), key=lambda d: d.span)
        if found:
            day = found[0] if (low, high) == after else found[-1]
            day = day._replace(span=day.span.shift(low))
            gap = day.span.start - hit.span.end if (low, high) == after else hit.span.start - day.span.end + _APART
            if gap <= 2 * _APART:
                return day
    return None


def _is_past(text: str, low: int, high: int, sent: date) -> bool:
    """Whether a year that can be over stands there."""
    return any(int(y) <= sent.year for y in _YEAR.findall(text, low, high))


def _sent(ctx: Context) -> date:
    """The day the mail goes out: `send_at`, the Date header of a mail as sent, else today."""
    planned = ctx.draft.send_at
    if planned is not None and (m := re.match(r"(\d{4})-(\d{2})-(\d{2})", planned.text)):
        return a_day(*map(int, m.groups())) or ctx.settings.today
    header = ctx.draft.header("date")
    if header is not None:
        from email.utils import parsedate_tz

        parsed = parsedate_tz(header.text)
        if parsed is not None and parsed[0] > 1970:
            return a_day(*parsed[:3]) or ctx.settings.today
    return ctx.settings.today
