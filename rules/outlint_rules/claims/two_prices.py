"""One item at two prices: an order code that two lines of a mail price differently, and nothing says why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View
from outlint_rules import amounts as read
from outlint_rules.numbers import Number, narrowed, numbers, per_unit

_CODE = re.compile(r"(?<![\w/.-])(?=[A-Z0-9-]{0,20}\d)[A-Z]{1,6}-?\d[A-Z0-9-]{0,16}(?![\w/]|\.\d)")
_CODED = re.compile(r"[A-Z](?:\d|-\d)")  # in each code
_TERM = re.compile(r"(?<![A-Za-z])(?:EXW|FCA|CPT|CIP|DAP|DPU|DDP|DDU|FAS|FOB|CFR|CIF)(?![A-Za-z])")
_SENTENCES = 200


class Price(NamedTuple):
    """What a sentence says of one item, and nothing else: its price and the term it holds under."""

    code: str
    term: str
    unit: str
    currency: str
    value: str
    view: View
    span: Span
    figures: str


def two_prices(ctx: Context) -> Iterator[Finding]:
    if not _CODED.search(read.text_of(ctx)):
        return
    first: dict[tuple[str, str, str, str], Price] = {}
    for price in _prices(ctx):
        key = (price.code, price.term, price.unit, price.currency)
        known = first.setdefault(key, price)
        if known.value != price.value:
            related = (known.view.to_source(known.span),)
            yield ctx.at(
                price.view,
                price.span,
                "twice",
                item=price.code,
                first=known.figures,
                second=price.figures,
                related=related,
            )
            return


def _prices(ctx: Context) -> Iterator[Price]:
    subject = ctx.draft.subject
    if subject is not None and (found := _price(ctx, subject, narrowed(subject.text), _found(ctx, subject.text))):
        yield found
    text = read.text_of(ctx)
    for p, all_ in read.by_paragraph(ctx):
        if p.block in (Block.TABLE, Block.CODE) or not any(n.kind == "money" for n in all_):
            continue
        for span in ctx.sentences(p)[:_SENTENCES]:
            inside = read.within(all_, span)
            if any(n.kind == "money" for n in inside) and (
                found := _price(ctx, ctx.part.view, text[slice(*span)], inside, span.start)
            ):
                yield found


def _found(ctx: Context, text: str) -> list[Number]:
    return numbers(narrowed(text), read.language(ctx))


def _price(ctx: Context, view: View, text: str, inside: list[Number], offset: int = 0) -> Price | None:
    """The price of the one item of a sentence, where no other number, condition or comparison stands beside it."""
    codes = {m.group(): m.span() for m in _CODE.finditer(text)}
    terms = {m.group() for m in _TERM.finditer(text)}
    if len(codes) != 1 or len(terms) > 1 or "?" in text or "？" in text:
        return None
    (code, (low, high)) = next(iter(codes.items()))
    others = [n for n in inside if not low <= n.low - offset < high]
    if len(others) != 1 or others[0].kind != "money":
        return None
    if any(read.says(ctx, key, text) for key in ("extra", "either", "about", "pay", "total", "changed")):
        return None
    n = others[0]
    unit, end = per_unit(text, n.end - offset)
    between = text[high : n.start - offset] if high <= n.low - offset else text[n.end - offset : low]
    behind = text[max(end, high) :].strip()
    if not _says_only_the_price(ctx, between) or (behind[:1].isalnum() and not (terms and _TERM.match(behind))):
        return None
    figures = view.text[n.start : n.end].strip()
    return Price(code, "".join(terms), unit, n.unit, n.value, view, Span(n.start, n.end), figures)


def _says_only_the_price(ctx: Context, between: str) -> bool:
    """Whether nothing but "costs", "price is", ":" stands between a code and its price."""
    left = read.folded(ctx, between)
    for key in ("price", "times"):
        left = read.pattern(ctx, key).sub(" ", left)
    return not any(c.isalnum() for c in left)
