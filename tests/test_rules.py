"""Every rule proves itself by the bad and good examples in its own file."""

from __future__ import annotations

import pytest

import outlint_rules
from examples import Example, examples, run
from outlint.pack import RuleFile, read_pack

FILES = read_pack(outlint_rules.FOLDER)
CASES = [e for f in FILES for e in examples(f)]
BOOK = outlint_rules.load()


@pytest.mark.parametrize("case", CASES, ids=lambda e: e.id)
def test_example(case: Example) -> None:
    checker, report = run(BOOK, case)
    assert not report.errors
    found = [f.span for f in report.findings if f.rule == case.rule]
    quoted = [case.text[s.start : s.end] for s in found]
    assert found == case.spans, f"found {quoted}"
    for key, unsafe in (("fixed", False), ("unsafe", True)):
        if key in case.data:
            fixed = checker.fix(report.source, unsafe=unsafe)
            assert fixed.text == case.data[key].removeprefix("\n")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_rule_has_enough_examples(file: RuleFile) -> None:
    if file.main["kind"] == "engine":
        return
    all_of = [e for e in CASES if e.rule == file.name]
    assert sum(e.bad for e in all_of) >= 2
    assert sum(not e.bad for e in all_of) >= 2
    for lang in file.languages:
        own = [e for e in all_of if e.lang == lang]
        assert sum(e.bad for e in own) >= 2, f"{file.name}: two bad examples in {lang}"
        assert sum(not e.bad for e in own) >= 2, f"{file.name}: two near misses in {lang}"
