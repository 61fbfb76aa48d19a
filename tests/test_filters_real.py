"""Debian's own SpamAssassin and rspamd, asked about drafts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from filter_servers import rspamd, spamd, verdicts
from outlint_cli.commands import cli

pytestmark = pytest.mark.filters
GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
"""The text that every SpamAssassin and rspamd takes for spam, for tests like these."""
DRAFT = """Subject: Two sink samples for Harris Kitchens
From: Li Na <li.na@ningbohart.cn>
To: Tom Harris <tom.harris@harris-kitchens.co.uk>

Dear Mr. Harris,

{body}

Best regards,
Li Na
"""
BODY = "The two samples are packed, 400 and 500 mm. Does Tuesday suit you for the parcel?"


@pytest.fixture(scope="module")
def options() -> Iterator[list[str]]:
    with spamd() as port, rspamd() as url:
        yield ["--spamd", f"127.0.0.1:{port}", "--rspamd", url]


def check(*arguments: str | Path) -> tuple[int, Any]:
    done = CliRunner().invoke(cli, ["check", "--format", "json", "--isolated", "--no-cache", *map(str, arguments)])
    return done.exit_code, json.loads(done.stdout)


def test_an_ordinary_mail_passes_both(options: list[str], tmp_path: Path) -> None:
    draft = tmp_path / "a.txt"
    draft.write_text(DRAFT.format(body=BODY), "utf-8")
    code, report = check(draft, "--select", "filter-verdict", *options)
    assert (code, report["errors"]) == (0, [])
    found = verdicts(report)
    assert [f["verdict"]["filter"] for f in found] == ["SpamAssassin", "rspamd"]
    assert [f["severity"] for f in found] == ["info", "info"]
    assert [f["verdict"]["threshold"] for f in found] == [5.0, 15.0]
    # Nothing is missing in the mail that a draft is made into: no rule of either says so.
    names = {s["name"] for f in found for s in f["verdict"]["symbols"]}
    assert not [n for n in names if n.startswith(("MISSING", "INVALID", "BROKEN", "R_BAD", "MALFORMED"))], names
    assert report["files"][0]["score"] == 100


def test_what_each_takes_for_spam_is_a_warning(options: list[str], tmp_path: Path) -> None:
    draft = tmp_path / "a.md"
    draft.write_text(DRAFT.format(body=GTUBE), "utf-8")
    code, report = check(draft, "--select", "filter-verdict", *options)
    assert code == 1
    assassin, other = verdicts(report)
    assert assassin["severity"] == other["severity"] == "warning"
    assert assassin["verdict"]["score"] >= 1000
    gtube = next(s for s in assassin["verdict"]["symbols"] if s["name"] == "GTUBE")
    assert gtube["score"] >= 1000
    assert gtube["description"]
    assert (other["verdict"]["action"], other["verdict"]["symbols"][0]["name"]) == ("reject", "GTUBE")
    assert report["files"][0]["score"] == 90


def test_a_mail_file_is_judged_as_it_is(options: list[str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_text("From: a@ningbohart.cn\nSubject: Sinks\n\nHello\n", "utf-8")
    assassin, other = verdicts(check(mail, *options)[1])
    assert {"MISSING_DATE", "MISSING_MID"} <= {s["name"] for s in assassin["verdict"]["symbols"]}
    assert {"MISSING_DATE", "MISSING_MID"} <= {s["name"] for s in other["verdict"]["symbols"]}
    scores = {s["name"]: s["score"] for s in assassin["verdict"]["symbols"]}
    assert abs(sum(scores.values()) - assassin["verdict"]["score"]) < 0.1 * len(scores)


def test_a_mail_made_badly_is_spam_to_both(options: list[str], tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    head = "From: Li Na <lina@ningbohart.cn>\nTo: tom@harris-kitchens.com\nSubject: FREE sinks!!!\n"
    body = "<html><body><p>Act now, lowest price, risk free!!! Click here to get 100% free money</p></body></html>\n"
    mail.write_text(f"{head}Content-Type: text/html; charset=utf-8\n\n{body}", "utf-8")
    found = verdicts(check(mail, *options)[1])
    assert [(f["severity"], f["verdict"]["action"]) for f in found] == [("warning", None), ("warning", "add header")]


def test_a_folder_in_every_script(options: list[str], tmp_path: Path) -> None:
    subjects = ("两款水槽样品", "عينتان من الأحواض", "Zwei Muster für Küchen", "二つのサンプル", "Два образца моек")
    for i in range(40):
        text = DRAFT.replace("Two sink samples for Harris Kitchens", f"{subjects[i % 5]} {i}")
        (tmp_path / f"{i:02}.txt").write_text(text.format(body=f"{subjects[i % 5]}\n\n{BODY}"), "utf-8")
    code, report = check(tmp_path, *options)
    assert (code in (0, 1), report["errors"]) == (True, [])
    found = verdicts(report)
    assert len(found) == 80
    assert all(not f["verdict"]["spam"] for f in found)
