"""price-claim-without-validity: lowest/best price, and no date until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from outlint.finding import Finding, Fix
from outlint.rule import Context, Hit, apart
from outlint.text import Span
from outlint_rules.claims.validity import date_ahead, expires
from outlint_rules.claims.wording import bracketed, denied, quoted

_MOST = 200  # claims looked at: each looks at its whole offer, and a mail with more is no mail


def check(ctx: Context) -> Iterator[Finding]:
    claims = [h for h in ctx.hits("claim") if h.place in ("subject", "body")][:_MOST]
    if not claims:
        return
    barred = sorted(ctx.hits("negation"), key=lambda h: h.span)
    columns = _columns(claims)
    open_ = [h for h in claims if h not in columns and not denied(h, barred) and not quoted(h)]
    body = [h for h in open_ if h.place == "body"]
    for hit in apart(open_):
        if not _dated(ctx, hit):
            yield ctx.at(
                hit.view, hit.span, phrase=hit.text, fix=_insert(ctx, hit) if hit in body or not body else None
            )


def _columns(claims: list[Hit]) -> set[Hit]:
    """Claims that are the name of a field in a list of offers: "Lowest price: $349" again and again."""
    named = [h for h in claims if _FIELD.match(h.view.text, h.span.end)]
    counts = Counter(h.text.lower() for h in named)
    return {h for h in named if counts[h.text.lower()] >= _MANY}


_FIELD = re.compile(r"\s{0,3}[:：]")
_MANY = 3


def _dated(ctx: Context, hit: Hit) -> bool:
    """Whether a validity wording, or a date or period, stands in the same offer.

    The offer of a claim in the body is its paragraph and the next one; of one in the subject, the subject and the
    whole body, since the body is what the subject announces.
    """
    validity = ctx.hits("validity")
    if hit.place == "subject":
        regions = [(ctx.part.view.text, Span(0, len(ctx.part.view.text))), (hit.view.text, Span(0, len(hit.view.text)))]
        return bool(validity) or any(expires(ctx, text, span, _elsewhere(ctx, text)) for text, span in regions)
    paragraphs = [p for p in ctx.part.paragraphs if p.role in ("body", "closing")]
    at = next((i for i, p in enumerate(paragraphs) if p.span.contains(hit.span)), None)
    if at is None:
        return False
    offer = Span(paragraphs[at].span.start, paragraphs[min(at + 1, len(paragraphs) - 1)].span.end)
    known: dict[Span, bool] = ctx.memo.setdefault("dated offers", {})
    if offer not in known:
        known[offer] = any(v.view is hit.view and offer.contains(v.span) for v in validity) or expires(
            ctx, ctx.part.view.text, offer, _elsewhere(ctx, ctx.part.view.text)
        )
    return known[offer]


def _elsewhere(ctx: Context, text: str) -> list[Span]:
    """Where words of something else than the price stand: its dates are not the price's."""
    return [h.span for h in ctx.hits("elsewhere") if h.view.text is text]


def _insert(ctx: Context, hit: Hit) -> Fix | None:
    lang = hit.phrase.lang
    template = ctx.data.get(lang, {}).get("insert")
    if template is None or hit.place == "subject":
        return None
    return bracketed(ctx, hit, template, date=date_ahead(ctx, lang, int(ctx.options["days"])))
