"""The guard on a library mail in each language: honest rewrites pass, doctored ones don't (see doctoring.py)."""

from __future__ import annotations

import pytest

from doctoring import BOOK, DATA, SETTINGS, doctored, honest, mail
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer.guard import examine

CHECKER = Checker(BOOK, SETTINGS)


def test_every_language_has_its_paragraph() -> None:
    assert len(DATA) == 17  # sixteen, Chinese in both scripts


@pytest.mark.parametrize("language", DATA)
def test_honest_rewrites_pass_and_doctored_ones_do_not(language: str) -> None:
    text = mail(language)
    before = CHECKER.check(Source("mail.md", text))
    wrong = []
    for what, new in honest(language, text):
        failures = examine(before, CHECKER.check(Source("mail.md", new)))
        wrong += [f"refused: {what}: {f.text()}" for f in failures]
    count = 0
    for what, new in doctored(language, text):
        count += 1
        assert new != text, what
        if not examine(before, CHECKER.check(Source("mail.md", new))):
            wrong.append(f"let through: {what}")
    assert not wrong, "\n".join(wrong)
    assert count > 60
