"""Runs the examples that stand in a rule's own file: ours in the tests, and by the same code a user's pack.

They are checked as on TODAY, with outlint's defaults and what the example's own `config` and `options` say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from outlint.book import Book
from outlint.config import Settings, Variable
from outlint.engine import Checker, FileReport
from outlint.finding import Finding
from outlint.fold import fold
from outlint.pack import RuleFile
from outlint.source import Source
from outlint.text import Span

TODAY = date(2026, 11, 24)
_MARK = re.compile("[⟦⟧]")


@dataclass(frozen=True)
class Example:
    """One example: `path` and `keys` say where it stands (("bad", 0) in the file of its language)."""

    rule: str
    group: str
    bad: bool
    number: int
    lang: str
    data: Mapping[str, Any]
    path: Path

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.lang or 'any'}-{'bad' if self.bad else 'good'}{self.number}"

    @property
    def keys(self) -> tuple[str, int]:
        return ("bad" if self.bad else "good", self.number - 1)

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
            elif opened:
                out.append(Span(opened.pop(), at))
        return sorted(out)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an example. `missed` were marked and not found, `extra` found and not marked.

    `errors` are crashes; `fixes` are (key, text as the example has it, text as it was made) where these differ.
    """

    example: Example
    missed: tuple[Span, ...] = ()
    extra: tuple[Finding, ...] = ()
    errors: tuple[str, ...] = ()
    fixes: tuple[tuple[str, str, str], ...] = ()

    @property
    def passed(self) -> bool:
        return not (self.missed or self.extra or self.errors or self.fixes)


def verify(book: Book, example: Example) -> Outcome:
    """Run one example and compare."""
    checker, report = run(book, example)
    found = [f for f in report.findings if f.rule == example.rule]
    errors = [*report.errors, *(said for f in found if (said := _unfilled(f)))]
    wanted = list(example.spans)
    extra = []
    for f in found:
        if f.span in wanted:
            wanted.remove(f.span)
        else:
            extra.append(f)
    fixes = []
    for key, unsafe in (("fixed", False), ("unsafe", True)):
        if key in example.data and not errors:
            meant = str(example.data[key]).removeprefix("\n")
            made = checker.fix(report.source, unsafe=unsafe).text
            if made != meant:
                fixes.append((key, meant, made))
    return Outcome(example, tuple(wanted), tuple(extra), tuple(errors), tuple(fixes))


def _unfilled(finding: Finding) -> str:
    """What a message asks for and the check does not give."""
    try:
        finding.text()
    except (KeyError, IndexError, ValueError) as error:
        return f"the message {finding.message!r} can't be filled: {error}"
    return ""


def examples(file: RuleFile) -> Iterator[Example]:
    for lang, data in [("", file.main), *file.languages.items()]:
        for bad, table in ((True, "bad"), (False, "good")):
            for i, e in enumerate(data.get(table, ()), 1):
                yield Example(file.name, file.group, bad, i, e.get("lang") or lang, e, file.paths.get(lang, file.path))


def settings_for(example: Example) -> Settings:
    """Outlint's defaults, and what the example says: its `config` by the keys of outlint.toml, its `options`."""
    said: Mapping[str, Any] = example.data.get("config", {})
    config: dict[str, Any] = {k.replace("-", "_"): tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    if "variables" in config:
        config["variables"] = {
            k: Variable(**v) if isinstance(v, dict) else Variable(str(v)) for k, v in config["variables"].items()
        }
    if "accept" in config:
        config["accept"] = frozenset(fold(word).text for word in config["accept"])
    options = example.data.get("options", {})
    told = {example.rule: options} if options else {}
    return Settings(select=(example.rule,), today=TODAY, rule_options=told).changed(config)


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
            yield Example(e.get("rule", "law"), data["code"], bad, i, "", given, path)
