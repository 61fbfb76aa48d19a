"""Amounts that contradict each other: in every format a quote is written in, and never where they agree."""

from __future__ import annotations

import time
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.finding import Finding
from outlint.source import Source

CHECKER = Checker(outlint_rules.load(), Settings(select=("price-mismatch",)))
CENT = Decimal("0.01")
ROW = st.tuples(st.integers(1, 9_999), st.decimals(min_value="0.05", max_value=999, places=2))
HEADS = {
    "en": ("Item", "Qty", "Unit price (USD)", "Amount (USD)", "Total"),
    "de": ("Artikel", "Menge", "Einzelpreis (EUR)", "Betrag (EUR)", "Gesamt"),
    "zh": ("品名", "数量", "单价（美元）", "金额（美元）", "合计"),
    "ru": ("Товар", "Кол-во", "Цена, USD", "Сумма, USD", "Итого"),
    "fr": ("Article", "Quantité", "Prix unitaire (EUR)", "Montant (EUR)", "Total"),
}
SENTENCES = {
    "en": "Dear Mr. Harris,\n\nplease find our prices below, as we discussed them on the phone.",
    "de": "Guten Tag Frau Weber,\n\nunten finden Sie unsere Preise, wie wir sie besprochen haben.",
    "zh": "王经理，您好！\n\n我们的报价如下，请查收。",
    "ru": "Здравствуйте, Иван Петрович!\n\nНиже Вы найдёте наши цены, как мы и договорились.",
    "fr": "Bonjour Madame Martin,\n\nvous trouverez ci-dessous nos prix comme convenu.",
}


def found(text: str, name: str = "m.md") -> list[tuple[Finding, str]]:
    report = CHECKER.check(Source(name, text))
    assert report.errors == ()
    return [(f, text[slice(*f.span)]) for f in report.findings]


def cells(rows: list[tuple[int, Decimal]], lang: str, amounts: list[Decimal], total: Decimal) -> list[list[str]]:
    def said(value: Decimal | int, places: str) -> str:
        return str(format_decimal(value, f"#,##0{places}", locale=lang))

    head = HEADS[lang]
    lines = [
        [f"Model {chr(65 + i)}", said(q, ""), said(p, ".00"), said(a, ".00")]
        for i, ((q, p), a) in enumerate(zip(rows, amounts, strict=True))
    ]
    return [list(head[:4]), *lines, [head[4], "", "", said(total, ".00")]]


def mail(table: list[list[str]], lang: str, shape: str) -> str:
    if shape == "html":
        rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in table)
        return f"<p>{SENTENCES[lang]}</p><table>{rows}</table><p>Li Na</p>".replace("\n\n", "</p><p>")
    if shape == "text":
        body = "\n".join("".join(c.ljust(24) for c in row).rstrip() for row in table)
    else:
        lines = ["| " + " | ".join(row) + " |" for row in table]
        body = "\n".join([lines[0], "|---|---|---|---|", *lines[1:]])
    return f"{SENTENCES[lang]}\n\n{body}\n\nLi Na\n"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROW, min_size=2, max_size=5),
    st.sampled_from(sorted(HEADS)),
    st.sampled_from(["md", "html", "text"]),
    st.booleans(),
)
def test_a_table_that_adds_up_is_silent_and_one_number_off_is_named(
    rows: list[tuple[int, Decimal]], lang: str, shape: str, in_total: bool
) -> None:
    name = {"md": "m.md", "html": "m.html", "text": "m.txt"}[shape]
    right = [(q * p).quantize(CENT, ROUND_HALF_UP) for q, p in rows]
    total = sum(right, Decimal(0))
    assert found(mail(cells(rows, lang, right, total), lang, shape), name) == []
    off = [*right]
    if in_total:
        total += 1000
    else:
        off[-1] += 10_000
    table = cells(rows, lang, off, total)
    wrong = table[-1][3] if in_total else table[-2][3]
    assert [quoted for _, quoted in found(mail(table, lang, shape), name)] == [wrong]


@pytest.mark.parametrize("line", ["320 pcs at USD 21.80, ", "30% deposit, ", "KS-3322 is USD 4.20. ", "| 1 | 2 |\n"])
def test_linear(line: str) -> None:
    times = []
    for size in (2_000, 20_000):
        text = "Dear Mr. Harris,\n\n" + line * (size // len(line))
        started = time.process_time()
        CHECKER.check(Source("m.md", text))
        times.append(time.process_time() - started)
    assert times[1] < 30 * times[0] + 0.2
