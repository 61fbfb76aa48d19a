"""What the editor and the configuration files say, reloaded when they change; a broken file leaves the last good one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import outlint_rules
from outlint import messages
from outlint.config import Settings
from outlint_rules.session import Session

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config_errors import Mistake


@dataclass(frozen=True, slots=True)
class Editor:
    """The editor's settings. `client_commands` are ids that the client can run when a code lens is clicked."""

    markets: tuple[str, ...] = ()
    ui_language: str = "auto"
    run: str = "onType"
    code_lens: bool = True
    inlay_hints: bool = True
    workspace_diagnostics: bool = False
    client_commands: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, said: Any, before: Editor | None = None) -> Editor:
        """Settings as a client sends them, alone or under "outlint". What is missing or mistyped stays as before."""
        base = before or cls()
        table = said.get("outlint", said) if isinstance(said, Mapping) else {}
        if not isinstance(table, Mapping):
            return base

        def given(name: str, kind: type, old: Any) -> Any:
            value = table.get(name, old)
            return value if isinstance(value, kind) else old

        markets = given("markets", list, list(base.markets))
        commands = given("clientCommands", list, list(base.client_commands))
        return cls(
            tuple(dict.fromkeys(m.upper() for m in markets if isinstance(m, str) and m)),
            given("uiLanguage", str, base.ui_language),
            given("run", str, base.run),
            given("codeLens", bool, base.code_lens),
            given("inlayHints", bool, base.inlay_hints),
            given("workspaceDiagnostics", bool, base.workspace_diagnostics),
            frozenset(c for c in commands if isinstance(c, str)),
        )


class Live(Session):
    """Settings by folder. `broken` holds the error of each file that can't be used now."""

    def __init__(self, editor: Editor, before: Live | None = None) -> None:
        super().__init__(None, False, {})
        self.editor = editor
        self.broken: dict[str, Exception] = {}
        self._good: dict[str, Settings] = dict(before._good) if before else {}
        if before is not None and () in before._books:
            self._books[()] = before._books[()]  # built-in rules don't change while the server runs

    def _read(self, file: str) -> Settings:
        from outlint.pack import PackError

        try:
            held: Settings | Exception = super()._read(file)
        except PackError as error:
            held = error
        if isinstance(held, Exception):
            self.broken[file] = held
            held = self._good.get(file) or self._told(Settings(root=os.path.dirname(file)))
        self._good[file] = held
        return held

    def _told(self, settings: Settings) -> Settings:
        known = self.book(Settings()).markets
        markets = tuple(m for m in self.editor.markets if m in known)
        return settings.changed({"markets": markets}) if markets else settings

    def book(self, settings: Settings) -> Book:
        """The rules of the settings; the built-in ones alone when a pack of theirs has become unreadable."""
        from outlint.pack import PackError

        try:
            return super().book(settings)
        except PackError:
            if settings.packs in self._books or settings.root is None:
                raise
            return super().book(Settings())

    def concerns(self, path: str) -> bool:
        """Whether a changed file is a configuration, a pack's, or the contacts that one names."""
        name = os.path.basename(path)
        held = [s for s in self._by_file.values() if isinstance(s, Settings)]
        if name.endswith(".py"):
            return any(os.path.realpath(path).startswith(os.path.realpath(p) + os.sep) for s in held for p in s.packs)
        return name.endswith(".toml") or name in (os.path.basename(s.contacts) for s in held if s.contacts)

    def file_of(self, path: str) -> str | None:
        """The configuration file that holds for a path."""
        from outlint.config_discovery import discover

        return discover(os.path.dirname(os.path.abspath(path)))


def use_language(asked: str, locale: str | None) -> None:
    """Messages in the language asked for: "en", "zh", or "auto" for the client's locale."""
    lang = asked if asked in messages.LANGUAGES else "zh" if (locale or "").lower().startswith("zh") else "en"
    messages.use(outlint_rules.messages(lang))


def said(error: Exception) -> str:
    """What is wrong with a configuration, in one line."""
    mistakes = mistakes_of(error)
    if not mistakes:
        return str(error)
    first = mistakes[0]
    place = f"{first.file}:{first.line}" if first.line else first.file
    return f"{place}: {first.said()[0]}"


def mistakes_of(error: Exception) -> tuple[Mistake, ...]:
    """The faults of a configuration with their places; none for what is wrong with a pack."""
    from outlint.config_errors import ConfigError

    return error.mistakes if isinstance(error, ConfigError) else ()
