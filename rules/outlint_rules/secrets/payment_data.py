"""payment-data: card numbers, IBANs, and account numbers beside a bank's code, in the body of a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from outlint.finding import Finding
from outlint.rule import Context, Hit
from outlint.text import Span
from outlint.view import View

_MOST = 50
_NEAR = 400  # characters between a bank's code and the account it leads
_LONG = re.compile(r"\d(?:[ -]?[\dA-Z]){12}")  # in each card number and each IBAN
_LONGEST_IBAN = 34


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    texts = [(subject, subject.text)] if subject is not None else []
    for view, text in (*texts, (ctx.part.view, ctx.part.words)):
        is_long = _LONG.search(text) is not None  # one look instead of one for each: most mails have none
        told = [*_ibans(text)] if is_long else []
        for span in told:
            yield ctx.at(view, span, "iban")
        for span in _cards(text, ctx.data["any"]) if is_long else ():
            if not any(span.overlaps(t) for t in told):
                told.append(span)
                yield ctx.at(view, span)
        yield from _accounts(ctx, view, told)


@cache
def _card_shape() -> re.Pattern[str]:
    return re.compile(r"\d(?<![\w.,/+*-]\d)(?:[ -]?\d){13,18}(?![\w*/]|[.,-]\d| \d)")


def _cards(text: str, data: Mapping[str, Any]) -> Iterator[Span]:
    for m in _card_shape().finditer(text):
        digits = "".join(c for c in m.group() if c.isdigit())
        if not any(len(digits) == n and a <= digits[: len(a)] <= b for a, b, n in data["schemes"]):
            continue
        line = text[max(text.rfind("\n", 0, m.start()), m.start() - 60) : m.start()].casefold()
        called = max((line.rfind(w) for w in data["others"]), default=-1)
        named = max((line.rfind(w) for w in data["cards"]), default=-1)
        if called > named or (named < 0 and not _grouped(m.group())):
            continue
        from stdnum import luhn

        if luhn.is_valid(digits):
            yield Span(*m.span())


def _grouped(number: str) -> bool:
    """Whether it is written as on a card."""
    return [len(g) for g in re.split("[ -]", number)] in ([4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4])


@cache
def _iban_shape() -> re.Pattern[str]:
    return re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z]\d{2}(?:[ -]?[A-Z0-9]){11,40}")


def _ibans(text: str) -> Iterator[Span]:
    """IBANs, cut out of what capitals and digits follow them: the country says how long one is, the checksum the rest."""
    for m in _iban_shape().finditer(text):
        from stdnum import iban

        places = [i for i in range(*m.span()) if text[i] not in " -"]
        compact = "".join(text[i] for i in places)
        for n in range(min(len(compact), _LONGEST_IBAN), 14, -1):
            after = text[places[n - 1] + 1 : places[n - 1] + 2]
            if not after.isalnum() and iban.is_valid(compact[:n], check_country=False):
                yield Span(m.start(), places[n - 1] + 1)
                break


@cache
def _account_shape() -> re.Pattern[str]:
    return re.compile(
        r"(?:\s?(?:no|nr|number|n°|nº)\b\.?)?(?:\s?\([^()\n]{1,24}\))?[\s.:：#№]{0,4}(\d(?:[ -]?\d){6,23})(?!\d)", re.I
    )


def _accounts(ctx: Context, view: View, told: list[Span]) -> Iterator[Finding]:
    banks = [h for h in ctx.hits("bank") if h.view is view]
    if not banks:
        return
    for hit in [h for h in ctx.hits("account") if h.view is view][:_MOST]:
        m = _account_shape().match(view.text, hit.span.end)
        if m is None or any(Span(*m.span(1)).overlaps(t) for t in told):
            continue
        if any(_leads(bank, hit) for bank in banks[:_MOST]):
            told.append(Span(*m.span(1)))
            yield ctx.at(view, m.span(1), "account")


def _leads(bank: Hit, account: Hit) -> bool:
    """Whether the two stand in one list of bank details; "swift" is a code only where something follows it as one."""
    if abs(bank.span.start - account.span.start) > _NEAR:
        return False
    after = bank.view.text[bank.span.end : bank.span.end + 40]
    return re.match(r"[\s\w()/]{0,12}[:：#]|\s?(?-i:[A-Z]{6}[A-Z0-9]{2})|\s?\d{4}", after) is not None
