"""`outlint compose` and `outlint localize`: drafts made from the library, or by a model where one is configured."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outlint.messages import _, safe
from outlint_cli.session import Session, WrongUseError, checked_markets, complaining, near, use_language

if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint.source import Source
    from outlint_writer import Endpoint
    from outlint_writer.localizing import Localized

_JOBS = 4
_UI = click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
_CONFIG = click.option("--config", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
_SET = click.option("--set", "given", multiple=True, metavar="KEY=VALUE", help="A value for the mail, e.g. fair=….")


@click.command()
@click.option("--scenario", default="", metavar="S", help="Which mail of the library; --list shows them.")
@click.option("--market", default="", metavar="M", help="The market it is for, e.g. DE.")
@click.option("--lang", default="", metavar="L", help="Its language; the market's by default.")
@click.option("--contact", default="", metavar="FILE:ROW", help="Whom it is for: a row of a CSV or JSON file, from 1.")
@_SET
@click.option("--fact", "facts", multiple=True, metavar="TEXT", help="A fact to be listed as it is, e.g. a price.")
@click.option("--notes", default="", metavar="TEXT", help="What a model should work into it.")
@click.option("--consent", default="", metavar="TEXT", help="Where the reader's consent is; noted in the front matter.")
@click.option("--list", "list_", is_flag=True, help="List the scenarios and what each needs.")
@click.option("-o", "--output", default="", metavar="FILE", help="Write it there; nothing is overwritten.")
@_CONFIG
@_UI
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
            values=_given(options["given"]),
            facts=options["facts"],
            contact=_contact(options["contact"]),
            consent=options["consent"],
            path=path,
        )
    except scenarios.LackingError as error:
        raise WrongUseError(_lacking(error.names)) from None
    text, code = _worked_in(session, settings, made.report.source, market, options, lang)
    if options["output"]:
        _write(path, text)
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
    endpoint = _endpoint(settings)
    if endpoint is None:
        print(_("No model is configured, so the notes were left out: see [llm] in docs/writer.md."), file=sys.stderr)
        return source.text, 0
    import outlint_writer

    checked = Session(options["config"], False, {"markets": (market,)}, lang).checker(source.path)
    goal = f"work these notes into the mail: {options['notes']}"
    try:
        done = outlint_writer.rewrite(checked, source, endpoint=endpoint, goal=goal)
    except outlint_writer.ProviderError as error:
        raise WrongUseError(error.said()) from None
    if done.accepted:
        return done.text, 0
    print(_("The model's text was refused; this is the library's mail:"), file=sys.stderr)
    print("\n".join(f"  {safe(f.text())}" for f in done.failures), file=sys.stderr)
    return source.text, 1


def _given(pairs: Iterable[str]) -> dict[str, str]:
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


def _endpoint(settings: Settings) -> Endpoint | None:
    from outlint_writer import from_settings

    endpoint = from_settings(settings.llm, os.environ)
    if endpoint is not None and not endpoint.model:
        raise WrongUseError(_("no model is named; set model under [llm], or OUTLINT_LLM_MODEL"))
    return endpoint


def _write(path: str, text: str) -> None:
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


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.option("--market", "markets", multiple=True, required=True, metavar="M…", help="Market(s), e.g. DE,JP,US.")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the drafts: name.de.md …")
@click.option("--scenario", default="", metavar="S", help="Use this mail of the library.")
@_SET
@click.option("--no-model", is_flag=True, help="Use the library though a model is configured.")
@click.option("--force", is_flag=True, help="Overwrite drafts that are there.")
@_CONFIG
@_UI
def localize(**options: Any) -> None:
    """Make a draft fit for other markets: one file each, checked; what fails leaves no file.

    A market whose language the draft is in keeps its words. Another one gets a model's translation, guarded, or without a
    model the library's nearest mail with the draft's facts. Exit code: 0 all done, 1 a market failed, 2 wrong use.
    """
    lang = use_language(options["ui_lang"])
    try:
        with complaining():
            code = _localize(options, lang)
    except KeyboardInterrupt:
        print(_("stopped; what was not finished was not written"), file=sys.stderr)
        code = 130
    sys.exit(code)


def _localize(options: dict[str, Any], lang: str) -> int:
    from outlint_cli.rewrite import read_draft

    session = Session(options["config"], False, {}, lang)
    given = _given(options["given"])
    jobs: list[tuple[Source, str, str]] = []
    for file in options["files"]:
        source = read_draft(file)
        codes = checked_markets(session.markets(session.settings(file)), options["markets"])
        jobs += [(source, code, _target(file, code, options)) for code in codes]
    made = _made(session, jobs, given, options)
    failed = False
    for (source, _code, path), done in zip(jobs, made, strict=True):
        if done.text is not None:
            _write(path, done.text)
        failed |= done.text is None
        print("\n".join(_row(source.path, path, done)))
    return int(failed)


def _target(file: str, code: str, options: dict[str, Any]) -> str:
    """DIR/name.de.md of a draft. Raises WrongUseError where something is there."""
    name = Path(file)
    stem, suffix = name.name.removesuffix(name.suffix), name.suffix or ".md"
    path = os.path.join(options["output"], f"{stem}.{code.lower()}{suffix}")
    if os.path.exists(path) and not options["force"]:
        raise WrongUseError(_("{path} is there already; --force overwrites it", path=path))
    return path


def _made(
    session: Session, jobs: list[tuple[Source, str, str]], given: dict[str, str], options: dict[str, Any]
) -> list[Localized]:
    """Each job's draft, several at a time; a bar on a terminal. Raises WrongUseError when the model can't be reached."""
    from outlint_writer import ProviderError
    from outlint_writer.cache import folder
    from outlint_writer.localizing import localize as make

    def one(source: Source, code: str) -> Localized:
        settings = session.settings(source.path)
        endpoint = None if options["no_model"] else _endpoint(settings)
        return make(
            session.book(settings),
            settings,
            source,
            code,
            endpoint=endpoint,
            scenario=options["scenario"],
            values=given,
            answers=folder(),
        )

    for source, _code, _path in jobs:
        session.checker(source.path)  # what threads share is made before they start
    with ThreadPoolExecutor(_JOBS) as pool:
        futures: list[Future[Localized]] = [pool.submit(one, source, code) for source, code, _path in jobs]
        hidden = not sys.stderr.isatty()
        with click.progressbar(as_completed(futures), length=len(futures), file=sys.stderr, hidden=hidden) as bar:
            for _future in bar:
                pass
        try:
            return [future.result() for future in futures]
        except ProviderError as error:
            raise WrongUseError(error.said()) from None


def _row(file: str, path: str, done: Localized) -> Iterator[str]:
    """What was done for a market, and what is left or why nothing was written."""
    how = {
        "kept": _("its own words"),
        "model": _("translated by the model"),
        "library": _("library: {name}", name=done.scenario),
        "none": "",
    }[done.how]
    head = f"{safe(file)}  {done.market}  {done.language}  {how}"
    if done.text is None:
        yield f"{head}  " + _("not written:")
        yield from (f"    {safe(why)}" for why in done.failures)
        return
    report = done.report
    warnings = [f for f in report.findings if f.severity.name == "WARNING"] if report else []
    score = report.score if report else 0
    yield f"{head}  → {safe(path)}  " + _("score {score}", score=score)
    for f in warnings:
        from outlint.messages import translate

        yield f"    {_(f.severity.label)}: {safe(f.text(translate))} [{f.rule}]"
