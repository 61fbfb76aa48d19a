"""A rule's documentation, read from its own file when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outlint.pack import RuleFile, read_rule


@dataclass(frozen=True, slots=True)
class RuleDoc:
    """What a rule's file says: texts in English (the keys of the catalogues), options as {name: {default, doc}}."""

    what: str
    why: str
    options: Mapping[str, Mapping[str, Any]]
    bad: str
    good: str


def read_doc(group: str, name: str, path: Path) -> RuleDoc:
    """The documentation of the rule whose rule file is `path`. Raises PackError."""
    return doc_of(read_rule(group, name, path))


def doc_of(file: RuleFile) -> RuleDoc:
    return RuleDoc(
        what=file.main["what"].strip(),
        why=file.main["why"].strip(),
        options=file.main.get("options", {}),
        bad=_example(file, "bad"),
        good=_example(file, "good"),
    )


def _example(file: RuleFile, table: str) -> str:
    """The first example, the English one where languages have their own."""
    tables = [file.main, *([file.languages["en"]] if "en" in file.languages else []), *file.languages.values()]
    for data in tables:
        for example in data.get(table, ()):
            return str(example["draft"]).strip("\n")
    return ""
