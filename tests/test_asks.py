"""Sentences that ask and sentences that don't, by language: the first must silence missing-cta, the second must not.

asks/<language>.toml is not worded after the cue lists; a sentence stands as the last of a plain body.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source

FOLDER = Path(__file__).with_name("asks")
CHECKER = Checker(outlint_rules.load(), Settings(select=("missing-cta",)))
LANGUAGES = sorted(p.stem for p in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_ask_are_seen(language: str) -> None:
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    assert [s for s in data["asks"] if _flagged(language, data, s)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_tell_are_no_ask(language: str) -> None:
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    assert [s for s in data["tells"] if not _flagged(language, data, s)] == []


def _flagged(language: str, data: dict[str, object], sentence: str) -> bool:
    text = f"---\nlang: {language}\n---\nSubject: 12\n\n{data['greeting']}\n\n{data['body']} {sentence}\n\n{data['closing']}\n"
    return any(f.rule == "missing-cta" for f in CHECKER.check(Source("draft.md", text)).findings)
