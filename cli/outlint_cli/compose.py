"""`outlint compose`: a new draft from the library, its notes worked in by a model where one is configured."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outlint.messages import _, safe
from outlint_cli.session import Session, WrongUseError, checked_markets, complaining, near, use_language

if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint.source import Source
    from outlint_writer import Endpoint

UI = click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
CONFIG = click.option("--config", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
SET = click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A value for the mail, e.g. fair=….")


@click.command()
@click.option("--scenario", default="", metavar="S", help="Which mail of the library; --list shows them.")
@click.option("--market", default="", metavar="M", help="The market it is for, e.g. DE.")
@click.option("--lang", default="", metavar="L", help="Its language; the market's by default.")
@click.option("--contact", default="", metavar="FILE:ROW", help="Whom it is for: a row of a CSV or JSON file, from 1.")
@SET
@click.option("--fact", "facts", multiple=True, metavar="TEXT", help="A fact to be listed as it is, e.g. a price.")
@click.option("--notes", default="", metavar="TEXT", help="What a model should work into it.")
@click.option("--consent", default="", metavar="TEXT", help="Where the reader's consent is; noted in the front matter.")
@click.option("--list", "list_", is_flag=True, help="List the scenarios and what each needs.")
@click.option("-o", "--output", default="", metavar="FILE", help="Write it there; nothing is overwritten.")
@CONFIG
@UI
def compose(**options: Any) -> None:
    """Write a new draft: a mail of the library for a market and a contact, checked by all rules.

    Exit code: 0 done, 1 an error is left in it, 2 wrong use.
    """
    lang = use_language(options["ui_lang"])
    with complaining():
        if options["list_"]:
            print("\n".join(_scenarios()))
            return
        code = _compose(options, lang)
    sys.exit(code)


def _scenarios() -> Iterator[str]:
    from outlint_writer import scenarios

    for name in scenarios.names():
        found = scenarios.find(name, "en")
        needs = ", ".join(found.requires) if found else ""
        yield f"{name:22}" + (_("needs {names}", names=needs) if needs else "")
    yield ""
    yield _("languages: {names}", names=" ".join(scenarios.languages()))


def _compose(options: dict[str, Any], lang: str) -> int:
    from outlint_writer import composing, scenarios

    if not options["scenario"] or not options["market"]:
        raise WrongUseError(_("compose needs --scenario and --market; --list shows the scenarios"))
    if options["scenario"] not in scenarios.names():
        hint = near(options["scenario"], scenarios.names())
        raise WrongUseError(_("no scenario is called {name}; {hint}", name=options["scenario"], hint=hint))
    path = options["output"] or "draft.md"
    if options["output"] and os.path.exists(path):
        raise WrongUseError(_("{path} is there already", path=path))
    session = Session(options["config"], False, {}, lang)
    settings = session.settings(path)
    (market,) = checked_markets(session.markets(settings), [options["market"]])
    checker = session.checker(path)
    facts = checker.market(market, settings)
    language = composing.language_of(facts, options["lang"])
    scenario = scenarios.find(options["scenario"], language, facts.get("languages", ()))
    if scenario is None:
        known = " ".join(scenarios.languages())
        raise WrongUseError(_("the library has no mail in {lang}; it has {known}", lang=language, known=known))
    try:
        made = composing.compose(
            session.book(settings),
            settings,
            market,
            scenario,
            values=given_values(options["given"]),
            facts=options["facts"],
            contact=_contact(options["contact"]),
            consent=options["consent"],
            path=path,
        )
    except scenarios.LackingError as error:
        raise WrongUseError(_lacking(error.names)) from None
    text, code = _worked_in(session, settings, made.report.source, market, options, lang)
    if options["output"]:
        write_new(path, text)
    else:
        print(text, end="")
    return max(code, _tell(made.report))


def _lacking(names: Iterable[str]) -> str:
    ways = {"facts": "--fact …", "profile.company": "[profile] company = …"}
    said = " ".join(ways.get(n, f"--set {n}=…") for n in names)
    return _("this mail can't do without: {options}", options=said)


def _worked_in(
    session: Session, settings: Settings, source: Source, market: str, options: dict[str, Any], lang: str
) -> tuple[str, int]:
    """The draft with the notes worked in by a model, guarded; the draft as it is where there is none."""
    if not options["notes"]:
        return source.text, 0
    endpoint = endpoint_of(settings)
    if endpoint is None:
        print(_("No model is configured, so the notes were left out: see [llm] in docs/writer.md."), file=sys.stderr)
        return source.text, 0
    import outlint_writer

    checked = Session(options["config"], False, {"markets": (market,)}, lang).checker(source.path)
    goal = f"work these notes into the mail: {options['notes']}"
    try:
        done = outlint_writer.rewrite(checked, source, endpoint=endpoint, goal=goal)
    except outlint_writer.ProviderError as error:
        print(_("The model gave no answer, so the notes were left out: {why}", why=safe(error.said())), file=sys.stderr)
        return source.text, 1
    from outlint_cli.rewrite import spent

    if done.rounds:
        print(spent(endpoint, done.usage, done.cached), file=sys.stderr)
    if done.accepted:
        return done.text, 0
    print(_("The model's text was refused; this is the library's mail:"), file=sys.stderr)
    print("\n".join(f"  {safe(f.text())}" for f in done.failures), file=sys.stderr)
    return source.text, 1


def given_values(pairs: Iterable[str]) -> dict[str, str]:
    """The values of --set. Raises WrongUseError for a key no mail has."""
    from outlint_writer import scenarios

    out = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        key = key.strip().replace("-", "_")
        if not found or key not in scenarios.VALUES or key == "facts":
            known = ", ".join(v for v in scenarios.VALUES if v != "facts")
            raise WrongUseError(_("--set takes KEY=VALUE; the keys are {known}", known=known))
        out[key] = value.strip()
    return out


def _contact(asked: str) -> dict[str, str]:
    """The row of FILE:ROW, counted from 1."""
    if not asked:
        return {}
    from outlint.contacts import read

    file, _colon, row = asked.rpartition(":")
    if not file or not row.isdigit() or not int(row):
        raise WrongUseError(_("--contact takes FILE:ROW, the first row is 1"))
    found = read(file)
    if found.error and not found.rows:
        raise WrongUseError(f"{file}: {found.error}")
    if int(row) > len(found.rows):
        raise WrongUseError(_("{file} has {n} rows, not {row}", file=file, n=len(found.rows), row=row))
    return dict(found.rows[int(row) - 1])


def endpoint_of(settings: Settings) -> Endpoint | None:
    """The model's endpoint, None without one. Raises WrongUseError where it names no model."""
    from outlint_writer import from_settings

    endpoint = from_settings(settings.llm, os.environ)
    if endpoint is not None and not endpoint.model:
        raise WrongUseError(_("no model is named; set model under [llm], or OUTLINT_LLM_MODEL"))
    return endpoint


def write_new(path: str, text: str) -> None:
    """Write a draft whole, its folder made. Raises WrongUseError."""
    from outlint_cli.fixing import write_atomically

    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise WrongUseError(_("{path}: can't be written: {why}", path=path, why=error.strerror or "?")) from None


def _tell(report: Any) -> int:
    """What is left in a draft that was made, on standard error; 1 when an error is."""
    left = [f for f in report.findings if f.severity.name != "INFO"]
    if left:
        from outlint.messages import translate

        print(_("Left for a person:"), file=sys.stderr)
        for f in left:
            print(f"  {_(f.severity.label)}: {safe(f.text(translate))} [{f.rule}]", file=sys.stderr)
    return int(any(f.severity.name == "ERROR" for f in left))
