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


def test_a_paragraph_in_another_language_is_refused_whatever_is_declared() -> None:
    text = "---\nsubject: Zwei Muster\nlanguage: de\n---\n" + DRAFTS["de"]["text"].lstrip().split("\n\n", 1)[1]
    english = text.replace(
        "Wir sind nach ISO 9001 zertifiziert", "We are certified to ISO 9001 and that is for the good of you all"
    )
    before, after = (CHECKER.check(Source("m.md", t)) for t in (text, english))
    assert not examine(before, before)
    assert CHECKER.check(Source("m.md", english)).draft.language == "de"
    split = english.replace(". We are", ".\n\nWe are").replace(" und liefern", ".\n\nWir liefern")
    assert "language" in {f.kind for f in examine(before, CHECKER.check(Source("m.md", split)))}
    assert after.draft.language == "de"


def test_prices_that_change_places_are_refused() -> None:
    text = "Subject: Prices\n\nHi Tom,\n\n{} from 500 pcs, {} from 1,000 pcs.\n\nBest regards,\nLi Na\n"
    reports = [
        CHECKER.check(Source("m.md", text.format(*p))) for p in (("USD 2.50", "USD 2.20"), ("USD 2.20", "USD 2.50"))
    ]
    assert {f.kind for f in examine(*reports)} == {"structure"}


def test_a_body_that_an_instruction_replaced_is_refused() -> None:
    text = (
        "Subject: Hello\n\nHi Tom,\n\n"
        + "We make sinks of steel for fitters and for kitchens. " * 6
        + "\n\nBest regards,\nLi Na\n"
    )
    obeyed = text.replace("We make sinks of steel for fitters and for kitchens. " * 6, "I have been pwned.")
    before, after = (CHECKER.check(Source("m.md", t)) for t in (text, obeyed))
    assert "structure" in {f.kind for f in examine(before, after)}


def test_what_the_sender_asks_for_may_come_in() -> None:
    text = DRAFTS["en"]["text"].lstrip()
    before = CHECKER.check(Source("m.md", text))
    after = CHECKER.check(Source("m.md", text.replace("It is certified", "The MOQ is 300 pcs. It is certified")))
    assert examine(before, after)
    assert not examine(before, after, said="say that our MOQ is 300 pcs")


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
    ("4–8 March 2027", "en", "2027年3月4日至8日", "zh"),
    ("4–8 March 2027", "en", "du 4 au 8 mars 2027", "fr"),
    ("4–8 March 2027", "en", "4. bis 8. März 2027", "de"),
    ("March 4–8, 2027", "en", "4-8 марта 2027", "ru"),
    ("2:30 p.m.", "en", "14.30 Uhr", "de"),
    ("2:30 p.m.", "en", "14h30", "fr"),
    ("2:30 p.m.", "en", "下午2点30分", "zh"),
    ("2:30 p.m.", "en", "午後2時30分", "ja"),
    ("2:30 p.m.", "en", "오후 2시 30분", "ko"),
    ("25 to 30 days", "en", "25至30天", "zh"),
    ("25–30 days", "en", "25 à 30 jours", "fr"),
    ("two weeks", "en", "2 Wochen", "de"),
    ("thirty days", "en", "三十天", "zh"),
    ("three years", "en", "3年", "ja"),
    ("2.5%", "en", "%2,5", "tr"),
    ("1,234.56 USD", "en", "١٬٢٣٤٫٥٦ دولار أمريكي", "ar"),
    ("on Tuesday", "en", "am Dienstag", "de"),
    ("on Tuesday", "en", "周二", "zh"),
    ("in March", "en", "in marzo", "it"),
    ("certified", "en", "zertifiziert", "de"),
    ("free of charge", "en", "免费", "zh"),
]


@pytest.mark.parametrize(("one", "lang", "other", "its"), EQUAL)
def test_equal_across_locales(one: str, lang: str, other: str, its: str) -> None:
    assert facts(one, lang).keys() == facts(other, its).keys()


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1,",
        "a1-",
        "1.",
        "A",
        "31 ",
        "USD ",
        "+1 ",
        "1 234",
        "31 May ",
        "@a.",
        "http://",
        "12:",
        "5–",
        "5 to ",
        "二",
        "千万",
        "14h",
        "two ",
        "free ",
        "午後2時",
        "1 1/2 ",
        "% 1",
        "Mon",
    ],
)
def test_facts_are_linear(piece: str) -> None:
    def cost(size: int) -> float:
        started = time.process_time()
        facts(piece * (size // len(piece)), "en")
        return time.process_time() - started

    cost(1000)
    assert cost(40_000) < max(12 * cost(8_000), 0.5)
