"""examples/: what a stranger sees first. Bad drafts as a snapshot, their cured twins without a warning."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.finding import Severity
from outlint.source import read_source

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
SNAPSHOT = Path(__file__).with_name("golden") / "examples.txt"
CHECKER = Checker(outlint_rules.load(), Settings(today=date(2026, 11, 24)))


def report(path: Path) -> FileReport:
    return CHECKER.check(read_source(path.read_bytes(), str(path.relative_to(ROOT))))


@pytest.mark.parametrize("path", sorted((EXAMPLES / "cured").iterdir()), ids=lambda p: p.name)
def test_cured_drafts_have_no_warning(path: Path) -> None:
    found = report(path)
    assert not found.errors
    assert [(f.rule, f.text()) for f in found.findings if f.severity >= Severity.WARNING] == []


def test_every_bad_draft_has_a_warning() -> None:
    for path in sorted((EXAMPLES / "drafts").iterdir()):
        assert any(f.severity >= Severity.WARNING for f in report(path).findings), path.name


def test_bad_drafts_are_found_as_before() -> None:
    """The snapshot: path, rule, severity and quoted words of each finding. `python tests/test_examples.py` renews it."""
    assert snapshot() == SNAPSHOT.read_text("utf-8")


def test_good_templates_have_no_error() -> None:
    for path in sorted((EXAMPLES / "templates").iterdir()):
        errors = [f.rule for f in report(path).findings if f.severity is Severity.ERROR]
        assert bool(errors) == ("broken" in path.name), (path.name, errors)


def snapshot() -> str:
    out = []
    for path in sorted([*(EXAMPLES / "drafts").iterdir(), *(EXAMPLES / "templates").iterdir()]):
        r = report(path)
        out.append(f"{r.path} {r.draft.language} {dict(sorted(Counter(f.severity.label for f in r.findings).items()))}")
        text = r.source.text
        out += [f"  {f.rule} {f.severity.label} {text[f.span.start : f.span.end][:60]!r}" for f in r.findings]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), "utf-8")
