"""What the markets of a draft ask of it, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from outlint.draft import Draft, Role
from outlint.finding import Severity
from outlint.rule import Context

_BOUND = {"high": Severity.ERROR, "medium": Severity.WARNING, "low": Severity.INFO}
_ADVICE = ("consumers", "expected")
_ANSWERS = ("in-reply-to", "references")
_BULK_HEADERS = ("list-unsubscribe", "list-id", "feedback-id")
BULK = 100
"""Mails a day from which a campaign is bulk mail: Spam Control Act 2007 (Singapore) s.6 says over 100 in 24 hours."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that a market asks: its code, what kind of mail it applies to, statute and article, confidence, link."""

    market: str
    applies: str
    ref: str
    confidence: str
    source: tuple[str, str]

    def severity(self, most: Severity) -> Severity:
        """How grave its breach is: at most `most`, at most what the confidence bears; advice is info."""
        if self.applies in _ADVICE:
            return Severity.INFO
        return min(most, _BOUND[self.confidence])


def law(market: Mapping[str, Any], entry: Mapping[str, Any], code: str, applies: str = "all") -> Duty:
    """The duty of an entry of a market's file that has ref, confidence and source."""
    url = next((s.get("url", "") for s in market["sources"] if s["title"] == entry.get("source")), "")
    ref, confidence = entry.get("ref", ""), entry["confidence"]
    title = f"{ref or market['name']} (confidence: {confidence})"
    return Duty(code, applies, ref or market["name"], confidence, (title, url))


def duties(ctx: Context, element: str) -> Iterator[Duty]:
    """Who of the draft's markets asks for an element of content; a state's own law before that of its union."""
    if not unasked(ctx.draft):
        return
    for code in ctx.draft.markets:
        duty = _asked(ctx, code, element)
        if duty is not None and _applies(ctx, duty):
            yield duty


def _asked(ctx: Context, code: str, element: str) -> Duty | None:
    market = ctx.market_of(code)
    found = [e for e in market.get("content", ()) if element in e["elements"]]
    if found:
        rank = [("all", "named", "bulk", "senders", *_ADVICE).index(e["applies"]) for e in found]
        entry = found[rank.index(min(rank))]
        return law(market, entry, code, entry["applies"])
    opt_out = market.get("opt-out", {})
    if element == "opt-out" and opt_out.get("required") in ("yes", "recommended"):
        return law(market, opt_out, code, "all" if opt_out["required"] == "yes" else "expected")
    union = market.get("within")
    above = _asked(ctx, union, element) if union else None
    return Duty(code, above.applies, above.ref, above.confidence, above.source) if above else None


def unasked(draft: Draft) -> bool:
    """Whether a mail opens a conversation: what answers somebody is not what these laws are about."""
    if draft.fragment or any(draft.header(name) is not None for name in _ANSWERS):
        return False
    return not any(p.role is Role.QUOTE for part in draft.parts for p in part.paragraphs)


def _applies(ctx: Context, duty: Duty) -> bool:
    if duty.applies == "bulk":
        return bulk(ctx.draft)
    if duty.applies == "senders":
        return duty.market == sender_market(ctx)
    return True


def bulk(draft: Draft) -> bool:
    """Whether the draft says that it goes to many: front matter `campaign` with a `volume`, or headers of list mail."""
    campaign = draft.meta.get("campaign")
    volume = campaign.get("volume") if isinstance(campaign, Mapping) else None
    if isinstance(volume, (int, float)) or (isinstance(volume, str) and volume.isdigit()):
        return int(volume) > BULK
    return any(draft.header(name) is not None for name in _BULK_HEADERS) or _precedence(draft)


def _precedence(draft: Draft) -> bool:
    header = draft.header("precedence")
    return header is not None and header.text.lower() in ("bulk", "list")


def sender_market(ctx: Context) -> str | None:
    """The market the sender is established in, by the country domain of From or of the profile; None when unknown."""
    header = ctx.draft.header("from")
    profile = ctx.settings.profile
    said = (header.text if header else "", profile.get("email", ""), profile.get("site", ""))
    for text in said:
        m = re.search(r"\.([A-Za-z]{2})\b[/>\s]*$", str(text).strip())
        if m is not None:
            tld = m.group(1).lower()
            return next((c for c in ctx.draft.markets if tld in ctx.market_of(c).get("tlds", ())), None)
    return None
