"""incomplete-quote: a firm price that the writer offers, and the terms that the mail says nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from outlint.draft import Block, Role
from outlint.finding import Finding
from outlint.fold import folded
from outlint.rule import Context
from outlint.text import Span
from outlint_rules import amounts as read
from outlint_rules.addressing import answers
from outlint_rules.claims.validity import expires
from outlint_rules.claims.words import Words, listed
from outlint_rules.numbers import Number, narrowed, numbers, per_unit
from outlint_rules.spellings import data
from outlint_rules.trade import terms as trade

_AFTER = 24  # and behind it
_BEFORE = 60  # characters before a price in which its sentence says whose it is
_RANGE = re.compile(r"起(?!订)|\s?(?:[-–—~～]|to\b|à\b|bis\b|a\b|至|到)\s?(?:[A-Z]{2,3}\s?|[$€£¥]\s?)?\d")
_ASKS = ("?", "？", "؟")


def check(ctx: Context) -> Iterator[Finding]:
    offer = _offer(ctx)
    if offer is None or _is_known(ctx):
        return
    lacking = list(_missing(ctx, offer))
    missing = [key for key in lacking if key in ctx.options["needs"]]
    if missing and (offer.is_quoted or not set(lacking) >= _TERMS):
        said = tuple(ctx.rule.messages[key].text for key in missing)
        yield ctx.at(ctx.part.view, offer.span, missing=said)


class Offer(NamedTuple):
    """The first price offered; `unit` and `currency` are "" where it does not say."""

    span: Span
    unit: str
    currency: str
    is_quoted: bool = True  # and not only told: "we offer", "unit price" against "costs"


_TERMS = {"moq", "incoterm", "lead", "validity"}


def _offer(ctx: Context) -> Offer | None:
    if ctx.part is not ctx.draft.main:
        return None
    if any(n.kind == "money" for n in read.amounts(ctx)):
        return next(_offered(ctx), None)
    return next(_bare(ctx), None)


def _bare(ctx: Context) -> Iterator[Offer]:
    """Prices that name no currency, in a mail that names none: "21.80 FOB Ningbo"."""
    for t in trade.terms(ctx):
        if t.place == "body" and (m := _BARE.search(t.text[max(0, t.span.start - 24) : t.span.start])):
            low = max(0, t.span.start - 24)
            yield Offer(Span(low + m.start(1), low + m.end(1)), m[2] or "", "")


_BARE = re.compile(r"(?<![\w.,/-])(\d{1,6}[.,]\d{2})((?:\s?/\s?|\sper\s)\w+)?\s$")


def _is_known(ctx: Context) -> bool:
    """Whether the mail answers one, is about an invoice, or has the whole quotation with it."""
    if answers(ctx) or any(part.with_role(Role.QUOTE) for part in ctx.draft.parts) or ctx.draft.attachments:
        return True
    subject = ctx.draft.subject
    if subject is not None and _says(ctx, "invoice", subject.text):
        return True
    return _words(ctx, "attached").may_stand_in(_folded_mail(ctx)) and _says(ctx, "attached", ctx.part.words)


def _offered(ctx: Context) -> Iterator[Offer]:
    """Prices of a unit of goods, or under a trade term, that the writer's own sentences offer."""
    text = read.text_of(ctx)
    under = [t for t in trade.terms(ctx) if t.place == "body"]
    for p, inside in read.by_paragraph(ctx):
        table = p.block is Block.TABLE
        for n in inside if p.role is Role.BODY else ():
            span = None if n.kind != "money" else p.span if table else read.sentence_of(ctx, p, n)
            if span is None:
                continue
            in_column = table and read.says(ctx, "price", text[slice(*span)].split("\n", 1)[0])
            unit = _unit(ctx, text, n) or ("piece" if in_column else "")
            goods = unit in data()["counted"] or (unit == "" and any(_prices(t, n) for t in under))
            said = _said_before(text, n, span, table)
            if goods and _is_firm(ctx, text, n, span, said):
                yield Offer(Span(n.start, n.end), unit, n.unit, _says(ctx, "price", said))


def _prices(t: trade.Term, n: Number) -> bool:
    return t.sentence.contains((n.start, n.end)) and trade.priced(t)


def _unit(ctx: Context, text: str, n: Number) -> str:
    unit, _ = per_unit(text, n.end)
    if unit:
        return unit
    line_end = text.find("\n", n.end, n.end + 16)
    after = text[n.end : line_end if line_end >= 0 else n.end + 16]
    m = _words(ctx, "each").pattern.match(read.folded(ctx, after).lstrip(" (（"))
    before = read.folded(ctx, text[max(0, n.start - 14) : n.start])
    return "piece" if m or before.rstrip().endswith(tuple(ctx.data["any"]["per-each"])) else ""


def _said_before(text: str, n: Number, span: Span, table: bool) -> str:
    """The words before a price: of its line in its sentence, and of the header of its table."""
    before = text[max(span.start, n.start - _BEFORE) : n.start].rsplit("\n", 1)[-1]
    return f"{text[span.start : span.end].split(chr(10), 1)[0]} {before}" if table else before


def _is_firm(ctx: Context, text: str, n: Number, span: Span, before: str) -> bool:
    """Whether the sentence offers the price, and does not ask, compare, estimate or speak of another's."""
    if _RANGE.match(text, n.end) or text[n.start - 1 : n.start] in ("-", "–", "~", "+"):
        return False
    if text[slice(*span)].rstrip().endswith(_ASKS) or not (_says(ctx, "price", before) or _says(ctx, "weak", before)):
        return False
    after = text[n.end : min(span.end, n.end + _AFTER)].split("\n")[0]
    return not _says(ctx, "other", before) and not _says(ctx, "other", after)


def _missing(ctx: Context, offer: Offer) -> Iterator[str]:
    said = _folded_mail(ctx)
    units = {n.unit for n in _numbers(ctx) if n.kind == "unit"}
    if not offer.currency:
        yield "currency"
    if not offer.unit and not units & set(data()["counted"]):
        yield "unit"
    if not units & set(data()["counted"][:7]) and not _has(ctx, "moq", said):
        yield "moq"
    if not trade.terms(ctx) and not _has(ctx, "delivered", said):
        yield "incoterm"
    if not _has(ctx, "lead", said):
        yield "lead"
    text = ctx.part.words
    if not _has(ctx, "valid", said) and not expires(ctx, text, Span(0, len(text)), []):
        yield "validity"


def _folded_mail(ctx: Context) -> str:
    """Subject and text, folded once for all that is looked for in them."""
    made: str | None = ctx.memo.get("folded mail")
    if made is None:
        subject = ctx.draft.subject.text if ctx.draft.subject else ""
        made = ctx.memo["folded mail"] = folded(f"{subject}\n{ctx.part.words}", ctx.letters())
    return made


def _numbers(ctx: Context) -> list[Number]:
    """The numbers of subject and text; those of the text are read already where money is among them."""
    subject = ctx.draft.subject.text if ctx.draft.subject else ""
    own = read.amounts(ctx) or numbers(read.text_of(ctx), read.language(ctx))
    return [*numbers(narrowed(subject), read.language(ctx)), *own]


def _words(ctx: Context, key: str) -> Words:
    return ctx.keep((ctx.rule.name, key), lambda: listed(tuple(w for d in ctx.data.values() for w in d.get(key, ()))))


def _says(ctx: Context, key: str, text: str) -> bool:
    return _has(ctx, key, read.folded(ctx, text))


def _has(ctx: Context, key: str, said: str) -> bool:
    return _words(ctx, key).stand_in(said)
