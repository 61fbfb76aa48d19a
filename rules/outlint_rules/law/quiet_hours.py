"""quiet-hours: `send_at` falls on a weekend, a holiday or a bad hour of the market; and when a good one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outlint.draft import Header
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.send_time import SendTime, next_slot, parse, said, verdict, zone, zone_of


def check(ctx: Context) -> Iterator[Finding]:
    header = ctx.draft.send_at
    if header is None:
        return
    asked = str(ctx.draft.meta.get("time-zone") or "")
    if asked and zone(asked) is None:
        yield ctx.at(header.value, (0, len(header.value.text)), "zone", zone=asked)
        return
    for code in ctx.draft.markets:
        market = ctx.market_of(code)
        there = zone_of(market, asked)
        if there is None:
            continue
        time = parse(header.text, str(ctx.settings.profile.get("time-zone", "")), there)
        if time is None:
            yield ctx.at(header.value, (0, len(header.value.text)), "unreadable")
            return
        local = time.at.astimezone(there)
        wrong = verdict(market, local)
        if wrong is not None:
            slot = next_slot(market, local)
            told = _both(slot, time) if slot else "?"
            yield ctx.at(
                header.value,
                (0, len(header.value.text)),
                "default" if wrong.why == "hours" else wrong.why,
                time=said(local),
                name=wrong.name,
                slot=told,
                market=code,
                sources=_sources(market, code),
                fix=_fix(ctx, header, slot) if slot and len(ctx.draft.markets) == 1 else None,
            )


def _both(slot: Any, time: SendTime) -> str:
    own = f" = {said(slot.astimezone(time.own))}" if time.own and time.own != slot.tzinfo else ""
    return said(slot) + own


def _fix(ctx: Context, header: Header, slot: Any) -> Fix | None:
    text = header.value.text
    start = len(text) - len(text.lstrip())
    key = getattr(slot.tzinfo, "key", "")
    return ctx.replace(header.value, (start, len(text.rstrip())), f"{slot:%Y-%m-%d %H:%M} {key}", safe=False)


def _sources(market: Mapping[str, Any], code: str) -> tuple[tuple[str, str], ...]:
    """The law's own hours where it has some for e-mail are in the market's card; good hours are custom."""
    send = market["send-time"]
    confidence = send.get("good-practice-confidence", "low")
    return ((f"Good hours of {code}: custom, not law (confidence: {confidence})", ""),)
