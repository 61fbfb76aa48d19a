"""Each report format: valid for those who read it, and harmless whatever a draft holds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlint import messages
from outlint.finding import Severity
from outlint_cli.commands import cli
from outlint_cli.render.summary import Tally
from outlint_cli.render.text import columns, render, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlint_cli.report import Result

DOCS = Path(__file__).resolve().parent.parent / "docs"
HOSTILE = """Subject: Free \x1b[31m</script><b>]]>&"' samples!!!

Hi Tom,

act now\x00\x07 \u202e before % :: , it ends\r\u2028 right here!!!

Best regards,
Li
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    messages.use({})


def report(format_: str, text: str = HOSTILE, name: str = 'a,b:%"<é.md') -> str:
    Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))
    result = CliRunner().invoke(cli, ["check", name, "none.md", "--format", format_, "--no-cache"])
    assert result.exit_code == 2, result.output
    return result.stdout


def test_json_follows_its_schema() -> None:
    schema = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(report("json"))
    jsonschema.validate(data, schema)
    assert data["errors"] == [{"path": "none.md", "message": data["errors"][0]["message"]}]
    assert data["summary"]["files"] == 1
    jsonschema.validate(json.loads(report("json", "Subject: a\n\nb \udcff!!!\n")), schema)


def test_json_positions_count_code_points() -> None:
    data = json.loads(report("json", "Subject: 😀 hi\r\n\r\n价格 é😀 act!!! now\r\n"))
    found = next(f for f in data["files"][0]["findings"] if f["rule"] == "punctuation-run")
    assert found["start"] == {"line": 3, "column": 10, "offset": 26}
    assert found["end"] == {"line": 3, "column": 13, "offset": 29}
    assert found["fix"]["edits"] == [{"start": found["start"], "end": found["end"], "text": "!"}]


def test_github_escapes_what_would_end_a_command() -> None:
    lines = report("github").splitlines()
    assert all(re.match(r"::(error|warning|notice) file=[^:]*::|::(error|warning|notice) file=", x) for x in lines)
    assert any(x.startswith("::error file=none.md::") for x in lines)
    assert all("a%2Cb%3A%25" in x for x in lines if "none.md" not in x)


def test_gitlab_fingerprints_are_unique_and_stable() -> None:
    text = "Subject: a\n\nHi Tom,\n\nact now act now act now!!! yes!!!\n"
    first = json.loads(report("gitlab", text))
    moved = json.loads(report("gitlab", text.replace("Hi Tom,", "Hi Tom,\n\nOne more line.")))
    prints = [x["fingerprint"] for x in first]
    assert len(set(prints)) == len(prints)
    kept = {x["fingerprint"] for x in moved if x["check_name"] == "punctuation-run"}
    assert kept == {x["fingerprint"] for x in first if x["check_name"] == "punctuation-run"}
    assert {x["severity"] for x in first} <= {"info", "minor", "major", "critical", "blocker"}


def test_junit_is_xml_with_true_counts() -> None:
    root = ElementTree.fromstring(report("junit"))
    for suite in root:
        cases = list(suite)
        assert int(suite.get("tests", "")) == len(cases)
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))


def test_sarif_has_what_code_scanning_needs() -> None:
    data = json.loads(report("sarif"))
    run = data["runs"][0]
    assert data["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    known = {r["id"] for r in run["tool"]["driver"]["rules"]}
    for found in run["results"]:
        assert found["ruleId"] in known
        assert found["level"] in ("error", "warning", "note")
        place = found["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert re.fullmatch(r"[A-Za-z0-9%/._~-]+", place["artifactLocation"]["uri"])
    assert run["invocations"][0]["toolExecutionNotifications"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _value in attrs)


def test_html_takes_nothing_over_from_a_draft() -> None:
    page = report("html", HOSTILE + "<script>alert(1)</script><img src=x onerror=alert(1)>!!!\n")
    tags = _Tags()
    tags.feed(page)
    assert tags.seen.isdisjoint({"script", "img", "iframe", "link"})
    assert "default-src 'none'" in page


@pytest.mark.parametrize("format_", ["text", "github"])
def test_no_control_character_reaches_a_terminal(format_: str) -> None:
    said = report(format_)
    assert sorted({c for c in said if not c.isprintable()}) == ["\n"]


def result(line: str, low: int, high: int) -> Result:
    """A record with one finding at [low, high) of its only line."""
    found: dict[str, Any] = {
        "rule": "r",
        "group": "g",
        "severity": Severity.WARNING.label,
        "message": "m",
        "market": None,
        "start": {"line": 1, "column": low + 1, "offset": low},
        "end": {"line": 1, "column": high + 1, "offset": high},
        "fix": None,
        "sources": [],
        "related": [],
        "why": "",
        "read": None,
        "quoted": line[low:high],
    }
    return {
        "path": "a",
        "language": None,
        "markets": [],
        "score": 1,
        "spam_score": 0,
        "findings": [found],
        "errors": [],
        "lines": {"1": line},
        "fail_level": "warning",
        "min_score": None,
        "fixed": 0,
    }


def marked(line: str, low: int, high: int) -> tuple[str, str, str]:
    """(what stands above the carets, the excerpt, the line of carets), by terminal columns."""
    text = "".join(render(iter([result(line, low, high)]), Tally(0), color=False, quiet=True))
    excerpt, carets = text.splitlines()[2:4]
    start, end = carets.index("^"), carets.rindex("^") + 1
    out, at = "", 0
    for c in excerpt:
        if start <= at < end:
            out += c
        at += max(columns(c), 0)
    return out, excerpt, carets


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("plain ", "word"),
        ("最低价格 ", "免费"),
        ("Ｆｕｌｌ ", "ＦＲＥＥ"),
        ("e\u0301te\u0301 ", "de\u0301ja\u0300"),
        ("😀 ", "🎉"),
        ("مرحبا ", "مجاني"),
        ("\tx\t", "word"),
        ("\u00a0\u3000", "word"),
    ],
)
def test_carets_stand_below_the_words(before: str, word: str) -> None:
    above, _excerpt, _carets = marked(before + word + " rest", len(before), len(before) + len(word))
    assert above.strip("\u0301\u0300") == word.strip("\u0301\u0300")


@pytest.mark.parametrize("c", ["x", "价", "e\u0301"])
@pytest.mark.parametrize("at", [0, 50, 5_000, 9_990])
def test_a_long_line_is_shown_around_its_finding(c: str, at: int) -> None:
    line = (c * 10_000)[:at] + "WORD" + (c * 10_000)[: 10_000 - at]
    above, excerpt, _carets = marked(line, at, at + 4)
    assert above.strip("\u0301") == "WORD"
    assert columns(excerpt) < 150
    assert ("…" in excerpt) == (len(line) > 100)


@given(st.text(min_size=1, max_size=300), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_line_can_be_shown(line: str, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, len(line)))
    high = data.draw(st.integers(low, len(line)))
    text = "".join(render(iter([result(line, low, high)]), Tally(0), color=False, quiet=True))
    assert {c for c in text if not c.isprintable() and not c.isspace()} == set()
    assert "^" in text


def test_safe_text_keeps_blanks_of_all_widths() -> None:
    assert shown("a\u00a0b\u3000c\u2009d\t|") == "a\u00a0b\u3000c\u2009d    |"
    assert shown("\x1b\u202e\ud800\U000e0001") == "\\x1b\\u202e\\ud800\\U000e0001"
