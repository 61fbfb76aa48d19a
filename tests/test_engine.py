"""The engine's invariants: places, fixes, suppressions, alternatives, crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outlint
import outlint_rules
from outlint.book import Book, memory_loader
from outlint.compiling import compile_pack
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.source import Source, UnreadableError, read_source
from outlint.text import apply_edits
from outlint_rules import compiling

BOOK = outlint_rules.load()
CHECKER = Checker(BOOK, Settings())
WORDS = [
    "FREE", "best price", "Best Price!!!", "act now", "最低价！！！", "{{ name }}", "[Company]", "{ {x}}", "XXX", "Hi Tom,\n\n", "Best regards,\nLi\n",
    "\n\n", "\n", " ", "Could you call?", "é", "e\u0301", "🔥🔥", "السعر", "**bold**", "`code`", "https://a.test/FREE", "> quoted!!!\n", "Re: ", "ＦＲＥＥ",
    "<!-- outlint: ignore spam -->", "%NAME%", "\r\n", "\ufffc", "fr€e", "--\n",
]  # fmt: skip
drafts = st.lists(st.sampled_from(WORDS), max_size=30).map("".join)


def check(text: str, path: str = "a.md", **values: object) -> FileReport:
    checker = CHECKER if not values else Checker(BOOK, Settings(**values))  # type: ignore[arg-type]
    return checker.check(Source(path, text))


def rules(report: FileReport) -> list[str]:
    return [f.rule for f in report.findings]


@settings(max_examples=150, deadline=None)
@given(drafts, st.sampled_from(["a.md", "a.txt", "a.html", "a.eml", "a.txt.j2", "a.html.j2"]))
def test_findings_stand_in_the_file_and_nothing_crashes(body: str, path: str) -> None:
    report = check(f"Subject: {body[:40]}\n\n{body}", path)
    assert not [e for e in report.errors if "failed" in e]
    for f in report.findings:
        assert 0 <= f.span.start <= f.span.end <= len(report.source.text)
        assert "{" not in f.message or f.text()


@settings(max_examples=150, deadline=None)
@given(drafts, st.sampled_from(["a.md", "a.txt", "a.html"]))
def test_safe_fixes_run_to_an_end_and_a_second_run_changes_nothing(body: str, path: str) -> None:
    source = Source(path, f"Subject: {body[:40]}\n\nHi Tom,\n\n{body}\n")
    once = CHECKER.fix(source)
    again = CHECKER.fix(Source(path, once.text))
    assert again.text == once.text
    assert not [f for f in once.report.findings if f.fix and f.fix.safe]


def test_a_rule_is_not_run_on_what_lacks_its_need(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = BOOK.check
    monkeypatch.setattr(BOOK, "check", lambda rule: asked.append(rule.name) or original(rule))
    check("Subject: Sinks\n\nHi Tom,\n\nsee our sinks.\n")
    assert {"deceptive-link", "image-heavy", "trigger-phrase", "unknown-variable"}.isdisjoint(asked)
    check("Subject: Sinks\n\nHi Tom,\n\nact now: https://a.test/x\n")
    assert {"deceptive-link", "trigger-phrase"} <= set(asked)


@settings(max_examples=100, deadline=None)
@given(drafts)
def test_a_fix_changes_only_what_its_edits_say(body: str) -> None:
    report = check(f"Subject: x\n\nHi Tom,\n\n{body}\n")
    for f in report.findings:
        if f.fix is None:
            continue
        changed = apply_edits(report.source.text, list(f.fix.edits))
        first = min(e.span.start for e in f.fix.edits)
        last = max(e.span.end for e in f.fix.edits)
        assert changed.startswith(report.source.text[:first])
        assert changed.endswith(report.source.text[last:])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.md", "a.txt", "a.html", "a.eml"]))
def test_any_bytes_give_a_report_or_a_reason(data: bytes, path: str) -> None:
    try:
        source = read_source(data, path)
    except UnreadableError:
        return
    assert source.encode(source.text) == data
    CHECKER.check(source)


def test_a_comment_suppresses_for_the_next_paragraph_only() -> None:
    text = "Hi Tom,\n\n<!-- outlint: ignore punctuation-run -->\nNew!!! Shall I?\n\nAgain!!! Shall I?\n"
    report = check(text, select=("punctuation-run", "unused-suppression"))
    assert [report.source.text[f.span.start :][:3] for f in report.findings] == ["!!!"]
    assert report.findings[0].span.start > text.index("Again")


def test_front_matter_suppresses_for_the_file() -> None:
    text = "---\nsubject: a\noutlint: {ignore: [punctuation-run]}\n---\n\nHi Tom,\n\nNew!!! Shall I?\n"
    assert rules(check(text, select=("spam", "unused-suppression"))) == []


def test_a_suppression_that_suppresses_nothing_is_told() -> None:
    text = "Hi Tom,\n\n<!-- outlint: ignore punctuation-run, missing-ctaa -->\nShall I?\n"
    report = check(text)
    told = [f.text() for f in report.findings if f.rule == "unused-suppression"]
    assert len(told) == 2
    assert any("missing-cta" in t for t in told)


def test_text_and_html_of_one_mail_are_one_mail() -> None:
    text = (
        "From: a@a.test\nSubject: a\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain; charset=utf-8\n\nHi Tom,\n\nnew!!! Shall I?\n"
        "--b\nContent-Type: text/html; charset=utf-8\n\n<p>Hi Tom,</p><p>new!!! Shall I?</p>\n--b--\n"
    )
    found = [f for f in check(text, "a.eml").findings if f.rule == "punctuation-run"]
    assert len(found) == 1
    assert found[0].span.start == text.index("!!!")
    assert [r.start for r in found[0].related] == [text.rindex("!!!")]


def test_words_that_are_not_the_writers_raise_nothing() -> None:
    quiet = [
        "Hi Tom,\n\nshall I?\n\n> ACT NOW!!! Lowest price, 100% free\n",
        "Hi Tom,\n\nshall I?\n\nOn 3 March, Li wrote:\nACT NOW!!! Lowest price\n",
        "Hi Tom,\n\nsee https://a.test/ACT-NOW!!!/lowest-price shall I?\n",
        "Hi Tom,\n\nshall I?\n\n```\nACT NOW!!! lowest price\n```\n",
        "Hi Tom,\n\nshall I?\n\nBest regards,\nLi\nFREE PRICE AGENCY LTD.\n",
    ]
    for text in quiet:
        assert not set(rules(check(text, select=("spam", "claims")))), text
    page = "<html><head><style>p{color:red} /* ACT NOW!!! */</style></head><!-- ACT NOW!!! --><body><p>Shall I?</p></body></html>"
    assert not rules(check(page, "a.html", select=("spam", "claims", "variables")))


def test_a_crashing_rule_does_not_stop_the_others(tmp_path: Path) -> None:
    group = tmp_path / "own"
    group.mkdir()
    (group / "bad-one.toml").write_text('severity = "error"\nkind = "python"\nmessage = "m"\nwhat = "w"\nwhy = "y"\n')
    (group / "bad_one.py").write_text("def check(ctx):\n    raise RuntimeError('boom')\n    yield\n")
    own = memory_loader(compile_pack(tmp_path, None))
    checker = Checker(Book([memory_loader(compiling.compiled(compiling.FOLDER, "outlint_rules")), own]), Settings())
    report = checker.check(Source("a.md", "Hi Tom,\n\nnew!!! Shall I?\n"))
    assert any("bad-one" in e and "boom" in e for e in report.errors)
    assert "punctuation-run" in rules(report)


def test_a_rule_runs_where_a_draft_has_what_it_needs(tmp_path: Path) -> None:
    group = tmp_path / "own"
    group.mkdir()
    rule = 'severity = "error"\nkind = "python"\nmessage = "m"\nwhat = "w"\nwhy = "y"\n'
    (group / "linked.toml").write_text(rule + 'needs = "links"\n')
    (group / "said.toml").write_text(rule + 'needs-phrases = ["loud"]\n[[phrases]]\nset = "loud"\nitems = ["hurray"]\n')
    for name in ("linked", "said"):
        (group / f"{name}.py").write_text("def check(ctx):\n    yield ctx.finding(ctx.part.source_span)\n")
    checker = Checker(Book([memory_loader(compile_pack(tmp_path, None))]), Settings())
    for text, found in (("Hi Tom", []), ("Hi [Tom](https://a.test)", ["linked"]), ("Hurray!", ["said"])):
        assert rules(checker.check(Source("a.md", text))) == found


def test_a_fragment_is_not_asked_for_what_only_a_mail_has() -> None:
    report = check("Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\nAAAA\n", "part.eml")
    assert not {"missing-subject", "missing-cta", "body-length"} & set(rules(report))


@pytest.mark.parametrize("path", ["a.md", "a.txt", "a.html", "a.eml"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(path: str, newline: str) -> None:
    text = "Subject: FREE\n\nHi Tom,\n\nnew!!! Shall I?\n\nBest regards,\nLi\n".replace("\n", newline)
    report = check(text, path, select=("punctuation-run", "subject-shouting"))
    assert [text[f.span.start : f.span.end] for f in report.findings if f.rule == "punctuation-run"] == [
        "!!!"
    ] or path == "a.html"


def test_lint_is_the_whole_of_it_for_a_program() -> None:
    report = outlint.lint(
        "Subject: Sinks\n\nDear Anna,\n\nOur BEST PRICE!!!\n", "a.txt", Settings(ignore=("missing-cta",))
    )
    assert {"price-claim-without-validity", "punctuation-run"} <= {f.rule for f in report.findings}
    assert "missing-cta" not in {f.rule for f in report.findings}
