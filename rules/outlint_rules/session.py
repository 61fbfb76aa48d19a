"""What a front end needs before it can check anything: the rules, and the settings of each draft."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from outlint.config import Settings
from outlint_rules import load

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config_errors import ConfigError
    from outlint.config_names import Names
    from outlint.engine import Checker


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
        from outlint.config_file import load as read_config

        try:
            config = read_config(file)
            config.check(names(self.book(config.settings), config.settings))
        except ConfigError as error:
            return error
        return self._told(config.settings)

    def _told(self, settings: Settings) -> Settings:
        return settings.with_command_line(self.values) if self.values else settings

    def book(self, settings: Settings) -> Book:
        """The rules: the built-in ones and the settings' packs. Raises outlint.pack.PackError for a pack that can't be read."""
        if settings.packs not in self._books:
            self._books[settings.packs] = load(settings.packs)
        return self._books[settings.packs]

    def markets(self, settings: Settings) -> frozenset[str]:
        """Codes of the markets there are: outlint's, the packs' and the configuration's own."""
        return frozenset(self.book(settings).markets) | frozenset(settings.market_facts)

    def checker(self, path: str) -> Checker:
        from outlint.engine import Checker

        settings = self.settings(path)
        if id(settings) not in self._checkers:
            self._checkers[id(settings)] = Checker(self.book(settings), settings)
        return self._checkers[id(settings)]


def _discover(folder: str) -> str | None:
    from outlint.config_discovery import discover

    return discover(folder)


def names(book: Book, settings: Settings | None = None) -> Names:
    """What a configuration or the command line may name."""
    from outlint.config_names import Names

    return Names(
        {name: rule.options for name, rule in book.rules.items()},
        frozenset(book.groups),
        frozenset(book.markets),
        frozenset(settings.market_facts if settings else ()),
    )
