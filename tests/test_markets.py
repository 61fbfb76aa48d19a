"""Market packs hold the facts; the law group tells each market's findings, and fixes cure what can be cured."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.examples import Example, market_examples
from outlint.examples import run as run_example
from outlint.finding import Severity
from outlint.market_pack import read_market
from outlint.pack import PackError
from outlint.source import Source
from outlint_rules import compiling
from test_cli import run

BOOK = outlint_rules.load()
FACTS = {
    m["code"]: m
    for m in yaml.safe_load((Path(__file__).parent / "fixtures/markets.yaml").read_text("utf-8"))["markets"]
}
BOUND = {"high": Severity.ERROR, "medium": Severity.WARNING, "low": Severity.INFO}
PROFILE: dict[str, str | list[str]] = {
    "name": "Li Na",
    "company": "Ningbo Hart Co., Ltd.",
    "address": "No. 18 Jiangnan Road, Yinzhou District, Ningbo 315100, China",
    "email": "li@ningbohart.example",
    "phone": "+86 574 8700 0000",
}
BARE = "Subject: Steel sinks for {name}\n\nDear Ms Weber,\n\nshall I send two samples on Tuesday?\n\nBest regards,\nLi Na\n"


def check(text: str, *markets: str, **more: Any) -> FileReport:
    settings = Settings(markets=markets, today=date(2026, 11, 24), select=("law",), **more)
    return Checker(BOOK, settings).check(Source("draft.txt", text))


def test_every_market_of_the_facts_has_a_pack() -> None:
    assert set(BOOK.markets) == set(FACTS)


@pytest.mark.parametrize("code", sorted(FACTS))
def test_no_fact_is_lost(code: str) -> None:
    fact, held = FACTS[code], BOOK.market(code)
    for key in ("consent", "opt-out"):
        old = fact[key.replace("-", "_")]
        assert [held[key].get(k) for k in ("rule", "ref", "confidence")] == [
            old[k] for k in ("rule", "ref", "confidence")
        ]
    assert held["opt-out"]["required"] == fact["opt_out"]["required"]
    assert held["label"]["exact"] == fact["subject_label"]["exact"]
    for key, name, keys in (
        ("content", "id", ("rule", "where", "scope")),
        ("claims", "topic", ("rule", "scope")),
        ("sources", "title", ("url",)),
    ):
        entries = {e[name]: e for e in held.get(key, ())}
        for old in fact[key]:
            for k in (*keys, "confidence"):
                assert entries[old[name]][k] == old[k], (key, old[name], k)
            if old.get("ref"):
                assert entries[old[name]]["ref"] == old["ref"]
    for key, value in fact["custom"].items():
        assert held["custom"].get(key.replace("_", "-"), "") == (value or "")


@pytest.mark.parametrize("code", sorted(FACTS))
def test_no_severity_is_above_its_confidence(code: str) -> None:
    for campaign in ("", "---\ncampaign:\n  volume: 5000\n---\n"):
        for f in check(campaign + BARE.format(name="Acme"), code).findings:
            title = f.sources[0][0]
            assert f.market == code
            confidence = title.rpartition("(confidence: ")[2].rstrip(")")
            assert f.severity <= BOUND[confidence], (f.rule, title)


PACKS = sorted((compiling.FOLDER / "markets").glob("*.toml"))
EXAMPLES = [e for path in PACKS for e in market_examples(path)]


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda e: f"{e.group}-{e.id}")
def test_example(case: Example) -> None:
    report = run_example(BOOK, case)[1]
    assert not report.errors
    assert [f.span for f in report.findings] == case.spans, [f.text() for f in report.findings]


@pytest.mark.parametrize("code", sorted(FACTS))
def test_a_market_has_enough_examples(code: str) -> None:
    own = [e for e in EXAMPLES if e.group == code]
    assert len(own) >= 8
    assert any(e.bad for e in own)
    assert any(not e.bad for e in own)


def test_a_market_without_duty_says_nothing() -> None:
    assert not check(BARE.format(name="Acme")).findings


def test_an_answer_is_no_advertising() -> None:
    quoted = BARE.format(name="Acme") + "\n> Which sizes do you have?\n> And which prices?\n"
    assert not check(quoted, "DE", "US", "KR").findings
    eml = "From: li@ningbohart.example\nTo: w@kw.example\nIn-Reply-To: <1@x.example>\n" + BARE.format(name="Acme")
    settings = Settings(markets=("DE", "US", "KR"), select=("law",))
    assert not Checker(BOOK, settings).check(Source("draft.eml", eml)).findings


FIVE = ("US", "DE", "KR", "JP", "HK")


def test_each_market_says_its_own_once() -> None:
    findings = check(BARE.format(name="Acme"), *FIVE).findings
    keys = [(f.market, f.rule, f.message) for f in findings]
    assert len(keys) == len(set(keys))
    markets = [f.market for f in findings]
    assert list(dict.fromkeys(markets)) == list(FIVE)  # each market's together
    assert markets == sorted(markets, key=lambda m: FIVE.index(str(m)))


def test_fixes_with_a_filled_profile_leave_nothing_they_can_cure() -> None:
    settings = Settings(markets=FIVE, today=date(2026, 11, 24), select=("law",), profile=PROFILE)
    done = Checker(BOOK, settings).fix(Source("draft.txt", BARE.format(name="Acme")), unsafe=True)
    left = {f.rule for f in done.report.findings}
    assert left <= {"consent-not-recorded", "missing-data-source-notice"}
    assert done.text.startswith("Subject: (광고) Steel sinks")
    assert "No. 18 Jiangnan Road" in done.text
    told = "---\nconsent: card, Canton Fair 2026\ndata-source: your card\n---\n" + BARE.format(name="Acme")
    assert not Checker(BOOK, settings).fix(Source("draft.txt", told), unsafe=True).report.findings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_and_json_group_by_market(here: Path) -> None:
    draft = here / "a.txt"
    draft.write_text(BARE.format(name="Acme"), "utf-8")
    text = run("check", "--market", "US,DE", "--select", "law", str(draft))
    assert text.stdout.index("Market US") < text.stdout.index("Market DE")
    assert text.stdout.count("not legal advice") == 1
    page = run("check", "--market", "US,DE", "--select", "law", "--format", "html", str(draft)).stdout
    assert page.count("not legal advice") == 1
    assert "<b>DE</b>" in page
    assert "UWG §7(2)" in page
    found = json.loads(run("check", "--market", "US,DE", "--select", "law", "--format", "json", str(draft)).stdout)
    markets = [f["market"] for f in found["files"][0]["findings"]]
    assert markets == sorted(markets, reverse=True)
    assert all(f["sources"][0]["title"] for f in found["files"][0]["findings"])


@pytest.mark.parametrize(
    ("subject", "markets", "wrong"),
    [
        ("(광고) 싱크", ("KR",), None),
        ("[광고] 싱크", ("KR",), "[광고]"),
        ("(광 고) 싱크", ("KR",), "(광 고)"),
        ("싱크 (광고)", ("KR",), "(광고)"),
        ("广告 水槽", ("CN",), None),
        ("AD 水槽", ("CN",), None),
        ("ADAPTER 水槽", ("CN",), "广告"),
        ("פרסומת: כיורים", ("IL",), None),
        ("כיורים – פרסומת", ("IL",), None),
        ("[QC] Chậu rửa", ("VN",), None),
        ("QC: Chậu rửa", ("VN",), "QC:"),
        ("Publicidad: fregaderos", ("AR",), None),
        ("Steel sinks", ("SG",), None),  # only bulk mail
        ("(광고) [QC] sinks", ("KR", "VN"), None),
    ],
)
def test_labels_are_exact(subject: str, markets: tuple[str, ...], wrong: str | None) -> None:
    found = [f for f in check(f"Subject: {subject}\n\nHello\n", *markets).findings if f.rule == "missing-ad-label"]
    assert bool(found) == (wrong is not None)
    if wrong:
        assert wrong in found[0].text()
        assert found[0].fix is not None
        assert found[0].fix.safe


def test_bulk_mail_to_singapore_needs_its_label() -> None:
    text = "---\nsubject: Sinks\ncampaign:\n  volume: 500\n---\nDear Mr Tan,\n\nshall I call on Tuesday?\n"
    assert "missing-ad-label" in {f.rule for f in check(text, "SG").findings}
    assert "missing-ad-label" not in {f.rule for f in check(text.replace("500", "50"), "SG").findings}


@pytest.mark.parametrize(
    ("meta", "to", "markets"),
    [
        ({}, "a@b.de", ("DE",)),
        ({"market": "EU"}, "a@b.de", ("EU", "DE")),
        ({"phone": "+49 221 123"}, "", ("DE",)),
        ({"phone": "0049 221 123"}, "", ("DE",)),
        ({"phone": "+852 2123 4567"}, "", ("HK",)),
        ({"phone": "+1 212 555 0100"}, "", ()),
        ({"phone": "0221 123"}, "", ()),
        ({"market": "FR"}, "a@b.de", ("FR",)),
    ],
)
def test_which_market(meta: dict[str, Any], to: str, markets: tuple[str, ...]) -> None:
    from outlint.markets import resolve

    assert resolve(meta, (), False, to, BOOK.markets)[0] == markets


def test_a_configuration_changes_a_market_and_adds_one(here: Path) -> None:
    (here / "outlint.toml").write_text('[market-facts.DE.label]\nwhen = "always"\nexact = ["[Werbung]"]\n', "utf-8")
    draft = here / "a.txt"
    draft.write_text(BARE.format(name="Acme"), "utf-8")
    found = run("check", "--market", "DE", "--select", "missing-ad-label", str(draft))
    assert "[Werbung]" in found.stdout
    whole = (compiling.FOLDER / "markets/us.toml").read_text("utf-8").split("[[content]]")[0]
    own = "[market-facts.CH]\n" + "\n".join(
        f"[market-facts.CH.{line[1:]}" if line.startswith("[") else line for line in whole.splitlines()
    ).replace('code = "US"', 'code = "CH"')
    (here / "outlint.toml").write_text(own, "utf-8")
    said = run("check", "--market", "CH", str(draft))
    assert "market-facts.CH" in said.stderr  # custom and send-time are missing
    assert said.exit_code == 2
    whole = (compiling.FOLDER / "markets/us.toml").read_text("utf-8").split("\n[[bad]]")[0].split("\n[[good]]")[0]
    own = "[market-facts.CH]\n" + re.sub(r"^(\[+)", r"\1market-facts.CH.", whole, flags=re.M).replace('"US"', '"CH"', 1)
    (here / "outlint.toml").write_text(own, "utf-8")
    found = run("check", "--market", "CH", "--select", "law", str(draft))
    assert "CH No way to opt out" in found.stdout, found.stderr
    assert "CH" in run("markets", "ch").stdout


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('when = "never"', 'when = "sometimes"', "label.when", "sometimes"),
        ('code = "DE"', 'code = "XX"', "code", "DE"),
        ("directness = 5", "directnes = 5", "custom.directnes", "directness"),
        ('source = "UWG"', 'source = "BGB"', "source", "BGB"),
        ('["08:30", "11:30"]', '["8.30", "11:30"]', "send-time.hours", "8.30"),
    ],
)
def test_a_mistake_names_file_line_and_key(tmp_path: Path, old: str, new: str, line: str, said: str) -> None:
    text = (compiling.FOLDER / "markets/de.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "de.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    number = next(i for i, row in enumerate(path.read_text("utf-8").splitlines(), 1) if new in row)
    with pytest.raises(PackError) as error:
        read_market(path)
    assert str(error.value).startswith(f"{path}:{number}: ")
    assert line in str(error.value)
    assert said in str(error.value)


def test_the_card_shows_law_custom_and_sources() -> None:
    shown = run("markets", "de").stdout
    for part in ("UWG §7", "gesetze-im-internet.de", "Sehr geehrte Frau", "08:30-11:30", "Not legal advice"):
        assert part in shown
    assert [m["code"] for m in json.loads(run("markets", "de", "jp", "--format", "json").stdout)] == ["DE", "JP"]
    assert len(run("markets").stdout.splitlines()) == len(FACTS) + 2
    assert run("markets", "xx").exit_code == 2


def test_a_wish_for_another_severity_wins() -> None:
    report = check(BARE.format(name="Acme"), "DE", severity={"missing-opt-out": "info"})
    assert {f.severity for f in report.findings if f.rule == "missing-opt-out"} == {Severity.INFO}
