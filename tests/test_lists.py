"""Lists of domains and names: our own, and those a user gives."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from outlint.config import Settings
from outlint.config_errors import ConfigError
from outlint.config_file import load as load_config
from outlint.engine import Checker
from outlint.mailboxes import mailboxes
from outlint.source import Source
from outlint.view import View
from outlint_rules import load
from outlint_rules.domains import registrable
from outlint_rules.lists import FOLDER, listed

BOOK = load()


def found(settings: Settings, rule: str, draft: str) -> list[str]:
    report = Checker(BOOK, settings.changed({"select": (rule,)})).check(Source("a.txt", draft))
    assert not report.errors
    return [report.source.text[f.span.start : f.span.end] for f in report.findings]


def configured(folder: Path, text: str) -> Settings:
    (folder / "outlint.toml").write_text(text, "utf-8")
    return load_config(str(folder / "outlint.toml")).settings


TO = "To: a@mailinator.com, b@burner.shop, c@hart.de\nSubject: Sinks\n\nHello\n"


def test_a_users_file_adds_and_takes_out(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/own.txt").write_text("# ours\nBurner.shop\n@other.shop # a note\n-mailinator.com\n", "utf-8")
    settings = configured(tmp_path, '[rules.disposable-recipient]\nfile = "lists/own.txt"\n')
    assert found(settings, "disposable-recipient", TO) == ["b@burner.shop"]


def test_a_users_file_replaces(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("hart.de\n", "utf-8")
    told = '[[override]]\npaths = ["*.txt"]\n[override.rules.disposable-recipient]\nfile = "own.txt"\nreplace = true\n'
    settings = configured(tmp_path, told).for_path(str(tmp_path / "a.txt"))
    assert found(settings, "disposable-recipient", TO) == ["c@hart.de"]


def test_a_change_of_the_file_counts_at_once(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("hart.de\n", "utf-8")
    settings = configured(tmp_path, '[rules.disposable-recipient]\nfile = "own.txt"\n')
    assert "c@hart.de" in found(settings, "disposable-recipient", TO)
    own.write_text("burner.shop\n", "utf-8")
    os.utime(own, ns=(time.time_ns() + 10**9,) * 2)
    assert "c@hart.de" not in found(settings, "disposable-recipient", TO)


def test_a_missing_file_is_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, '[rules.role-sender]\nfile = "lists/none.txt"\n')
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column, mistake.said()[0]) == (2, 8, "there is no file lists/none.txt")


@pytest.mark.parametrize("path", sorted(Path(FOLDER).glob("*.txt")), ids=lambda p: p.stem)
def test_lists_are_in_the_form_that_is_searched(path: Path) -> None:
    if path.stem == "LICENSES":
        return
    lines = path.read_text("utf-8").splitlines()
    assert all(line.startswith("#") or (line == line.strip().lower() and " " not in line and line) for line in lines)
    assert path.read_bytes().endswith(b"\n")


def test_a_part_of_an_entry_is_no_entry() -> None:
    throw_away = listed("disposable", {})
    assert throw_away.holds_domain("x.mailinator.com")
    assert not throw_away.holds_domain("inator.com")
    assert "" not in throw_away


@pytest.mark.parametrize(
    ("domain", "owned"),
    [
        ("mail.hart.co.uk", "hart.co.uk"),
        ("a.b.hart.com.cn", "hart.com.cn"),
        ("www.ck", "www.ck"),
        ("a.b.c.ck", "b.c.ck"),
        ("www.müller.de", "xn--mller-kva.de"),
        ("me.github.io", "me.github.io"),
        ("co.uk", "co.uk"),
        ("10.0.0.1", "10.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_registrable_domain(domain: str, owned: str) -> None:
    assert registrable(domain) == owned


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ('Li Na <li@x.de>, "Weber, M." <m@y.de>', [("Li Na", "li@x.de"), ("Weber, M.", "m@y.de")]),
        ("Na, Li <li@x.de>; bob@y.de", [("Na, Li", "li@x.de"), ("", "bob@y.de")]),
        ("王总 ＜w@x.cn＞，li@x.cn", [("王总", "w@x.cn"), ("", "li@x.cn")]),
        ("li@x.de (Li Na)", [("Li Na", "li@x.de")]),
        ("Bob, alice@x.de", [("", "alice@x.de")]),
        ('"Li N."@x.de', [("", '"Li N."@x.de')]),
        ("undisclosed-recipients:;", []),
        ("Jane Harris", []),
        ("", []),
    ],
)
def test_people_of_a_header(text: str, people: list[tuple[str, str]]) -> None:
    assert [(box.name, box.address) for box in mailboxes(View.of(text))] == people


def test_a_long_header_is_read_in_linear_time() -> None:
    for text in ("<" * 200_000, "(a" * 100_000, '"' * 200_001, "a@b.c, " * 100_000):
        start = time.perf_counter()
        mailboxes(View.of(text))
        assert time.perf_counter() - start < 2


def test_the_companys_own_words_stop_a_mail_until_somebody_approves() -> None:
    told = Settings(rule_options={"sensitive-wording": {"words": ["合同", "M7", "cost sheet*", "("]}})
    mail = "Subject: M7\n\nDear Ms. Harris,\n\nthe 合同 and the cost sheets (two) are ready; model M72 is not.\n"
    assert found(told, "sensitive-wording", mail) == ["M7", "合同", "cost sheets", "("]
    assert found(told, "sensitive-wording", "---\napproved: Wang Wei\n---\n" + mail) == []
