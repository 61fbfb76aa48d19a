"""off-custom-closing: a closing too familiar for the market, abbreviated, or with a comma its language does not put."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from outlint.draft import Paragraph
from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.law.duties import unasked


def check(ctx: Context) -> Iterator[Finding]:
    lang = ctx.draft.language or ""
    data = ctx.data.get(lang)
    closing = next(iter(ctx.paragraphs("closing")), None)
    if data is None or closing is None or not unasked(ctx.draft):
        return
    for code in ctx.draft.markets:
        custom = ctx.market_of(code).get("custom", {})
        sources = ((f"{code}: custom (confidence: {custom.get('confidence', 'low')})", ""),)
        for span, message, new in _faults(ctx, closing, tuple(data["familiar"]), data):
            fix = ctx.replace(ctx.part.view, span, new, safe=False)
            said = ctx.part.view.text[slice(*span)]
            yield ctx.at(ctx.part.view, span, message, closing=said, fix=fix, market=code, sources=sources)
        if lang not in {name.split("-")[0] for name in ctx.market_of(code).get("languages", ())}:
            continue
        m = _comma(tuple(data.get("no-comma", ()))).match(ctx.part.text_of(closing))
        if m is not None:
            span = (closing.span.start + m.start(1), closing.span.start + m.end(1))
            fix = ctx.replace(ctx.part.view, span, "", safe=False)
            yield ctx.at(ctx.part.view, span, "comma", fix=fix, market=code, sources=sources)


def _faults(
    ctx: Context, closing: Paragraph, words: tuple[str, ...], data: dict[str, str]
) -> Iterator[tuple[tuple[int, int], str, str]]:
    m = _familiar(words).match(ctx.part.text_of(closing))
    if m is not None:
        span = (closing.span.start + m.start(1), closing.span.start + m.end(1))
        yield span, "default", data["instead"]


@lru_cache(maxsize=32)
def _familiar(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\s*({'|'.join(map(re.escape, longest)) or '(?!)'})(?=\s*(?:[,，!！.~～]|\n|\Z))", re.I)


@lru_cache(maxsize=32)
def _comma(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(,)[ \t]*(?:\n|\Z)", re.I)
