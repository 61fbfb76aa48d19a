"""Amounts of a draft: its numbers read once, what each can mean, and the words around them in the draft's languages.

The words are in lexicons/amounts/<language>.toml. A mail without money and percentages costs a look at each number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from decimal import Decimal
from itertools import islice
from operator import attrgetter

from outlint.draft import Block, Paragraph
from outlint.fold import fold
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.claims.words import Words, listed
from outlint_rules.numbers import Number, has_price, narrowed, ranged, readings, written
from outlint_rules.spellings import data

_LOW = attrgetter("low")
_START = attrgetter("start")
_MOST = 400  # numbers of a mail: one with more is a table of data and no offer


def language(ctx: Context) -> str:
    return (ctx.draft.language or "en").split("-")[0]


def decimal_mark(ctx: Context) -> str:
    return "," if language(ctx) in data()["decimal-comma"] else "."


def text_of(ctx: Context) -> str:
    """The writer's own words, in ASCII figures and signs."""
    made: str | None = ctx.memo.get("amounts' text")
    if made is None:
        made = ctx.memo["amounts' text"] = narrowed(ctx.part.words)
    return made


def amounts(ctx: Context) -> list[Number]:
    """The numbers of the part, in order; none where neither money, a percentage nor a table is among them."""
    found: list[Number] | None = ctx.memo.get("amounts")
    if found is None:
        text = text_of(ctx)
        found = ctx.memo["amounts"] = _first(text, language(ctx)) if has_price(text) or _has_table(ctx) else []
    return found


def _has_table(ctx: Context) -> bool:
    """A table's currency may stand in its header."""
    return any(p.block is Block.TABLE for p in ctx.paragraphs("body", "closing"))


def _first(text: str, language: str) -> list[Number]:
    return ranged(text, list(islice(written(text, language), _MOST + 1)))[:_MOST]  # one more: a range's other end


def by_paragraph(ctx: Context) -> list[tuple[Paragraph, list[Number]]]:
    """The paragraphs of body and closing that have numbers, each with its own."""
    made: list[tuple[Paragraph, list[Number]]] | None = ctx.memo.get("amounts by paragraph")
    if made is None:
        made = ctx.memo["amounts by paragraph"] = []
        found = amounts(ctx)
        lows = [n.low for n in found]
        for p in ctx.paragraphs("body", "closing") if found else ():
            start = bisect_left(lows, p.span.start)
            end = bisect_left(lows, p.span.end, start)
            if end > start:
                made.append((p, found[start:end]))
    return made


def sentence_of(ctx: Context, p: Paragraph, n: Number) -> Span | None:
    """The sentence of the paragraph that a number's figures stand in."""
    spans = ctx.sentences(p)
    i = bisect_right(spans, n.low, key=_START) - 1
    return spans[i] if i >= 0 and n.low < spans[i].end else None


def within(found: list[Number], span: tuple[int, int]) -> list[Number]:
    """Those of the numbers, which come in order, whose figures stand in a span."""
    low = bisect_left(found, span[0], key=_LOW)
    return found[low : bisect_left(found, span[1], lo=low, key=_LOW)]


def values(text: str, n: Number, decimal: str) -> list[Decimal]:
    """What a number can mean, first what it most likely does."""
    plain = readings(text[n.low : n.high], decimal)
    return plain if plain[0] == Decimal(n.value) else [Decimal(n.value)]


def places(figures: str, value: Decimal) -> int:
    """Decimal places that the figures have where they mean that value."""
    marks = [i for i, c in enumerate(figures) if c in ".,"]
    if not marks or (len(figures) - marks[-1] == 4 and value == value.to_integral_value() and value >= 1000):
        return 0
    return len(figures) - marks[-1] - 1 if figures.count(figures[marks[-1]]) == 1 else 0


def as_written(value: Decimal, like: str, meant: Decimal) -> str | None:
    """The value in figures set as others are (1,234.56 or 1.234,56); None where that can't be done exactly."""
    digits = places(like, meant)
    shown = value.quantize(Decimal(1).scaleb(-digits))
    whole = like[: len(like) - digits - 1] if digits else like
    mark = like[len(whole)] if digits else ""
    groups = re.split(r"\D", whole)
    if shown != value or not like.isascii() or any(len(g) != 3 for g in groups[1:]):
        return None
    sign = next((c for c in whole if not c.isdigit()), "")
    head, _, tail = f"{shown:,f}".partition(".")
    return head.replace(",", sign) + mark + tail


def same_currency(a: str, b: str) -> bool:
    """Whether two spellings can be of one money: $ is USD, 元 is CNY."""
    return a == b or "" in (a, b) or ("$" in (a, b) and {a, b} & _DOLLARS != set()) or {a, b} <= _YEN


_DOLLARS = {"USD", "AUD", "CAD", "HKD", "SGD", "NZD", "TWD", "MXN"}
_YEN = {"¥", "CNY", "JPY"}


def says(ctx: Context, key: str, text: str) -> bool:
    """Whether a text has a word of that kind in the draft's languages, or the English one."""
    return search(ctx, key, text) is not None


def search(ctx: Context, key: str, text: str) -> re.Match[str] | None:
    """The first such word, in the folded text."""
    return words(ctx, key).search(folded(ctx, text))


def folded(ctx: Context, text: str) -> str:
    return fold(text, ctx.letters()).text


def pattern(ctx: Context, key: str) -> re.Pattern[str]:
    return words(ctx, key).pattern


def words(ctx: Context, key: str) -> Words:
    """The words of a kind, to be looked for in folded text."""

    def gathered() -> Words:
        lexicons = [ctx.lexicon_of(lang).get("amounts", {}) for lang in dict.fromkeys((*ctx.languages, "en"))]
        return listed(tuple(w for known in lexicons for w in known.get(key, ())))

    return ctx.keep(("amounts", key), gathered)
