"""Claims: the law of a market speaks before advice, and what stands beside a claim is looked for in every part of a mail."""

from __future__ import annotations

from datetime import date

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source

BOOK = outlint_rules.load()
MAIL = "Subject: 水槽\n\n王经理，您好！\n\n我们的水槽是顶级产品。请问周三方便通话吗？\n\n顺颂商祺\n李娜\n"


def rules_of(text: str, name: str = "a.txt", **settings: object) -> list[str]:
    checker = Checker(BOOK, Settings(today=date(2026, 11, 24), **settings))  # type: ignore[arg-type]
    return [f.rule for f in checker.check(Source(name, text)).findings if f.group in ("claims", "law")]


def test_where_a_law_bars_a_word_only_the_law_speaks() -> None:
    found = rules_of(MAIL, markets=("CN",))
    assert "banned-absolute-term" in found
    assert "unsubstantiated-superlative" not in found


def test_without_that_law_or_with_its_rule_off_the_advice_is_given() -> None:
    assert rules_of(MAIL) == ["unsubstantiated-superlative"]
    assert "unsubstantiated-superlative" in rules_of(MAIL, markets=("CN",), ignore=frozenset({"law"}))


@pytest.mark.parametrize(
    ("variable", "flagged"), [("{{company}}", False), ("{{our_company}}", True), ("[Your Company]", True)]
)
def test_a_variable_before_a_claim_tells_whose_it_is(variable: str, flagged: bool) -> None:
    text = f"Subject: x\n\nHi Tom,\n\n{variable} is a leading supplier of taps. Shall I call?\n\nBest,\nLi\n"
    assert ("unsubstantiated-superlative" in rules_of(text, template=True)) is flagged
