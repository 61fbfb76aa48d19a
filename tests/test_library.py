"""The built-in library: every mail passes the rules of its markets; compose and localize work without a model and with one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import outlint_rules
from model_server import Step, serve
from outlint.config import Settings
from outlint.engine import Checker
from outlint.finding import Severity
from outlint.source import Source
from outlint.text import Span
from outlint_writer import Endpoint, rewrite, scenarios
from outlint_writer.composing import compose, language_of
from outlint_writer.localizing import Localized, localize
from outlint_writer.subjects import subjects
from test_cli import run

BOOK = outlint_rules.load()
SCENARIOS = (
    *("introduction", "new-product", "fair-invitation", "fair-follow-up", "quotation", "sample-follow-up"),
    *("after-sales", "re-engagement", "holiday-notice"),
    *("step-1-introduction", "step-2-case-study", "step-3-solution", "step-4-polite-exit"),
)
PROFILE: dict[str, str | list[str]] = {
    "name": "Li Na",
    "title": "Export Manager",
    "company": "Ningbo Hart Co., Ltd.",
    "address": "No. 18 Jiangnan Road, Yinzhou District, Ningbo 315100, China",
    "email": "li@ningbohart.example",
    "phone": "+86 574 8700 0000",
    "site": "www.ningbohart.example",
}
VALUES = {
    "fair": "Ambiente 2027",
    "when": "5–9",
    "booth": "11.0 B42",
    "order": "Q-1042",
    "holiday": "CNY",
    "back": "24",
    "result": "a third less rework",
    "problem": "rust spots",
    "valid_until": "31",
    "product": "X-20 sinks",
}
FACTS = ("FOB Ningbo USD 12.50/pc", "MOQ 500 pcs")
ANNA = {"first_name": "Anna", "last_name": "Weber", "gender": "f", "company": "Nova Kitchens"}
SETTINGS = Settings(profile=PROFILE, today=date(2026, 11, 24))


def languages_of(code: str) -> set[str]:
    market = BOOK.market(code)
    known = set(scenarios.languages())
    spoken = {name for lang in market["languages"] for name in (lang, lang.split("-")[0]) if name in known}
    return spoken | {language_of(market)}


CASES = [(code, lang) for code in sorted(BOOK.markets) for lang in sorted(languages_of(code))]


def test_the_library_is_whole() -> None:
    assert set(SCENARIOS) == set(scenarios.names())
    assert len(scenarios.languages()) == 17  # sixteen, Chinese in both scripts
    for lang in scenarios.languages():
        assert all(scenarios.find(name, lang) for name in SCENARIOS), lang


@pytest.mark.parametrize(("code", "lang"), CASES)
def test_every_mail_passes_the_rules_of_its_market(code: str, lang: str) -> None:
    spoken = BOOK.market(code)["languages"]
    for name in SCENARIOS:
        scenario = scenarios.find(name, lang, spoken)
        assert scenario is not None
        for full in (True, False):
            made = compose(
                BOOK,
                SETTINGS,
                code,
                scenario,
                values=VALUES if full else {k: VALUES[k] for k in scenario.requires if k in VALUES},
                facts=FACTS if full or "facts" in scenario.requires else (),
                contact=ANNA if full else {},
                consent="card, Canton Fair 2026",
            )
            wrong = [(f.rule, f.text()) for f in made.report.findings if f.severity >= Severity.WARNING]
            assert not wrong, (name, full, made.text)
            assert not made.report.errors
            body = made.text.split("---\n", 2)[2]
            assert "{{" not in body
            assert "  " not in body.replace("\n", " \n ").replace(" \n ", "\n")
            assert "\n\n\n" not in body


def test_what_a_mail_can_not_do_without_is_said() -> None:
    said = run("compose", "--scenario", "fair-invitation", "--market", "DE")
    assert said.exit_code == 2
    assert "--set fair=" in said.stderr
    assert "introduction" in run("compose", "--scenario", "introducton", "--market", "DE").stderr
    assert "needs fair" in run("compose", "--list").stdout


@pytest.mark.parametrize(
    ("lang", "market", "contact", "said"),
    [
        ("de", "DE", ANNA, "Sehr geehrte Frau Weber,"),
        ("de", "DE", {"name": "Anna Weber"}, "Guten Tag Anna Weber,"),
        ("de", "DE", {}, "Sehr geehrte Damen und Herren,"),
        ("en", "US", {"Last Name": "Harris", "Salutation": "Mr."}, "Dear Mr. Harris,"),
        ("en", "GB", {"last_name": "Harris", "gender": "male"}, "Dear Mr Harris,"),
        ("ja", "JP", {"last_name": "佐藤", "company": "株式会社ノヴァ"}, "株式会社ノヴァ\n佐藤様"),
        ("ja", "JP", {}, "ご担当者様"),
        ("ko", "KR", {"first_name": "민수", "last_name": "김", "title": "부장"}, "안녕하십니까, 김민수 부장님."),
        ("zh", "CN", {"last_name": "王", "gender": "女"}, "尊敬的王女士：您好！"),
        ("ru", "RU", {"first_name": "Анна", "patronymic": "Сергеевна", "gender": "f"}, "Уважаемая Анна Сергеевна!"),
        ("ru", "RU", {"first_name": "Анна", "gender": "f"}, "Здравствуйте, Анна!"),
    ],
)
def test_greetings(lang: str, market: str, contact: dict[str, str], said: str) -> None:
    assert scenarios.greeting(lang, market, contact) == said


def test_a_contact_can_not_write_headers_or_templates() -> None:
    evil = {
        "first_name": "Anna\nBcc: all@x.example",
        "last_name": "{{ 7 * 7 }} {% for %}",
        "company": "---\nmarket: US",
    }
    scenario = scenarios.find("introduction", "en")
    assert scenario is not None
    text = compose(BOOK, SETTINGS, "GB", scenario, values={"product": "{{ x }}"}, contact=evil).text
    assert "49" not in text
    assert not re.search(r"^(Bcc|market: US)", text, re.M)
    assert text.count("---\n") == 2


def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = "".join(f"{k} = {json.dumps(v)}\n" for k, v in PROFILE.items())
    (tmp_path / "outlint.toml").write_text(f"[profile]\n{lines}", "utf-8")


DRAFT = """---
subject: Steel sinks, price and samples
product: 304 steel sinks
---
Dear Mr. Smith,

Your new showroom lists sinks. Our quotation: FOB Ningbo USD 12.50/pc, MOQ 500 pcs, ISO 9001.

Shall I send two samples on Tuesday?

Best regards,
Li Na
"""


def test_compose_writes_a_checked_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(tmp_path, monkeypatch)
    (tmp_path / "c.csv").write_text("first_name,last_name,gender,company\nAnna,Weber,f,Nova\n", "utf-8")
    arguments = ("compose", "--scenario", "introduction", "--market", "DE", "--contact", "c.csv:1", "--consent", "card")
    done = run(*arguments, "-o", "new/a.md")
    assert done.exit_code == 0
    text = (tmp_path / "new/a.md").read_text("utf-8")
    assert "Sehr geehrte Frau Weber," in text
    assert run("check", "new/a.md").exit_code == 0
    assert "is there already" in run(*arguments, "-o", "new/a.md").stderr
    assert "has 1 rows" in run(*arguments[:-4], "--contact", "c.csv:2").stderr


def test_localize_without_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(tmp_path, monkeypatch)
    (tmp_path / "a.md").write_text(DRAFT, "utf-8")
    done = run("localize", "a.md", "--market", "US,DE,KR", "-o", "out")
    assert done.exit_code == 0, done.output
    us, de, kr = ((tmp_path / f"out/a.{c}.md").read_text("utf-8") for c in ("us", "de", "kr"))
    assert "Your new showroom lists sinks." in us  # its own words, and what the law asks for
    assert "No. 18 Jiangnan Road" in us
    assert "Sehr geehrter Herr Smith," in de
    assert "- FOB Ningbo USD 12.50/pc" in de
    assert "library: quotation" in done.stdout
    assert "(광고)" in kr
    again = run("localize", "a.md", "--market", "US", "-o", "out")
    assert again.exit_code == 2
    assert "--force" in again.stderr


def test_localize_leaves_no_file_where_the_law_is_not_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no profile: no address
    (tmp_path / "a.md").write_text(DRAFT, "utf-8")
    done = run("localize", "a.md", "--market", "US", "-o", "out")
    assert done.exit_code == 1
    assert "postal address" in done.stdout
    assert not (tmp_path / "out/a.us.md").exists()


GERMAN = (
    "Ihr neuer Ausstellungsraum zeigt Spülen. Unser Angebot: FOB Ningbo 12,50 USD/Stück, MOQ 500 Stück, ISO 9001.\n\n"
    "Darf ich Ihnen am Dienstag zwei Muster schicken?"
)


def translated(body: str, *more: str) -> tuple[Localized, list[Any]]:
    answers = [json.dumps({"subject": "Edelstahlspülen, Preis und Muster", "body": b}) for b in (body, *more)]
    with serve([Step(a) for a in answers]) as served:
        endpoint = Endpoint(served.url, "m", timeout=10.0, retries=0, rounds=len(more))
        done = localize(BOOK, SETTINGS, Source("a.md", DRAFT), "DE", endpoint=endpoint)
        return done, [served.asked(n) for n in range(len(answers))]


def test_localize_with_a_model_keeps_facts_and_custom() -> None:
    done, asked = translated(GERMAN)
    assert done.how == "model"
    assert done.text is not None, done.failures
    assert "Sehr geehrter Herr Smith," in done.text
    assert "12,50 USD" in done.text
    assert "Mit freundlichen Grüßen" in done.text
    assert "keine weiteren Nachrichten" in done.text
    assert "market: DE\nlanguage: de" in done.text
    system = asked[0]["messages"][0]["content"]
    assert "Translate it into German" in system
    assert "formality 5" in system


def test_a_translation_that_invents_is_refused() -> None:
    done, _asked = translated(GERMAN.replace("12,50", "11,50"), GERMAN.replace("ISO 9001", "ISO 14001"))
    assert done.text is None
    assert any("ISO" in why for why in done.failures)


def test_a_translation_into_the_wrong_language_is_refused() -> None:
    done, _asked = translated(DRAFT.split("\n\n", 1)[1].split("\n\nBest")[0])
    assert done.text is None


def test_a_translation_that_is_none_is_refused() -> None:
    text = "---\nsubject: Sinks\n---\nHi Tom,\n\nOur sinks cost 12.50 USD. Act now! Shall I send two?\n\nBest regards,\nLi Na\n"
    answer = json.dumps({"subject": "Spülen", "body": "Our sinks cost 12.50 USD. Act now! Shall I send two?"})
    other = json.dumps({"subject": "Spülen", "body": "The sinks are at 12.50 USD. Shall I send you two?"})
    for said in (answer, other):
        with serve([Step(said)]) as served:
            endpoint = Endpoint(served.url, "m", timeout=10.0, retries=0, rounds=0)
            done = localize(BOOK, SETTINGS, Source("a.md", text), "DE", endpoint=endpoint)
        assert done.text is None
        assert any("en, not de" in why for why in done.failures), done.failures


def test_subjects_are_checked_and_ranked() -> None:
    said = ["Steel sinks: two samples on Tuesday?", "STEEL SINKS FREE!!!", "Sinks at USD 9.99/pc", "Re: your order"]
    with serve([Step(json.dumps({"subjects": [*said, "Steel sinks for your showroom", 7]}))]) as served:
        checker = Checker(BOOK, SETTINGS)
        found = subjects(checker, Source("a.md", DRAFT), Endpoint(served.url, "m", timeout=10.0, retries=0))
    assert {line.subject for line in found.lines} == {said[0], "Steel sinks for your showroom"}
    assert found.refused == 3
    assert [line.score for line in found.lines] == sorted((line.score for line in found.lines), reverse=True)
    assert "subject: Steel sinks for your showroom" in next(x.text for x in found.lines if "showroom" in x.subject)


def test_one_paragraph_is_rewritten_and_nothing_else() -> None:
    checker = Checker(BOOK, SETTINGS)
    at = DRAFT.index("Shall I")
    with serve([Step(json.dumps({"body": "May I send you two samples on Tuesday?"}))]) as served:
        endpoint = Endpoint(served.url, "m", timeout=10.0, retries=0)
        done = rewrite(checker, Source("a.md", DRAFT), endpoint=endpoint, goal="politer", at=Span(at, at))
        sent = json.loads(served.asked()["messages"][1]["content"])
    assert sent == {"body": "Shall I send two samples on Tuesday?"}
    assert done.accepted, done.failures
    assert done.text == DRAFT.replace("Shall I send two", "May I send you two")


def test_without_a_model_what_needs_one_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(tmp_path, monkeypatch)
    (tmp_path / "a.md").write_text(DRAFT, "utf-8")
    for option in (["--subjects"], ["--line", "7"]):
        said = run("rewrite", "a.md", *option)
        assert said.exit_code == 2
        assert len(said.stderr.strip().splitlines()) == 1
        assert "needs a model" in said.stderr


def test_notes_are_worked_in_by_a_model_or_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(tmp_path, monkeypatch)
    arguments = ("compose", "--scenario", "introduction", "--market", "NZ", "--consent", "card")
    notes = ("--notes", "we met in Auckland on Tuesday, from USD 2.50")
    assert "notes were left out" in run(*arguments, *notes).stderr
    body = "We met in Auckland on Tuesday and spoke about your range, from USD 2.50.\n\nShall I send you two samples, or would a call on Thursday suit?"
    good, bad = (json.dumps({"subject": "After Auckland", "body": b}) for b in (body, body + " From USD 3.50."))
    monkeypatch.setenv("OUTLINT_LLM_MODEL", "m")
    with serve([Step(good), Step(bad), Step(bad), Step(bad)]) as served:
        monkeypatch.setenv("OUTLINT_LLM_BASE_URL", served.url)
        done, refused = run(*arguments, *notes), run(*arguments, *notes)
    assert "We met in Auckland" in done.stdout, done.stderr
    assert "refused" in refused.stderr
    assert "3.50" not in refused.stdout
    assert refused.exit_code == 1
    silent = run(*arguments, *notes)  # nobody is there any more
    assert silent.exit_code == 1
    assert "gave no answer" in silent.stderr
    assert "Dear Sir or Madam," in silent.stdout
