"""Makes a whole draft from the library: the mail, its front matter, and what the market's law asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from outlint.book import Book
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.finding import Severity
from outlint.messages import translate
from outlint.source import Source
from outlint_writer import scenarios
from outlint_writer.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft that was made, and its report by all rules. `scenario` is where it came from."""

    scenario: Scenario
    report: FileReport

    @property
    def text(self) -> str:
        return self.report.source.text


def language_of(market: Mapping[str, Any], asked: str = "") -> str:
    """The language a mail to a market is written in: the one asked for, else the market's first that the library has."""
    if asked:
        return asked
    known = set(scenarios.languages())
    for lang in market.get("languages", ()):
        for name in (lang, lang.split("-")[0]):
            if name in known:
                return str(name)
    return "en"


def compose(
    book: Book,
    settings: Settings,
    market: str,
    scenario: Scenario,
    *,
    values: Mapping[str, str],
    facts: Iterable[str] = (),
    contact: Mapping[str, str] | None = None,
    consent: str = "",
    path: str = "draft.md",
) -> Composed:
    """A draft for a market, with label, opt-out and address where its law asks for them. Raises LackingError."""
    subject, body = scenarios.fill(scenario, market, values, facts, contact or {}, settings.profile)
    meta = {"subject": subject, "market": market, "language": scenario.language}
    if consent.strip():
        meta["consent"] = scenarios.one_line(consent)
    return Composed(scenario, lawful(book, settings, market, Source(path, front(meta) + body)))


def front(meta: Mapping[str, Any]) -> str:
    """Front matter of plain values."""
    import yaml

    said = yaml.safe_dump(dict(meta), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{said}---\n"


def lawful(book: Book, settings: Settings, market: str, source: Source) -> FileReport:
    """The report of a draft after the fixes of the law group; everything else in it stays as it is."""
    settings = settings.for_path(source.path)
    law = replace(settings, markets=(market,), select=("law",), overrides=())
    fixed = Checker(book, law).fix(source, unsafe=True)
    whole = replace(settings, markets=(market,), overrides=())
    return Checker(book, whole).check(replace(source, text=fixed.text))


def broken(report: FileReport) -> list[str]:
    """What keeps a draft from being used: its errors, in words."""
    return [f"{f.text(translate)} [{f.rule}]" for f in report.findings if f.severity is Severity.ERROR]
