"""What a run needs before it can check anything: rules, settings of each draft, the language of messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import outlint_rules
from outlint import messages
from outlint.config import Settings
from outlint.messages import _

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config_errors import ConfigError
    from outlint.config_names import Names
    from outlint.engine import Checker


class WrongUseError(Exception):
    """A mistake of the caller's: exit 2 with this message."""


class Session:
    """Configurations are found once a folder; rules are loaded once; the engine is imported when a file needs it."""

    def __init__(self, config: str | None, isolated: bool, values: Mapping[str, Any], ui_lang: str = "en") -> None:
        self.values = dict(values)
        self.config, self.isolated, self.ui_lang = config, isolated, ui_lang
        self._by_folder: dict[str, Settings] = {}
        self._by_file: dict[str, Settings | ConfigError] = {}
        self._books: dict[tuple[str, ...], Book] = {}
        self._checkers: dict[int, Checker] = {}

    def settings(self, path: str) -> Settings:
        """The settings for a draft: the nearest configuration above it, and the command line. Raises ConfigError."""
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._by_folder:
            self._by_folder[folder] = self._load(folder)
        return self._by_folder[folder]

    def _load(self, folder: str) -> Settings:
        file = self.config
        if file is None and not self.isolated:
            file = _discover(folder)
        key = file or ""
        held = self._by_file.get(key)
        if held is None:
            held = self._by_file[key] = self._read(file) if file else self._told(Settings(root=folder))
        if isinstance(held, Exception):
            raise held
        return held

    def _read(self, file: str) -> Settings | ConfigError:
        from outlint.config_errors import ConfigError
        from outlint.config_file import load

        try:
            config = load(file)
            config.check(names(self.book(config.settings)))
        except ConfigError as error:
            return error
        return self._told(config.settings)

    def _told(self, settings: Settings) -> Settings:
        return settings.with_command_line(self.values) if self.values else settings

    def book(self, settings: Settings) -> Book:
        """The rules: the built-in ones and the settings' packs. Raises WrongUseError for a pack that can't be read."""
        if settings.packs not in self._books:
            try:
                self._books[settings.packs] = outlint_rules.load(tuple(Path(p) for p in settings.packs))
            except Exception as error:
                from outlint.pack import PackError

                if isinstance(error, PackError):
                    raise WrongUseError(str(error)) from None
                raise
        return self._books[settings.packs]

    def checker(self, path: str) -> Checker:
        from outlint.engine import Checker

        settings = self.settings(path)
        if id(settings) not in self._checkers:
            self._checkers[id(settings)] = Checker(self.book(settings), settings)
        return self._checkers[id(settings)]


def _discover(folder: str) -> str | None:
    from outlint.config_discovery import discover

    return discover(folder)


def names(book: Book) -> Names:
    """What a configuration or the command line may name."""
    from outlint.config_names import Names

    return Names(
        {name: rule.options for name, rule in book.rules.items()},
        frozenset(book.groups),
        frozenset(book.shared.get("markets", {}).get("markets", {})),
    )


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


def checked_markets(book: Book, given: Iterable[str]) -> tuple[str, ...]:
    """Market codes, upper case. Raises WrongUseError for an unknown one."""
    known = book.shared.get("markets", {}).get("markets", {})
    out = [word.upper() for item in given for word in item.replace(",", " ").split()]
    for code in out:
        if code not in known:
            listed = ", ".join(sorted(known))
            raise WrongUseError(
                _("--market: no market is called {name}; markets known: {known}", name=code, known=listed)
            )
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
