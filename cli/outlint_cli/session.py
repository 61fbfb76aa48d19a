"""What a run from the command line needs before it can check anything: rules, settings, the language of messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import outlint_rules
from outlint import messages
from outlint.messages import _
from outlint_rules import session

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config import Settings
    from outlint.config_errors import ConfigError


class WrongUseError(Exception):
    """A mistake of the caller's: exit 2 with this message."""


class Session(session.Session):
    """Rules and settings of a run from the command line."""

    def book(self, settings: Settings) -> Book:
        """As the base class, but a pack that can't be read is wrong use. Raises WrongUseError."""
        try:
            return super().book(settings)
        except Exception as error:
            from outlint.pack import PackError

            if isinstance(error, PackError):
                raise WrongUseError(str(error)) from None
            raise


@contextmanager
def complaining() -> Iterator[None]:
    """A configuration that can't be used, or wrong use, ends the command: a message on standard error, exit code 2."""
    from outlint.config_errors import ConfigError

    try:
        yield
    except ConfigError as error:
        show_config_error(error)
    except WrongUseError as error:
        print(f"outlint: {messages.safe(str(error))}", file=sys.stderr)
    else:
        return
    sys.exit(2)


def use_language(asked: str | None) -> str:
    """Choose the language of messages and load its catalogue."""
    lang = messages.choose(asked, os.environ)
    messages.use(outlint_rules.messages(lang))
    return lang


def near(word: str, known: Iterable[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(word, list(known), score_cutoff=55)
    return _("did you mean {name}?", name=best[0]) if best else _("see `outlint --help`")


def checked_names(book: Book, given: Iterable[str], option: str) -> tuple[str, ...]:
    """Rule and group names of a command line option, commas split. Raises WrongUseError for one that does not exist."""
    out = [word for item in given for word in item.replace(",", " ").split()]
    known = [*book.rules, *book.groups, "all"]
    for word in out:
        if word not in known:
            raise WrongUseError(
                _(
                    "{option}: no rule or group is called {name}; {hint}",
                    option=option,
                    name=word,
                    hint=near(word, known),
                )
            )
    return tuple(out)


def checked_markets(known: Collection[str], given: Iterable[str]) -> tuple[str, ...]:
    """Market codes, upper case. Raises WrongUseError for one that is not `known`."""
    out = [word.upper() for item in given for word in item.replace(",", " ").split()]
    for code in out:
        if code not in known:
            listed = ", ".join(sorted(known))
            raise WrongUseError(_("no market is called {name}; markets known: {known}", name=code, known=listed))
    return tuple(dict.fromkeys(out))


def show_config_error(error: ConfigError) -> None:
    """The mistakes of a configuration, each with its line and a caret, on standard error."""
    from outlint_cli.render.text import columns, shown

    for m in error.mistakes:
        place = f"{m.file}:{m.line}:{m.column}" if m.line else m.file
        message, hint = m.said()
        print(f"{messages.safe(place)}: {message}", file=sys.stderr)
        if m.line:
            gutter = " " * len(str(m.line))
            start = m.column - 1
            before, marked = (columns(shown(m.excerpt[a:b])) for a, b in ((0, start), (start, start + m.width)))
            print(f"{gutter} |\n{m.line} | {shown(m.excerpt)}", file=sys.stderr)
            print(f"{gutter} | {' ' * before}{'^' * max(marked, 1)}", file=sys.stderr)
        if hint:
            print("  = " + _("help: {hint}", hint=hint), file=sys.stderr)
