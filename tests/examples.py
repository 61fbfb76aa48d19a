"""Runs the examples that stand in a rule's own file: ours, and by the same code a user's pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from outlint.book import Book
from outlint.config import Settings, Variable
from outlint.engine import Checker, FileReport
from outlint.pack import RuleFile
from outlint.source import Source
from outlint.text import Span

TODAY = date(2026, 11, 24)
_MARK = re.compile("[⟦⟧]")


@dataclass(frozen=True)
class Example:
    rule: str
    group: str
    bad: bool
    number: int
    lang: str
    data: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.lang or 'any'}-{'bad' if self.bad else 'good'}{self.number}"

    @property
    def marked(self) -> str:
        return str(self.data["draft"]).removeprefix("\n")

    @property
    def text(self) -> str:
        return _MARK.sub("", self.marked)

    @property
    def spans(self) -> list[Span]:
        """The spans between ⟦ and ⟧, in offsets of `text`."""
        out, opened = [], []
        for removed, m in enumerate(_MARK.finditer(self.marked)):
            at = m.start() - removed
            if m.group() == "⟦":
                opened.append(at)
            else:
                out.append(Span(opened.pop(), at))
        return sorted(out)


def examples(file: RuleFile) -> Iterator[Example]:
    for lang, data in [("", file.main), *file.languages.items()]:
        for bad, table in ((True, "bad"), (False, "good")):
            for i, e in enumerate(data.get(table, ()), 1):
                yield Example(file.name, file.group, bad, i, e.get("lang") or lang, e)


def settings_for(example: Example) -> Settings:
    config = dict(example.data.get("config", {}))
    variables = {
        k: Variable(**v) if isinstance(v, dict) else Variable(str(v)) for k, v in config.pop("variables", {}).items()
    }
    options = example.data.get("options", {})
    settings = Settings(select=(example.rule,), today=TODAY, rule_options={example.rule: options} if options else {})
    fields = {k.replace("-", "_"): tuple(v) if isinstance(v, list) else v for k, v in config.items()}
    if "accept" in fields:
        fields["accept"] = frozenset(fields["accept"])
    return replace(settings, variables=variables, **fields)


def run(book: Book, example: Example, text: str | None = None) -> tuple[Checker, FileReport]:
    suffix = example.data.get("format", "txt")
    checker = Checker(book, settings_for(example))
    return checker, checker.check(Source(str(Path(f"draft.{suffix}")), example.text if text is None else text))


def market_examples(path: Path) -> Iterator[Example]:
    """The examples of a market's file: a bad one names its rule, a good one is checked by the whole law group."""
    import tomllib

    data = tomllib.loads(path.read_text("utf-8"))
    for bad, table in ((True, "bad"), (False, "good")):
        for i, e in enumerate(data.get(table, ()), 1):
            given = {"draft": e["draft"], "config": {"markets": [data["code"]]}, "format": "md"}
            yield Example(e.get("rule", "law"), data["code"], bad, i, "", given)
