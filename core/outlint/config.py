"""What a run is told to do: the settings, and what they say about one draft.

Settings come from defaults, then the nearest configuration file (config_file.py reads it), then the command line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from outlint.finding import Severity

if TYPE_CHECKING:
    from outlint.rule import Rule

OFF = "off"
LIST = "file"
"""The option of a rule that names a file of list entries, by its path from the configuration file."""
ALL = "all"
"""In `select`: every rule, those that are off by default included."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A merge variable the sending tool fills: a sample value, whether it always has one, and what stands in."""

    sample: str = ""
    required: bool = False
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Values for the drafts whose path matches one of the globs. `values` is keyed by field of Settings."""

    paths: tuple[str, ...]
    values: Mapping[str, Any]

    def matches(self, path: str) -> bool:
        """Whether it holds for a path relative to the configuration's folder, with forward slashes."""
        return any(glob_pattern(glob).fullmatch(path) for glob in self.paths)


@dataclass(frozen=True)
class Settings:
    """All a run may be told. `origins` names where each value came from ("outlint.toml:3"); absent means default.

    `severity` and `ignore` go by rule name or group; `rule_options` is {rule: {option: value}}; `accept` holds words
    as outlint.fold writes them; `root` is the folder that paths of overrides count from.
    """

    markets: tuple[str, ...] = ()
    lang: str | None = None
    template: bool | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    rule_options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    profile: Mapping[str, str | list[str]] = field(default_factory=dict)
    llm: Mapping[str, str | int | float] = field(default_factory=dict)
    market_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # own facts by market code
    variables: Mapping[str, Variable] = field(default_factory=dict)
    accept: frozenset[str] = frozenset()
    extend: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    contacts: str | None = None
    fail_level: str = "warning"
    min_score: int | None = None
    ui_lang: str | None = None
    today: date = field(default_factory=date.today)
    root: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)
    command_line: Mapping[str, Any] = field(default_factory=dict)
    _matched: dict[tuple[int, ...], Settings] = field(default_factory=dict, compare=False, repr=False)

    def for_path(self, path: str) -> Settings:
        """The settings for one draft: its overrides applied in order, and the command line above them.

        Drafts under the same overrides share one object.
        """
        if not self.overrides:
            return self
        relative = _relative(path, self.root)
        hits = tuple(i for i, o in enumerate(self.overrides) if o.matches(relative))
        if hits not in self._matched:
            self._matched[hits] = self._with(hits)
        return self._matched[hits]

    def _with(self, hits: tuple[int, ...]) -> Settings:
        merged = self
        for i in hits:
            merged = merged.changed(self.overrides[i].values)
        final = merged.changed(self.command_line) if hits else merged
        return replace(final, overrides=(), _matched={})

    def changed(self, values: Mapping[str, Any]) -> Settings:
        """Settings with `values` laid over them: `ignore`, `accept` and tables add up, anything else replaces."""
        new = {
            name: _joined(getattr(self, name), value) if name in _ADDS_UP else value for name, value in values.items()
        }
        return replace(self, **new, _matched={})

    def with_command_line(self, values: Mapping[str, Any]) -> Settings:
        """The command line's values over the file's and its overrides'. A `select` given there clears `ignore`."""
        base = replace(self, ignore=()) if values.get("select") else self
        origins = {**self.origins, **dict.fromkeys(values, "command line")}
        return replace(base.changed(values), command_line=dict(values), origins=origins)

    def severity_of(self, rule: Rule) -> Severity | None:
        """The severity the user gave a rule or its group, else the rule's own; None when it is off."""
        word = self.severity.get(rule.name) or self.severity.get(rule.group)
        if word == OFF:
            return None
        return Severity.parse(word) if word else rule.severity

    def picks(self, rule: Rule) -> bool:
        """Whether a rule runs. A rule's own name weighs more than its group's, and `ignore` more than `select`."""
        if rule.name in self.ignore or self.severity_of(rule) is None:
            return False
        if rule.name in self.select:
            return True
        if rule.group in self.ignore:
            return False
        return rule.group in self.select or ALL in self.select if self.select else rule.default


_ADDS_UP = frozenset({"ignore", "accept", "severity", "rule_options", "profile", "llm", "variables", "market_facts"})


def _joined(old: Any, new: Any) -> Any:
    """Two values of a field that adds up."""
    if isinstance(new, frozenset):
        return old | new
    if isinstance(new, Mapping):
        both = {**old, **new}
        return {k: {**old[k], **v} if isinstance(v, Mapping) and k in old else v for k, v in both.items()}
    return tuple(dict.fromkeys((*old, *new)))


def _relative(path: str, root: str | None) -> str:
    """A path as globs see it: from the configuration's folder, with forward slashes."""
    if root is not None:
        full = os.path.abspath(path)
        try:
            path = os.path.relpath(full, root)
        except ValueError:  # another drive on Windows
            path = full
    return path.replace(os.sep, "/").removeprefix("./")


_GLOB_TOKEN = re.compile(r"\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]/]*\]|\{[^{}]*\}|.", re.S)


@lru_cache(maxsize=512)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """A path glob as a pattern. `*` and `?` stay within a folder, `**` does not; `[a-c]`, `{md,html}`.

    A glob without a slash matches in every folder ("./x" does not); one that names a folder matches everything in it.
    Raises ValueError, saying what is wrong, for a glob that can't match as meant.
    """
    wanted = glob.removeprefix("./")
    if not wanted.strip("/ "):
        raise ValueError("an empty glob matches nothing")
    if wanted.startswith(("../", "/")):
        raise ValueError("globs count from the configuration's folder and can't leave it")
    if "\\" in wanted:
        raise ValueError("folders in a glob are divided by / on every system")
    anywhere = wanted == glob and "/" not in wanted.rstrip("/")
    out = "(?:.*/)?" if anywhere else ""
    for token in _GLOB_TOKEN.findall(wanted.rstrip("/")):
        out += _glob_token(token)
    try:
        return re.compile(out + "(?:/.*)?", re.S)
    except re.error as error:
        raise ValueError(f"not a glob: {error.msg}") from None


def _glob_token(token: str) -> str:
    if token == "**/":
        return "(?:.*/)?"
    if token == "/**":
        return "/.*"
    if token.startswith("**"):
        return ".*"
    if token == "*":
        return "[^/]*"
    if token == "?":
        return "[^/]"
    if len(token) > 1 and token[0] == "[":
        return ("[^/" if token[1] == "!" else "[") + token[2 if token[1] == "!" else 1 : -1].replace("\\", r"\\") + "]"
    if len(token) > 1 and token[0] == "{":
        return "(?:" + "|".join(re.escape(part).replace(r"\*", "[^/]*") for part in token[1:-1].split(",")) + ")"
    if token in "[{":
        raise ValueError("the [ is never closed" if token == "[" else "the { is never closed")
    return re.escape(token)
