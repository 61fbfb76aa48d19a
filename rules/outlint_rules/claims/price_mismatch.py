"""price-mismatch: amounts that contradict each other: quantity × price, sums, shares of a payment, one item at two prices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from outlint.draft import Block, Paragraph
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint_rules import amounts as read
from outlint_rules.claims.arithmetic import comparable, disagreement, explained
from outlint_rules.claims.quote_tables import Mismatch, labelled, mismatches
from outlint_rules.claims.two_prices import two_prices
from outlint_rules.numbers import Number, per_unit

_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|[。！？；\n\0\ufffc]")
_FROM_PRICE = 48  # characters between quantity and price
_FROM_TOTAL = 40  # and between price and total
_NEAR = 24  # characters around in which a word changes what the total holds
_BY = re.compile(r"[^\w]*(?:×|\*|@|\bx\b|✕)[^\w]*$", re.I)
_EQUALS = re.compile(r"=")
_EACH = re.compile(
    r"\s?(?:/|each\b|per\b|apiece\b|ea\b|a piece\b|c/u|la unidad|l'unité|pro\b|je\b|par\b|por\b|al\b|za\b|за\b)", re.I
)
_TIED = 30  # characters between a share and the word that says of what
_SHARE = 16  # characters between a percentage and "balance"


def check(ctx: Context) -> Iterator[Finding]:
    if not read.amounts(ctx):
        return
    for found in (*mismatches(ctx), *labelled(ctx), *_multiplied(ctx)):
        yield _told(ctx, found)
    yield from _shares(ctx)
    yield from two_prices(ctx)


def _told(ctx: Context, found: Mismatch) -> Finding:
    text, n = read.text_of(ctx), found.number
    figures = text[n.low : n.high]
    meant = read.values(text, n, read.decimal_mark(ctx))[0]
    wanted = read.as_written(found.wanted, figures, meant) if found.wanted > 0 else None
    fix: Fix | None = ctx.replace(ctx.part.view, (n.low, n.high), wanted, safe=False) if wanted else None
    shown = wanted or f"{found.wanted.normalize():,f}"
    related = tuple(ctx.part.view.to_source((f.low, f.high)) for f in found.factors[:20])
    kind = found.kind if found.wanted > 0 else "extras"
    first, second = (text[f.low : f.high] for f in (*found.factors, n)[:2])
    return ctx.at(
        ctx.part.view, (n.low, n.high), kind, q=first, p=second, wanted=shown, found=figures, fix=fix, related=related
    )


def _region(ctx: Context, p: Paragraph, n: Number) -> Span:
    """What a number's product and factors stand in: its sentence, or its line of a list. Empty where it is in none."""
    found = read.sentence_of(ctx, p, n) or Span(0, 0)
    if p.block is not Block.LIST:
        return found
    text = ctx.part.words
    start, end = text.rfind("\n", found.start, n.low) + 1, text.find("\n", n.low, found.end)
    return Span(max(start, found.start), end if end >= 0 else found.end)


def _multiplied(ctx: Context) -> Iterator[Mismatch]:
    """Quantity, unit price and total in one sentence: "320 pcs at USD 21.80 each, total USD 6,976"."""
    text = read.text_of(ctx)
    for paragraph, inside in read.by_paragraph(ctx):
        if paragraph.block is Block.TABLE:
            continue
        for i, (a, b, total) in enumerate(zip(inside, inside[1:], inside[2:], strict=False)):
            if not _are_near(text, a, b, total) or total.low >= (span := _region(ctx, paragraph, a)).end:
                continue
            q, p = (b, a) if a.kind == "money" else (a, b)
            if not _is_product(ctx, span, a, b, total) or not comparable(ctx, q, p, total):
                continue
            wanted = disagreement(ctx, q, p, total)
            others = (o for o in inside[max(0, i - 3) : i] if o.low >= span.start)
            if wanted is not None and not any(explained(ctx, q, o, p, total) for o in others):
                yield Mismatch("default", total, wanted, (q, p))


def _are_near(text: str, a: Number, b: Number, total: Number) -> bool:
    """Whether three numbers in a row stand as near as a quantity, its price, one of the two money, and their product."""
    if (a.kind == "money") == (b.kind == "money"):
        return False
    if b.start - a.end > _FROM_PRICE or total.start - b.end > _FROM_TOTAL:
        return False
    return total.kind == "money" or "=" in text[b.end : total.start]


def _is_product(ctx: Context, span: Span, a: Number, b: Number, total: Number) -> bool:
    """Whether three numbers in a row are said to be quantity, price and total."""
    text = read.text_of(ctx)
    first, second = text[a.end : b.start], text[b.end : total.start]
    if total.kind != "money" and not (_BY.search(first) and _EQUALS.search(second)):
        return False
    if _in_code(text, a) or _SENTENCE_END.search(first) or _SENTENCE_END.search(second.replace("\n", " ")):
        return False
    by = _BY.search(first) is not None or _ends_with(ctx, "quantity" if a.kind == "money" else "times", first)
    if a.kind == "number" and not _BY.search(first) and not _EACH.match(text, b.end):
        return False  # "Order 4500012 at USD 12"
    makes = _EQUALS.search(second) is not None or read.says(ctx, "makes", text[per_unit(text, b.end)[1] : total.start])
    if not by or not makes or _continues(text, total):
        return False
    around = (
        text[max(span.start, a.start - _NEAR) : a.start],
        first,
        second,
        text[total.end : min(span.end, total.end + _NEAR)],
    )
    return not any(read.says(ctx, key, part) for key in ("extra", "about", "either") for part in around) and not (
        re.search(r"[+~±≈]", "".join(around))
    )


def _ends_with(ctx: Context, key: str, said: str) -> bool:
    """Whether such a word is the last of a text: "320 pieces of the sink at"."""
    folded = read.folded(ctx, said).rstrip(" :：=,，、(（")
    return any(m.end() == len(folded) for m in read.pattern(ctx, key).finditer(folded))


def _in_code(text: str, n: Number) -> bool:
    before = text[n.low - 1 : n.low]
    return n.low == n.start and n.low > 0 and ((before.isalnum() and before.isascii()) or before in "-#/._")


def _continues(text: str, n: Number) -> bool:
    """Whether the number is the lower end of a range, or goes on as a sum: 6,900-7,000, 6,900 + 300."""
    return re.match(r"\s?(?:[-–—~+/×*]\s?(?:[A-Z]{2,3}|[$€£¥])?\s?\d|%)", text[n.end : n.end + 8]) is not None


def _shares(ctx: Context) -> Iterator[Finding]:
    """Shares of a payment that do not make 100 %."""
    for p, inside in read.by_paragraph(ctx):
        shared = [n for n in inside if n.unit == "%"]
        for span in _terms(ctx, p) if len(shared) > 1 else ():
            shares = read.within(shared, span)
            if 1 < len(shares) <= 6 and (total := _unmade(ctx, span, shares)) is not None:
                where = Span(shares[0].start, shares[-1].end)
                yield ctx.at(ctx.part.view, where, "shares", sum=f"{total.normalize():f}")


def _terms(ctx: Context, p: Paragraph) -> list[Span]:
    """What terms of payment stand in: a sentence, or a whole list."""
    return [p.span] if p.block in (Block.LIST, Block.TABLE) else ctx.sentences(p)


def _unmade(ctx: Context, span: Span, shares: list[Number]) -> Decimal | None:
    """What the shares make where they are all of one payment and do not make 100; None elsewhere."""
    text = read.text_of(ctx)
    if read.says(ctx, "either", text[slice(*span)]) or read.says(
        ctx, "about", text[span.start : shares[0].start][-_SHARE:]
    ):
        return None
    ends = [span.start, *(n.end for n in shares), span.end]
    for i, n in enumerate(shares):
        after = text[n.end : min(shares[i + 1].start if i + 1 < len(shares) else span.end, n.end + _TIED)]
        before = text[max(ends[i], n.start - _TIED) : n.start]
        if read.says(ctx, "no-share", after[:18]) or read.says(ctx, "no-share", before[-12:]) or _continues(text, n):
            return None
        if not read.says(ctx, "pay", f"{before} | {after}"):
            return None
    if not _rest_is_told(ctx, span, shares):
        return None
    made = Decimal(0)
    for n in shares:
        made += Decimal(n.value)
        made = Decimal(0) if made == 100 else made
    total = sum((Decimal(n.value) for n in shares), Decimal(0))
    return total if made and total != 100 else None


def _rest_is_told(ctx: Context, span: Span, shares: list[Number]) -> bool:
    """Whether every "balance" has its own percentage beside it."""
    text = read.text_of(ctx)
    marked = list(text[slice(*span)])
    for n in shares:
        for i in range(n.start - span.start, n.end - span.start):
            marked[i] = "%"
    folded = read.folded(ctx, "".join(marked))
    for m in read.pattern(ctx, "rest").finditer(folded):
        if "%" not in folded[max(0, m.start() - _SHARE) : m.end() + _SHARE]:
            return False
    return True
