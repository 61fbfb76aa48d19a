"""The reader of numbers: what a locale writes is read back, and a span quotes what was written."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

import pytest
from babel.numbers import format_decimal, get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from outlint_rules.numbers import narrowed, numbers
from outlint_rules.spellings import data, measures

LANGUAGES = ("en", "zh", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "ar", "ja", "ko", "vi", "id")
FORMATS = (*LANGUAGES, "de_CH", "en_IN", "pt_PT", "es_MX", "fr_CH", "ar_EG")
AMOUNTS = st.decimals(min_value=0, max_value=99_999_999, places=2)
CURRENCIES = ("USD", "EUR", "CNY", "JPY", "INR", "€", "£", "¥")


def test_decimal_commas_are_those_of_cldr() -> None:
    locales = {lang: "ar_EG" if lang == "ar" else lang for lang in LANGUAGES}
    assert [k for k, v in locales.items() if get_decimal_symbol(v) == ","] == sorted(
        data()["decimal-comma"], key=LANGUAGES.index
    )


@given(AMOUNTS, st.sampled_from(FORMATS), st.sampled_from(CURRENCIES), st.booleans(), st.text("abc, 买\n", max_size=8))
def test_what_a_locale_writes_is_read_back(
    amount: Decimal, locale: str, currency: str, in_front: bool, around: str
) -> None:
    said = format_decimal(amount, "#,##0.00", locale=locale)
    money = f"{currency} {said}" if in_front else f"{said} {currency}"
    text = f"{around} {money} {around}"
    (found,) = numbers(narrowed(text), locale.split("_")[0])
    assert (found.kind, Decimal(found.value)) == ("money", amount)
    assert text[found.start : found.end].strip() == money
    assert text[found.low : found.high] == said


@given(st.integers(0, 9_999_999), st.sampled_from(LANGUAGES), st.sampled_from(sorted(measures())))
def test_whole_numbers_with_any_measure(amount: int, language: str, word: str) -> None:
    said = format_decimal(amount, "#,##0", locale=language)
    found = numbers(narrowed(f"x: {said} {word};"), language)
    assert Decimal(found[0].value) == amount
    assert found[0].kind != "number"


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read_and_spans_are_in_order(text: str, language: str) -> None:
    found = numbers(narrowed(text), language)
    assert len(narrowed(text)) == len(text)
    assert all(a.low < b.low and a.high <= b.low for a, b in pairwise(found))
    assert all(n.start <= n.low < n.high <= n.end for n in found)


@pytest.mark.parametrize(
    ("text", "language", "kind", "value", "unit", "quoted"),
    [
        ("$4.20-4.80/pc", "en", "money", "4.2", "$", "$4.20"),
        ("250 € HT", "fr", "money", "250", "EUR", "250 €"),
        ("$1.2m", "en", "money", "1200000", "$", "$1.2m"),
        ("USD 12k", "en", "money", "12000", "USD", "USD 12k"),
        ("1.5 m", "en", "unit", "1.5", "m", "1.5 m"),
        ("人民币1,200元/套", "zh", "money", "1200", "CNY", "人民币1,200"),
        ("人民幣1,200元", "zh", "money", "1200", "CNY", "人民幣1,200"),
        ("1,200元", "zh", "money", "1200", "¥", "1,200元"),
        ("３０万円", "ja", "money", "300000", "¥", "３０万円"),
        ("1.234,56 €", "de", "money", "1234.56", "EUR", "1.234,56 €"),
        ("1,234.56 EUR", "de", "money", "1234.56", "EUR", "1,234.56 EUR"),
        ("₹1,00,000", "en", "money", "100000", "INR", "₹1,00,000"),
        ("CHF 1'234.50", "de", "money", "1234.5", "CHF", "CHF 1'234.50"),
        ("1,5 млн руб", "ru", "money", "1500000", "RUB", "1,5 млн руб"),
        ("20 mil reais", "pt", "money", "20000", "BRL", "20 mil reais"),
        ("١٬٢٣٤٫٥٠ دولار", "ar", "money", "1234.5", "$", "١٬٢٣٤٫٥٠ دولار"),
        ("%15", "tr", "unit", "15", "%", "%15"),
        ("百分之15", "zh", "unit", "15", "%", "百分之15"),
    ],
)
def test_traps(text: str, language: str, kind: str, value: str, unit: str, quoted: str) -> None:
    found = numbers(narrowed(text), language)[0]
    assert (found.kind, found.value, found.unit, text[found.start : found.end]) == (kind, value, unit, quoted)


@pytest.mark.parametrize("piece", ["1 ", "1,234 ", "USD 1.", "9'999 ", "12-", "1.2.3,"])
def test_linear(piece: str) -> None:
    times = []
    for size in (3_000, 30_000):
        text = piece * (size // len(piece))
        times.append(min(_seconds(text) for _ in range(3)))
    assert times[1] < 30 * times[0] + 0.1


def _seconds(text: str) -> float:
    """Of this process: what others run beside it does not count."""
    started = time.process_time()
    numbers(text, "en")
    return time.process_time() - started
