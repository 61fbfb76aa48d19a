"""trigger-phrase: words known from junk mail, weighed by phrase, place and company."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.finding import Finding
from outlint.rule import Context, Hit, apart

_NEAR = 200  # characters around a phrase in which a quotation opens and ends
_SENTENCE = 6  # words of a quotation that is a sentence and no word set off


def check(ctx: Context) -> Iterator[Finding]:
    hits = [
        h
        for h in ctx.hits("phrases", *ctx.rule.scope)
        if h.text.casefold() not in ctx.settings.accept and not _cited(h)
    ]
    if not hits:
        return
    weights = {h.phrase.item: h.phrase.weight for h in hits}
    body = float(ctx.options["body"])
    strong = len({h.phrase.item for h in hits if h.place != "subject" and h.phrase.weight >= body})
    weight, total = sum(weights.values()), float(ctx.options["total"])
    pages = _pages(ctx) if strong or weight >= total else 1.0  # the words are counted only where they matter
    together = weight >= total * pages
    for hit in apart(hits):
        if hit.place == "subject":
            alone = hit.phrase.weight >= float(ctx.options["subject"])
        else:
            alone = hit.phrase.weight >= body and strong >= int(pages)
        if alone or together:
            yield _finding(ctx, hit)


def _pages(ctx: Context) -> float:
    return max(1.0, prose.words(ctx.part.words) / float(ctx.options["words"]))


def _cited(hit: Hit) -> bool:
    """Whether it stands in somebody else's sentence: after `Wired: "`, in a quotation of several words."""
    text = hit.view.text
    before = text[max(0, hit.span.start - _NEAR) : hit.span.start].rpartition("\n")[2]
    lead, mark, opened = before.rpartition('"')
    if not mark or lead.count('"') % 2 or not lead.strip():
        return False
    behind = text[hit.span.end : hit.span.end + _NEAR].partition('"')[0].partition("\n\n")[0]
    return len(f"{opened}{hit.text}{behind}".split()) >= _SENTENCE


def _finding(ctx: Context, hit: Hit) -> Finding:
    new = hit.phrase.replace
    if new is None:
        return ctx.at(hit.view, hit.span, phrase=hit.text, reason=hit.phrase.reason)
    new = ctx.worded(new)
    cased = prose.capital(new, hit.phrase.lang) if hit.text[:1].isupper() else new
    fix = ctx.replace(hit.view, hit.span, cased, safe=True)
    return ctx.at(hit.view, hit.span, "replace", phrase=hit.text, reason=hit.phrase.reason, replacement=cased, fix=fix)
