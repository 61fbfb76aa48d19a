"""Every rule proves itself by the bad and good examples in its own file."""

from __future__ import annotations

import pytest

import outlint_rules
from outlint.examples import Example, examples, verify
from outlint.pack import RuleFile, read_pack
from outlint_rules import compiling

FILES = read_pack(compiling.FOLDER)
CASES = [e for f in FILES for e in examples(f)]
BOOK = outlint_rules.load()


@pytest.mark.parametrize("case", CASES, ids=lambda e: e.id)
def test_example(case: Example) -> None:
    outcome = verify(BOOK, case)
    assert outcome.errors == ()
    found = [case.text[f.span.start : f.span.end] for f in outcome.extra]
    missed = [case.text[s.start : s.end] for s in outcome.missed]
    assert (found, missed) == ([], []), "found and not marked, marked and not found"
    assert [(made, meant) for _key, meant, made in outcome.fixes] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_rule_has_enough_examples(file: RuleFile) -> None:
    if file.main["kind"] in ("engine", "outside"):
        return
    all_of = [e for e in CASES if e.rule == file.name]
    assert sum(e.bad for e in all_of) >= 2
    assert sum(not e.bad for e in all_of) >= 2
    for lang in file.languages:
        own = [e for e in all_of if e.lang == lang]
        assert sum(e.bad for e in own) >= 2, f"{file.name}: two bad examples in {lang}"
        assert sum(not e.bad for e in own) >= 2, f"{file.name}: two near misses in {lang}"
