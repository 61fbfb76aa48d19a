"""The rules of a run: compiled once to JSON, loaded by language.

A hundred TOML files take longer to parse than the whole start-up may cost. `compile_pack` makes plain JSON files of
them: `rules.json` (declarations, the shared words) and `lang-<code>.json` (phrases and data of one language).
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlint.finding import Severity
from outlint.hanzi import simplifying
from outlint.phrases import Searcher
from outlint.rule import SCOPES, Check, Message, Rule

if TYPE_CHECKING:
    from outlint import pack

Loader = Callable[[str], "Mapping[str, Any]"]
"""Gives the content of a compiled file by its stem; an empty mapping when there is none."""


def compile_pack(folder: Path, package: str | None, movable: bool = False) -> dict[str, Any]:
    """File stem -> JSON-able content of a pack folder. `package` is the import name of its hooks, if it has one.

    `movable`: the content is used where the folder stands elsewhere.
    """
    from outlint import pack, structure  # with tomllib, needed only to compile

    rules: dict[str, Any] = {}
    langs: dict[str, dict[str, Any]] = {}
    for file in pack.read_pack(folder):
        rules[file.name] = _declaration(file, folder, package, movable)
        for lang, data in [("", file.main), *file.languages.items()]:
            phrases = pack.compile_phrases(data, file.paths.get(lang, file.path))
            if phrases or data.get("data"):
                entry = {"phrases": phrases, "data": data.get("data", {})}
                langs.setdefault(lang or "any", {"rules": {}, "lexicon": {}})["rules"][file.name] = entry
    shared: dict[str, Any] = {}
    for path in sorted((folder / "lexicons").glob("*")) if (folder / "lexicons").is_dir() else ():
        if path.is_dir():
            for file_path in sorted(path.glob("*.toml")):
                shared.setdefault(path.name, {})[file_path.stem] = pack.load_toml(file_path)
        elif path.suffix == ".toml":
            shared[path.stem] = pack.load_toml(path)
    if "structure" in shared:
        shared["structure"] = {lang: structure.compiled(entry) for lang, entry in shared["structure"].items()}
    for kind in [k for k, v in shared.items() if k != "structure" and (folder / "lexicons" / k).is_dir()]:
        for lang, data in shared.pop(kind).items():
            langs.setdefault(lang, {"rules": {}, "lexicon": {}})["lexicon"][kind] = data
    markets = _markets(folder / "markets")
    shared["markets"] = {code: {k: m[k] for k in _KNOWN if k in m} for code, m in markets.items()}
    return (
        {"rules": {"rules": rules, "shared": shared}}
        | {f"lang-{k}": v for k, v in langs.items()}
        | {f"market-{code}": m for code, m in markets.items()}
    )


_KNOWN = ("code", "name", "languages", "tlds", "phone", "within")
"""What a run knows of a market without its file."""


def _markets(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        return {}
    from outlint.market_pack import read_market

    found = {path.stem.upper(): read_market(path) for path in sorted(folder.glob("*.toml"))}
    return {code: {k: v for k, v in m.items() if k not in ("bad", "good")} for code, m in found.items()}


def _declaration(file: pack.RuleFile, folder: Path, package: str | None, movable: bool) -> dict[str, Any]:
    from outlint.messages import _
    from outlint.pack_errors import mistake

    main = file.main
    messages = {k: [v["text"], v.get("severity")] for k, v in main.get("messages", {}).items()}
    if "message" in main:
        messages["default"] = [main["message"], None]
    if "fix" in main:
        messages["fix"] = [main["fix"], None]
    hook = None
    if main["kind"] == "python":
        stem = file.name.replace("-", "_")
        base = file.path.parent.parent if file.path.name == "rule.toml" else file.path.parent
        source = base / f"{stem}.py"
        if not source.is_file():
            said = _("there is no {file} beside it", file=f"{base.name}/{source.name}")
            raise mistake(file.path, ("kind",), said, _("a python rule has a function check(context) there"))
        hook = f"{package}.{file.group}.{stem}" if package else str(source)
    examples = [e for d in (main, *file.languages.values()) for e in d.get("bad", ())]
    return {
        "group": file.group,
        "severity": main["severity"],
        "kind": main["kind"],
        "scope": main.get("scope", list(SCOPES)),
        "messages": messages,
        "options": {k: v["default"] for k, v in main.get("options", {}).items()},
        "sources": [[s["title"], s.get("url", "")] for s in main.get("sources", ())],
        "check": main.get("check", {}),
        "default": main.get("default", True),
        "needs-mail": main.get("needs-mail", False),
        "needs-market": main.get("needs-market", False),
        "hook": hook,
        "languages": sorted(file.languages),
        "why": main.get("why", "").strip(),
        "fix": "safe"
        if any("fixed" in e for e in examples)
        else "unsafe"
        if any("unsafe" in e for e in examples)
        else None,
        # a wheel is installed elsewhere than it was built
        "path": file.path.relative_to(folder).as_posix() if movable else str(file.path),
    }


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
        hook=d["hook"],
    )


def _kind(rule: Rule) -> Check:
    module = importlib.import_module(f"outlint.checks.{rule.kind}")
    return module.check  # type: ignore[no-any-return]


def _hook(rule: Rule) -> Check:
    assert rule.hook is not None
    if not rule.hook.endswith(".py"):
        return importlib.import_module(rule.hook).check  # type: ignore[no-any-return]
    spec = importlib.util.spec_from_file_location(f"outlint_pack_{rule.name.replace('-', '_')}", rule.hook)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check  # type: ignore[no-any-return]


def json_loader(folder: Path) -> Loader:
    """Loads compiled files of a folder."""

    def load(stem: str) -> Mapping[str, Any]:
        try:
            return json.loads((folder / f"{stem}.json").read_bytes())  # type: ignore[no-any-return]
        except FileNotFoundError:
            return {}

    return load


def memory_loader(compiled: Mapping[str, Any]) -> Loader:
    """Serves what `compile_pack` returned."""
    return lambda stem: compiled.get(stem, {})
