"""Whether a quantity, a price and a total agree, however each is read and rounded."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from outlint.rule import Context
from outlint_rules import amounts as read
from outlint_rules.numbers import Number, per_unit
from outlint_rules.spellings import data


def comparable(ctx: Context, q: Number, p: Number, t: Number) -> bool:
    """Whether one number can be so many of another: no money of two countries, no price of another unit than is counted."""
    if q.kind == "money" or not read.same_currency(*(n.unit if n.kind == "money" else "" for n in (p, t))):
        return False
    counted = data()["counted"]
    if (q.kind == "unit" and q.unit not in counted) or (t.kind == "unit") or (p.kind == "unit"):
        return False
    unit, _ = per_unit(read.text_of(ctx), p.end)
    return unit == "" or unit == q.unit or (q.unit in ("", "piece", "set") and unit in ("piece", "set"))


def disagreement(ctx: Context, q: Number, p: Number, t: Number) -> Decimal | None:
    """What q × p makes where t is not that, however each is read and rounded; None where it agrees."""
    text, mark = read.text_of(ctx), read.decimal_mark(ctx)
    all_ = [read.values(text, n, mark) for n in (q, p, t)]
    for a, b, c in product(*all_):
        if abs(a * b - c) <= _tolerance(text, p, b, a) + _tolerance(text, t, c, Decimal(1)):
            return None
    return all_[0][0] * all_[1][0]


def _tolerance(text: str, n: Number, value: Decimal, times: Decimal) -> Decimal:
    """By how much a number may be off because it was rounded to its last place, or to cents."""
    digits = read.places(text[n.low : n.high], value)
    whole = times == 1 and digits == 0
    return Decimal(1) if whole else times * Decimal("0.5").scaleb(-max(digits, 2))


def explained(ctx: Context, q: Number, other: Number, p: Number, t: Number) -> bool:
    """Whether the amount is right once another number (pieces a carton, a discount) is reckoned in or counts itself."""
    if disagreement(ctx, other, p, t) is None:
        return True
    text, mark = read.text_of(ctx), read.decimal_mark(ctx)
    for a, b, c, d in product(*(read.values(text, n, mark) for n in (q, other, p, t))):
        if any(
            abs(made - d) <= Decimal("0.01") * d for made in (a * b * c, a * c * (1 - b / 100), a * c * (1 + b / 100))
        ):
            return True
    return False
