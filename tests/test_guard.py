"""The guard refuses every doctored rewrite of tests/guard/doctored.jsonl and lets every honest one through."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer.facts import facts
from outlint_writer.guard import examine

FOLDER = Path(__file__).with_name("guard")
DRAFTS = tomllib.loads((FOLDER / "drafts.toml").read_text("utf-8"))
CASES = [json.loads(line) for line in (FOLDER / "doctored.jsonl").read_text("utf-8").splitlines()]
CHECKER = Checker(outlint_rules.load(), Settings())


def kinds(draft: str, text: str) -> set[str]:
    path, before = DRAFTS[draft]["path"], DRAFTS[draft]["text"].lstrip()
    found = examine(CHECKER.check(Source(path, before)), CHECKER.check(Source(path, text)))
    return {f.kind for f in found}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['draft']}: {c['old'][:20]!r} -> {c['new'][:24]!r}")
def test_doctored(case: dict[str, str]) -> None:
    before = DRAFTS[case["draft"]]["text"].lstrip()
    assert case["old"] in before
    found = kinds(case["draft"], before.replace(case["old"], case["new"], 1))
    assert case["verdict"] in found if case["verdict"] != "pass" else not found


def test_there_are_two_hundred() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("draft", DRAFTS)
def test_no_change_is_let_through(draft: str) -> None:
    assert kinds(draft, DRAFTS[draft]["text"].lstrip()) == set()


def test_another_language_is_refused() -> None:
    german = DRAFTS["de"]["text"].lstrip()
    report, other = (CHECKER.check(Source("m.md", t)) for t in (german, DRAFTS["en"]["text"].lstrip()))
    assert "language" in {f.kind for f in examine(report, other)}
    assert "language" not in {f.kind for f in examine(report, other, "en")}


EQUAL = [
    ("1,234.56 USD", "en", "1.234,56 USD", "de"),
    ("1,234.56 USD", "en", "1 234,56 USD", "fr"),
    ("1,234.56 USD", "en", "USD１,２３４.５６", "zh"),
    ("31 December 2027", "en", "2027年12月31日", "zh"),
    ("31 December 2027", "en", "31.12.2027", "de"),
    ("31 December 2027", "en", "31 de diciembre de 2027", "es"),
    ("31 December 2027", "en", "31 décembre 2027", "fr"),
    ("31 December 2027", "en", "31 grudnia 2027", "pl"),
    ("31 December 2027", "en", "31 декабря 2027", "ru"),
    ("31 December 2027", "en", "31 ديسمبر 2027", "ar"),
    ("31 December 2027", "en", "2027년 12월 31일", "ko"),
    ("31 December 2027", "en", "ngày 31 tháng 12 năm 2027", "vi"),
    ("25 days", "en", "25 Tagen", "de"),
    ("10 working days", "en", "10个工作日", "zh"),
    ("50,000 pcs", "en", "5万件", "zh"),
    ("20 m2", "en", "20m²", "zh"),
    ("1,234 pcs", "en", "1.234 Stück", "de"),
]


@pytest.mark.parametrize(("one", "lang", "other", "its"), EQUAL)
def test_equal_across_locales(one: str, lang: str, other: str, its: str) -> None:
    assert facts(one, lang).keys() == facts(other, its).keys()


@pytest.mark.parametrize(
    "piece", ["1 ", "1,", "a1-", "1.", "A", "31 ", "USD ", "+1 ", "1 234", "31 May ", "@a.", "http://", "12:"]
)
def test_facts_are_linear(piece: str) -> None:
    def cost(size: int) -> float:
        started = time.process_time()
        facts(piece * (size // len(piece)), "en")
        return time.process_time() - started

    cost(1000)
    assert cost(40_000) < max(12 * cost(8_000), 0.5)
