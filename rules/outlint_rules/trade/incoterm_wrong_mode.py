"""incoterm-wrong-mode: FAS, FOB, CFR, CIF with goods that go by air, by land or in containers."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.fold import fold
from outlint.rule import Context
from outlint_rules.trade import terms as trade
from outlint_rules.trade.terms import Term


def check(ctx: Context) -> Iterator[Finding]:
    found = trade.terms(ctx)
    known = trade.table(ctx)["incoterms"] if found else {}
    told: set[str] = set()
    for t in found:
        fits = known.get(t.code, {}).get("fits")
        if fits is None or t.code in told or t.place not in ctx.rule.scope:
            continue
        said = fold(_of_its_goods(t, found), ctx.letters()).text
        mode = next((m for m in ("air", "container") if trade.search_for(ctx, m).search(said)), None)
        if mode is not None and (trade.priced(t) or not trade.offered_as_choice(ctx, t, found)):
            told.add(t.code)
            yield ctx.at(t.view, t.span, "default" if mode == "container" else mode, term=t.code, fits=fits)


def _of_its_goods(t: Term, found: list[Term]) -> str:
    """What is said of how its goods go: its sentence, or its paragraph, where it is the only term."""
    beside = [o for o in found if o.view is t.view and o.code != t.code and t.sentence.contains(o.span)]
    # beside another term each has what follows it: "FCA Ningbo for a container, FOB Ningbo in bulk"
    low = t.span.start if beside else t.sentence.start
    high = min((o.span.start for o in beside if o.span.start > t.span.start), default=t.sentence.end)
    inside = t.text[low:high]
    alone = not any(o.view is t.view and o.code != t.code and t.paragraph.contains(o.span) for o in found)
    whole = t.text[t.paragraph.start : t.paragraph.end]
    return whole if alone and len(whole) < 600 else inside
