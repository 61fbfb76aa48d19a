"""`outlint rewrite`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from outlint.messages import _, safe, translate
from outlint_cli.session import Session, WrongUseError, checked_markets, complaining, use_language

if TYPE_CHECKING:
    from outlint.source import Source
    from outlint.text import Span
    from outlint_writer import Endpoint, Rewrite, Usage

_MOST = 60_000
"""Characters up to which a diff is shown word by word, with all that stayed; a longer one goes by lines."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--market", "markets", multiple=True, metavar="M", help="Market(s) the mails are for, e.g. DE.")
@click.option("--goal", default="", metavar="TEXT", help="What the rewrite should do beside curing the findings.")
@click.option("--diff", is_flag=True, help="Show what would change; this is the default.")
@click.option("--apply", "apply_", is_flag=True, help="Write the rewrite into the file.")
@click.option("--subject/--no-subject", default=True, help="Whether the subject may change too.")
@click.option("--subjects", is_flag=True, help="Five subject lines by a model, the best first; writes nothing.")
@click.option("--line", type=click.IntRange(min=1), help="Rewrite only the paragraph at this line, by a model.")
@click.option("--show-prompt", is_flag=True, help="Print what would be sent to the model; send nothing.")
@click.option("--no-cache", is_flag=True, help="Ask the model again.")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
def rewrite(**options: Any) -> None:
    """Rewrite a draft: the rules' fixes, and a language model for the rest where one is configured.

    No text of the model is shown or written unless the guard passes it. Exit code: 0 done, 1 the model's rewrite was
    refused or findings are left, 2 wrong use or no answer.
    """
    lang = use_language(options["ui_lang"])
    try:
        with complaining():
            code = _run(options, lang)
    except KeyboardInterrupt:
        print(_("stopped; nothing was written"), file=sys.stderr)
        code = 130
    sys.exit(code)


def _run(options: dict[str, Any], lang: str) -> int:
    if options["diff"] and options["apply_"]:
        raise WrongUseError(_("--diff and --apply exclude each other"))
    path = options["file"]
    session = Session(options["config"], False, {}, lang)
    if options["markets"]:
        codes = checked_markets(session.markets(session.settings(path)), options["markets"])
        session = Session(options["config"], False, {"markets": codes}, lang)
    source = read_draft(path)
    from outlint_writer import from_settings

    endpoint = from_settings(session.settings(path).llm, os.environ)
    if options["show_prompt"]:
        return _show_prompt(session, source, endpoint, options)
    if options["line"] and endpoint is None:
        raise WrongUseError(_("--line needs a model: see [llm] in docs/writer.md, or run `outlint doctor`"))
    if endpoint is not None and not endpoint.model:
        raise WrongUseError(_("no model is named; set model under [llm], or OUTLINT_LLM_MODEL"))
    if options["subjects"]:
        return _subjects(session, source, endpoint)
    return _report(_rewritten(session, source, endpoint, options), endpoint, options)


def read_draft(path: str) -> Source:
    """A draft's file. Raises WrongUseError, saying why it can't be read."""
    from outlint.source import UnreadableError, read_file

    try:
        return read_file(path)
    except UnreadableError as error:
        raise WrongUseError(f"{path}: {_(str(error))}") from None
    except OSError as error:
        raise WrongUseError(_("{path}: can't be read: {why}", path=path, why=error.strerror or "?")) from None


def _subjects(session: Session, source: Source, endpoint: Endpoint | None) -> int:
    """Print subject lines with the score the draft would have."""
    if endpoint is None:
        raise WrongUseError(_("--subjects needs a model: see [llm] in docs/writer.md, or run `outlint doctor`"))
    from outlint_writer import ProviderError
    from outlint_writer.subjects import subjects

    try:
        found = subjects(session.checker(source.path), source, endpoint)
    except ProviderError as error:
        raise WrongUseError(error.said()) from None
    for n, line in enumerate(found.lines, 1):
        print(f"{n}. {safe(line.subject)}  ({_('score {score}', score=line.score)})")
    if found.why_not:
        print(_("No model was asked: {why}", why=translate(found.why_not)), file=sys.stderr)
    else:
        print(spent(endpoint, found.usage), file=sys.stderr)
    if found.refused:
        print(_("{n} lines were refused: a made-up fact, or a rule faults them", n=found.refused), file=sys.stderr)
    return int(not found.lines)


def _at(source: Source, options: dict[str, Any]) -> Span | None:
    """The line that --line names. Raises WrongUseError for one the file does not have."""
    number = options["line"]
    if number is None:
        return None
    lines = source.lines
    last = lines.position(len(source.text))[0]
    if number > last:
        raise WrongUseError(_("{path} has {n} lines, not {line}", path=source.path, n=last, line=number))
    from outlint.text import Span

    return Span(lines.start(number), lines.end(number))


def _show_prompt(session: Session, source: Source, endpoint: Endpoint | None, options: dict[str, Any]) -> int:
    from outlint_writer import prompt_for

    checker, at = session.checker(source.path), _at(source, options)
    told = prompt_for(checker, source, endpoint, options["goal"], options["subject"], at)
    if told is None:
        from outlint_writer.rewriting import UNWRITABLE

        raise WrongUseError(translate(UNWRITABLE))
    for message in told.messages:
        print(f"--- {message['role']}")
        print("\n".join(safe(line) for line in message["content"].rstrip("\n").split("\n")))
    return 0


def _rewritten(session: Session, source: Source, endpoint: Endpoint | None, options: dict[str, Any]) -> Rewrite:
    import outlint_writer
    from outlint_writer.cache import folder

    try:
        return outlint_writer.rewrite(
            session.checker(source.path),
            source,
            endpoint=endpoint,
            goal=options["goal"],
            subject=options["subject"],
            at=_at(source, options),
            progress=_progress,
            answers=None if options["no_cache"] else folder(),
        )
    except outlint_writer.ProviderError as error:
        raise WrongUseError(error.said()) from None


def _progress(characters: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{characters}", end="\r", file=sys.stderr, flush=True)


def _report(done: Rewrite, endpoint: Endpoint | None, options: dict[str, Any]) -> int:
    code = 0
    if options["apply_"] and done.changed:
        _write(done)
    elif not options["apply_"] and done.changed:
        sys.stdout.write(words_changed(done.source.text, done.text))
    said: list[str] = []
    if not done.changed:
        said.append(_("Nothing to change."))
    if done.failures:
        said.append(_("The model's rewrite was refused after {n} rounds; it is not shown:", n=done.rounds))
        said += [f"  {safe(translate(f.message).replace('{what}', f.what))}" for f in done.failures]
        code = 1
    if done.why_not:
        said.append(_("No model was asked: {why}", why=translate(done.why_not)))
    if done.rounds and endpoint is not None:
        said.append(spent(endpoint, done.usage, done.cached))
    left = done.after.findings
    if left:
        said.append(_("Left for a person:") if done.accepted else _("Left for a model or a person:"))
        said += [f"  {f.severity.name.lower()}: {safe(f.text(translate))} [{f.rule}]" for f in left]
    if endpoint is None and left:
        said.append(_("No model is configured: see [llm] in docs/writer.md, or run `outlint doctor`."))
    print("\n".join(said), file=sys.stderr)
    return code or int(any(f.severity.name != "INFO" for f in left))


def spent(endpoint: Endpoint, usage: Usage, cached: bool = False) -> str:
    """The line of tokens, and of their cost where the prices are set."""
    if cached and not usage.sent:
        return _("The answer was kept from before; no tokens were spent.")
    line = _(
        "Model {model}: {sent} tokens sent, {got} received", model=endpoint.model, sent=usage.sent, got=usage.received
    )
    if not usage.sent and not usage.received:
        return _("Model {model}: the endpoint does not say how many tokens it took", model=endpoint.model)
    if not endpoint.price_sent and not endpoint.price_received:
        return line
    cost = endpoint.cost(usage.sent, usage.received)
    return f"{line}, " + _("about {cost}", cost=f"{endpoint.currency} {cost:.4f}")


def _write(done: Rewrite) -> None:
    from outlint_cli.fixing import write_atomically

    try:
        write_atomically(done.source.path, done.source.encode(done.text))
    except UnicodeEncodeError:
        raise WrongUseError(_("not written: the file's encoding lacks a character; save it as UTF-8")) from None
    except OSError as error:
        why = error.strerror or "?"
        raise WrongUseError(_("{path}: can't be written: {why}", path=done.source.path, why=why)) from None


def words_changed(old: str, new: str) -> str:
    """The new text with what changed marked word by word, [-out-]{+in+}, safe for a terminal; by lines when it is long."""
    if len(old) + len(new) > _MOST:
        from outlint_cli.fixing import unified

        return unified(old, new, "draft", False)
    from outlint_cli.worddiff import words_marked

    lines = words_marked(old, new).replace("\r\n", "\n").split("\n")
    return "\n".join(safe(line) for line in lines).rstrip("\n") + "\n"
