"""The rules of a run, compiled (see compiling) and loaded by language."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import Any

from outlint.finding import Severity
from outlint.hanzi import simplifying
from outlint.phrases import Searcher
from outlint.rule import Check, Message, Rule

Loader = Callable[[str], "Mapping[str, Any]"]
"""Gives the content of a compiled file by its stem; an empty mapping when there is none."""


class Book:
    """Rules by name and the words they need. Language data are loaded when a draft of that language comes."""

    def __init__(self, loaders: Iterable[Loader]) -> None:
        self._loaders = list(loaders)
        self._declared: dict[str, Mapping[str, Any]] = {}
        self.shared: dict[str, Any] = {}
        for load in self._loaders:
            content = load("rules")
            self._declared.update(content.get("rules", {}))
            for key, value in content.get("shared", {}).items():
                if key == "markets":
                    self.shared[key] = {**self.shared.get(key, {}), **value}
                else:
                    self.shared.setdefault(key, value)
        self._langs: dict[str, Mapping[str, Any]] = {}
        self._markets: dict[str, Mapping[str, Any]] = {}
        self._searchers: dict[tuple[frozenset[str], tuple[str, ...]], Searcher] = {}
        self._checks: dict[str, Check] = {}
        self._kept: dict[tuple[str, ...], dict[Any, Any]] = {}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        return {name: _rule(name, d) for name, d in self._declared.items()}

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        out: dict[str, list[str]] = {}
        for rule in self.rules.values():
            out.setdefault(rule.group, []).append(rule.name)
        return {k: tuple(v) for k, v in out.items()}

    @property
    def markets(self) -> Mapping[str, Mapping[str, Any]]:
        """What is known of each market, by its code."""
        known: Mapping[str, Mapping[str, Any]] = self.shared.get("markets", {})
        return known

    def market(self, code: str) -> Mapping[str, Any]:
        """Law and custom of a market, by the keys of `market_schema`; of the last pack that has it. Empty if none has."""
        if code not in self._markets:
            self._markets[code] = next((m for load in reversed(self._loaders) if (m := load(f"market-{code}"))), {})
        return self._markets[code]

    def declared(self, name: str) -> Mapping[str, Any]:
        """The compiled declaration: languages, fix (safe, unsafe or None), why, path of the rule file."""
        return self._declared[name]

    def language(self, lang: str) -> Mapping[str, Any]:
        """{"rules": {name: {"phrases", "data"}}, "lexicon": {kind: …}} of one language; "any" for all languages."""
        if lang not in self._langs:
            merged: dict[str, Any] = {"rules": {}, "lexicon": {}}
            for load in self._loaders:
                content = load(f"lang-{lang}")
                merged["rules"].update(content.get("rules", {}))
                merged["lexicon"].update(content.get("lexicon", {}))
            self._langs[lang] = merged
        return self._langs[lang]

    @cached_property
    def unmarked(self) -> Book:
        """The same rules for a draft in Vietnamese without marks."""
        from outlint.unmarked import LANGUAGE, without_marks

        other = copy(self)
        other._langs = {LANGUAGE: without_marks(self.language(LANGUAGE))}
        other._searchers = {}
        other._kept = {}
        return other

    def data(self, rule: str, languages: tuple[str, ...]) -> dict[str, Any]:
        """The rule's own data by language; key "any" for what its rule file says itself."""
        out = {}
        for lang in ("any", *languages):
            entry = self.language(lang)["rules"].get(rule)
            if entry is not None:
                out[lang] = entry["data"]
        return out

    def lexicon(self, languages: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
        return {lang: self.language(lang)["lexicon"] for lang in languages}

    def kept(self, languages: tuple[str, ...]) -> dict[Any, Any]:
        """What rules made of the data of these languages, kept for the next draft in them."""
        return self._kept.setdefault(languages, {})

    def searcher(self, rules: frozenset[str], languages: tuple[str, ...]) -> Searcher:
        """The one-pass search of these rules' phrases in these languages, built once."""
        key = (rules, languages)
        if key not in self._searchers:
            script = self.language("zh")["lexicon"].get("script") if "zh" in languages else None
            lists = (
                (name, lang, entry)
                for lang in ("any", *languages)
                for name, held in self.language(lang)["rules"].items()
                if name in rules
                for entry in held["phrases"]
            )
            self._searchers[key] = Searcher(lists, simplifying(script) if script else None)
        return self._searchers[key]

    def check(self, rule: Rule) -> Check:
        """The function that runs a rule."""
        if rule.name not in self._checks:
            self._checks[rule.name] = _hook(rule) if rule.hook else _kind(rule)
        return self._checks[rule.name]


def _rule(name: str, d: Mapping[str, Any]) -> Rule:
    return Rule(
        name=name,
        group=d["group"],
        kind=d["kind"],
        severity=Severity.parse(d["severity"]),
        messages={k: Message(t, Severity.parse(s) if s else None) for k, (t, s) in d["messages"].items()},
        scope=tuple(d["scope"]),
        options=d["options"],
        sources=tuple((t, u) for t, u in d["sources"]),
        check=d["check"],
        default=d["default"],
        needs_mail=d["needs-mail"],
        needs_market=d["needs-market"],
        needs=d["needs"],
        needs_phrases=frozenset(d["needs-phrases"]),
        hook=d["hook"],
    )


def _kind(rule: Rule) -> Check:
    module = importlib.import_module(f"outlint.checks.{rule.kind}")
    return module.check  # type: ignore[no-any-return]


def _hook(rule: Rule) -> Check:
    assert rule.hook is not None
    if not rule.hook.endswith(".py"):
        return importlib.import_module(rule.hook).check  # type: ignore[no-any-return]
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(f"outlint_pack_{rule.name.replace('-', '_')}", rule.hook)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check  # type: ignore[no-any-return]


def json_loader(folder: str) -> Loader:
    """Loads compiled files of a folder."""

    def load(stem: str) -> Mapping[str, Any]:
        try:
            with open(f"{folder}/{stem}.json", "rb") as file:
                return json.loads(file.read())  # type: ignore[no-any-return]
        except FileNotFoundError:
            return {}

    return load


def memory_loader(compiled: Mapping[str, Any]) -> Loader:
    """Serves what `compile_pack` returned."""
    return lambda stem: compiled.get(stem, {})
