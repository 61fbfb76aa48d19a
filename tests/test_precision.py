"""The committed verdicts on real mails bear each rule's severity out; bench/precision.py counts them, and needs no corpus for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import outlint_rules

BENCH = Path(__file__).parents[1] / "bench"


@pytest.fixture
def precision(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(BENCH))
    import precision as counted

    yield counted
    for name in ("precision", "evaluate"):
        sys.modules.pop(name, None)


def test_no_rule_on_by_default_is_graver_than_its_verdicts_bear_out(precision: ModuleType) -> None:
    assert list(precision.missed(outlint_rules.load())) == []


def test_each_verdict_is_of_a_rule_and_says_why(precision: ModuleType) -> None:
    rules = outlint_rules.load().rules
    for path in sorted(precision.VERDICTS.glob("*.jsonl")):
        assert path.stem in rules, path.name
        read = precision.verdicts(path.stem)
        assert len({v.place for v in read}) == len(read), path.name
        assert all(json.loads(v.line)["why"].strip() for v in read), path.name


def test_a_rule_that_errs_too_often_is_told(
    precision: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [
        {"corpus": "ham", "id": f"{n}", "start": 0, "end": 1, "right": n > 1, "why": "made up"}
        for n in range(precision.SHOWN)
    ]
    (tmp_path / "shouting.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    monkeypatch.setattr(precision, "VERDICTS", tmp_path)
    said = list(precision.missed(outlint_rules.load()))
    assert "shouting: 9 of 11 right at warning, which asks for 90%" in said
    assert any(line.startswith("unfilled-variable: an error, and 0 findings") for line in said)
