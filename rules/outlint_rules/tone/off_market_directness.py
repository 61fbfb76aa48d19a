"""off-market-directness: a demand to a market that asks in a roundabout way, a preamble to one that wants the point."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context, Hit, apart
from outlint.text import Span
from outlint_rules.law.duties import unasked

_INDIRECT, _DIRECT = 2, 5
"""Directness (1 to 5, from the market's file) up to which a demand is blunt, and from which a preamble is slow."""
_LOOKED_AT = 12  # sentences
_RELATED = 4


def check(ctx: Context) -> Iterator[Finding]:
    if not unasked(ctx.draft):
        return
    for code in ctx.draft.markets:
        custom = ctx.market_of(code).get("custom", {})
        directness = custom.get("directness", 3)
        sources = ((f"{code}: custom (confidence: {custom.get('confidence', 'low')})", ""),)
        if directness <= _INDIRECT:
            yield from _blunt(ctx, code, sources)
        elif directness >= _DIRECT:
            count, span = _preamble(ctx)
            if count >= int(ctx.options["sentences"]):
                yield ctx.at(ctx.part.view, span, "slow", count=count, market=code, sources=sources)


def _blunt(ctx: Context, code: str, sources: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """The first demand; a newsletter says "buy now" under each picture."""
    hits = list(apart(ctx.hits("blunt")))
    if hits:
        related = tuple(h.view.to_source(h.span) for h in hits[1 : _RELATED + 1])
        said = {"phrase": hits[0].text, "market": code, "sources": sources}
        yield ctx.at(hits[0].view, hits[0].span, related=related, **said)


def _preamble(ctx: Context) -> tuple[int, Span]:
    """How many sentences the body opens with that are courtesies, and where they stand."""
    said = ctx.hits("courtesy", "body")
    count, span = 0, Span(0, 0)
    for sentence in _opening(ctx):
        if not _within(sentence, said, ctx):
            break
        span = Span(span.start if count else sentence.start, sentence.end)
        count += 1
    return count, span


def _opening(ctx: Context) -> list[Span]:
    out: list[Span] = []
    for p in ctx.paragraphs("body"):
        if p.block is not Block.TEXT or len(out) >= _LOOKED_AT:
            break
        out += ctx.sentences(p)
    return out[:_LOOKED_AT]


def _within(sentence: Span, hits: list[Hit], ctx: Context) -> bool:
    return any(h.view is ctx.part.view and sentence.start <= h.span.start < sentence.end for h in hits)
