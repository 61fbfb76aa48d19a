"""`outlint localize`: variants of drafts for other markets, each checked before it is written."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outlint.messages import _, safe
from outlint_cli.compose import CONFIG, SET, UI, endpoint_of, given_values, write_new
from outlint_cli.session import Session, WrongUseError, checked_markets, complaining, use_language

if TYPE_CHECKING:
    from outlint.source import Source
    from outlint_writer.localizing import Localized

_JOBS = 4


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.option("--market", "markets", multiple=True, required=True, metavar="M…", help="Market(s), e.g. DE,JP,US.")
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the drafts: name.de.md …")
@click.option("--scenario", default="", metavar="S", help="Use this mail of the library.")
@SET
@click.option("--no-model", is_flag=True, help="Use the library though a model is configured.")
@click.option("--force", is_flag=True, help="Overwrite drafts that are there.")
@CONFIG
@UI
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
    given = given_values(options["given"])
    jobs: list[tuple[Source, str, str]] = []
    for file in options["files"]:
        source = read_draft(file)
        codes = checked_markets(session.markets(session.settings(file)), options["markets"])
        jobs += [(source, code, _target(file, code, options)) for code in codes]
    _apart(path for _source, _code, path in jobs)
    made = _made(session, jobs, given, options)
    for (source, _code, _path), (path, done) in zip(jobs, made, strict=True):
        print("\n".join(_row(source.path, path, done)))
    drafts = [done for _path, done in made]
    _tell_cost(session, options, drafts)
    return int(any(done.text is None for done in drafts))


def _apart(paths: Iterable[str]) -> None:
    """Raises WrongUseError where two drafts would be written into one file."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            raise WrongUseError(_("two drafts would become {path}; give them one after the other", path=path))
        seen.add(path)


def _tell_cost(session: Session, options: dict[str, Any], made: list[Localized]) -> None:
    """One line for all markets, on standard error, where a model was asked."""
    from outlint_cli.rewrite import spent
    from outlint_writer import Usage

    asked = [done for done in made if done.how == "model"]
    endpoint = endpoint_of(session.settings(options["files"][0]))
    if asked and endpoint is not None:
        usage = sum((done.usage for done in asked), Usage())
        print(spent(endpoint, usage, not usage.sent), file=sys.stderr)


def _target(file: str, code: str, options: dict[str, Any]) -> str:
    """DIR/name.de.md of a draft. Raises WrongUseError where something is there."""
    name = Path(file)
    stem, suffix = name.name.removesuffix(name.suffix), name.suffix or ".md"
    path = os.path.join(options["output"], f"{stem}.{code.lower()}{suffix}")
    if os.path.exists(path) and not options["force"]:
        raise WrongUseError(_("{path} is there already; --force overwrites it", path=path))
    return path


def _suffixed(path: str, made: str, options: dict[str, Any]) -> str:
    """The path with the suffix of what was made: the library's mails are Markdown. Raises WrongUseError as _target does."""
    suffix = os.path.splitext(made)[1]
    if not suffix or path.endswith(suffix):
        return path
    path = os.path.splitext(path)[0] + suffix
    if os.path.exists(path) and not options["force"]:
        raise WrongUseError(_("{path} is there already; --force overwrites it", path=path))
    return path


def _made(
    session: Session, jobs: list[tuple[Source, str, str]], given: dict[str, str], options: dict[str, Any]
) -> list[tuple[str, Localized]]:
    """Each job's path and draft, several at a time and written as each is done; a bar on a terminal.

    A market whose model gives no answer fails alone. What is not done when somebody stops the command is not written.
    """
    from outlint_writer import CancelledError, ProviderError
    from outlint_writer.cache import folder
    from outlint_writer.localizing import MODEL, Localized
    from outlint_writer.localizing import localize as make

    stop = threading.Event()
    settings = {source.path: session.settings(source.path) for source, _code, _path in jobs}
    endpoints = {path: None if options["no_model"] else endpoint_of(its) for path, its in settings.items()}

    def one(source: Source, code: str) -> Localized:
        its = settings[source.path]
        try:
            return make(
                session.book(its),
                its,
                source,
                code,
                endpoint=endpoints[source.path],
                scenario=options["scenario"],
                values=given,
                cancelled=stop.is_set,
                answers=folder(),
            )
        except ProviderError as error:
            return Localized(code, "", MODEL, None, None, failures=(error.said(),))

    for source, _code, _path in jobs:
        session.checker(source.path)  # what threads share is made before they start
    made: dict[int, tuple[str, Localized]] = {}
    pool = ThreadPoolExecutor(_JOBS)
    try:
        futures = {pool.submit(one, source, code): n for n, (source, code, _path) in enumerate(jobs)}
        hidden = not sys.stderr.isatty()
        with click.progressbar(as_completed(futures), length=len(futures), file=sys.stderr, hidden=hidden) as bar:
            for future in bar:
                made[futures[future]] = _kept(jobs[futures[future]][2], future.result(), options)
    except CancelledError:
        raise KeyboardInterrupt from None
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
    return [made[n] for n in range(len(jobs))]


def _kept(path: str, done: Localized, options: dict[str, Any]) -> tuple[str, Localized]:
    """Write a draft that may be written; its path has the suffix of what was made."""
    if done.text is not None and done.report is not None:
        path = _suffixed(path, done.report.source.path, options)
        write_new(path, done.text)
    return path, done


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
