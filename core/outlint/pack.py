"""Read a folder of rule files: TOML to plain, checked data that can be compiled; a mistake names file, line and key.

Layout: `<group>/<name>.toml`, or `<group>/<name>/rule.toml` with one `<lang>.toml` per language; a python rule's hook is
`<group>/<name_with_underscores>.py`. Nothing is registered anywhere else.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outlint.messages import _
from outlint.needs import NEEDS
from outlint.pack_errors import Keys, PackError, did_you_mean, mistake
from outlint.phrase_items import ItemError, compile_item
from outlint.rule import SCOPES

__all__ = ["NAME", "PackError", "RuleFile", "compile_phrases", "load_toml", "read_pack", "read_rule", "rule_paths"]

Type = type | tuple[type, ...]
KINDS = ("existence", "occurrence", "length", "capitals", "python", "engine", "outside")
NOT_GROUPS = ("lexicons", "markets", "_compiled", "__pycache__")
_RULE_KEYS: Mapping[str, Type] = {
    "severity": str,
    "kind": str,
    "scope": list,
    "message": str,
    "messages": dict,
    "fix": str,
    "default": bool,
    "needs-mail": bool,
    "needs-market": bool,
    "needs": str,
    "needs-phrases": list,
    "what": str,
    "why": str,
    "sources": list,
    "options": dict,
    "check": dict,
    "bad": list,
    "good": list,
    "phrases": list,
    "data": dict,
}
_LANG_KEYS = {"phrases": list, "data": dict, "bad": list, "good": list}
_PHRASE_KEYS: Mapping[str, Type] = {
    "set": str,
    "weight": (int, float),
    "reason": str,
    "places": list,
    "items": list,
    "except": list,
    "replace": str,
    "replacements": dict,
}
_EXAMPLE_KEYS: Mapping[str, Type] = {
    "lang": str,
    "draft": str,
    "fixed": str,
    "unsafe": str,
    "format": str,
    "options": dict,
    "config": dict,
    "note": str,
}
_CHECK_KEYS: Mapping[str, Mapping[str, Type]] = {
    "existence": {"set": str, "safe": bool, "patterns": list},
    "occurrence": {"set": str},
    "length": {"measure": str, "of": str},
    "capitals": {"acronyms": str},
}
_MEASURES = ("words", "columns", "characters", "lines")
_MEASURED = ("subject", "paragraph", "sentence")
_SETTINGS = frozenset(
    [
        "markets",
        "lang",
        "template",
        "severity",
        "rule_options",
        "profile",
        "market_facts",
        "variables",
        "accept",
        "fail_level",
        "today",
    ]
)
"""What the `config` of an example may set."""
_TYPE_WORDS = {
    str: "text in quotes",
    list: "a list",
    dict: "a table",
    bool: "true or false",
    int: "a number",
}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule as its files say it: `main` the rule file's tables, `languages` those of each language file."""

    name: str
    group: str
    path: Path
    main: Mapping[str, Any]
    languages: Mapping[str, Mapping[str, Any]]
    paths: Mapping[str, Path]


def rule_paths(folder: Path) -> Iterator[tuple[str, str, Path]]:
    """(group, rule name, rule file) for each rule of a pack folder, sorted."""
    for group in sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in NOT_GROUPS):
        for entry in sorted(group.iterdir()):
            if entry.suffix == ".toml" and entry.is_file():
                yield group.name, entry.stem, entry
            elif entry.is_dir() and (entry / "rule.toml").is_file():
                yield group.name, entry.name, entry / "rule.toml"


def read_pack(folder: Path) -> list[RuleFile]:
    """All rules of a folder. Raises PackError at the first mistake."""
    return [read_rule(group, name, path) for group, name, path in rule_paths(folder)]


def read_rule(group: str, name: str, path: Path) -> RuleFile:
    for word in (name, group):
        if not NAME.fullmatch(word):
            said = _("the name {name} is not kebab-case", name=word)
            raise PackError(path, 1, said, _("use lower-case words joined by hyphens"))
    main = load_toml(path)
    _check_keys(path, main, _RULE_KEYS, ())
    for key in ("severity", "kind", "what", "why"):
        if key not in main:
            raise PackError(path, 1, _("the key {key} is missing", key=key), _NEEDED[key]())
    _check_rule(path, main)
    languages: dict[str, Mapping[str, Any]] = {}
    paths: dict[str, Path] = {}
    if path.name == "rule.toml":
        for file in sorted(path.parent.glob("*.toml")):
            if file.name == "rule.toml":
                continue
            data = load_toml(file)
            _check_keys(file, data, _LANG_KEYS, ())
            _check_examples(file, data)
            languages[file.stem], paths[file.stem] = data, file
    rule = RuleFile(name, group, path, main, languages, paths)
    compile_phrases(main, path)
    for lang, entry in languages.items():
        compile_phrases(entry, paths[lang])
    if "uses" not in main.get("check", {}):
        lists = [table for data in (main, *languages.values()) for table in data.get("phrases", ())]
        _check_words(path, main, "needs-phrases", sorted({table.get("set", "phrases") for table in lists}))
    return rule


_NEEDED = {
    "severity": lambda: _("write severity = one of error, warning, info"),
    "kind": lambda: _('write kind = "existence" for a list of phrases'),
    "what": lambda: _("say in a sentence what the rule flags"),
    "why": lambda: _("say in a sentence why it matters"),
}


def _check_rule(path: Path, main: Mapping[str, Any]) -> None:
    _check_word(path, ("severity",), main["severity"], ["error", "warning", "info"])
    _check_word(path, ("kind",), main["kind"], list(KINDS))
    _check_words(path, main, "scope", list(SCOPES))
    if "needs" in main:
        _check_word(path, ("needs",), main["needs"], sorted(NEEDS))
    if "message" not in main and "default" not in main.get("messages", {}):
        raise PackError(path, 1, _("the key {key} is missing", key="message"), _("say what is wrong and what to do"))
    for key, said in main.get("messages", {}).items():
        if not isinstance(said, dict) or "text" not in said or set(said) - {"text", "severity"}:
            raise mistake(path, ("messages", key), _("a message has the keys text and severity"))
        if "severity" in said:
            _check_word(path, ("messages", key, "severity"), said["severity"], ["error", "warning", "info"])
    for key, option in main.get("options", {}).items():
        if not isinstance(option, dict) or "default" not in option or "doc" not in option:
            raise mistake(path, ("options", key), _("an option has the keys default and doc"))
    for i, source in enumerate(main.get("sources", ())):
        if not isinstance(source, dict) or "title" not in source:
            raise mistake(path, ("sources", i), _("a source has a title, and a url where there is one"))
    _check_check(path, main["kind"], main.get("check", {}))
    _check_examples(path, main)


def _check_check(path: Path, kind: str, check: Mapping[str, Any]) -> None:
    """What a kind of check is told: its keys, and patterns that compile."""
    known = _CHECK_KEYS.get(kind)
    if known is not None:
        _check_keys(path, check, {**known, "uses": str}, ("check",))
    for i, entry in enumerate(check.get("patterns", ())):
        here = ("check", "patterns", i)
        if not isinstance(entry, dict) or "pattern" not in entry:
            raise mistake(path, here, _("the key {key} is missing", key="pattern"), _("a regular expression of Python"))
        try:
            re.compile(entry["pattern"])
        except re.error as error:
            raise mistake(path, (*here, "pattern"), _("no regular expression: {why}", why=str(error))) from None
    if kind == "length":
        for key, words in (("measure", _MEASURES), ("of", _MEASURED)):
            _check_word(path, ("check", key), check.get(key, ""), list(words))


def _check_word(path: Path, keys: Keys, value: Any, known: list[str]) -> None:
    if value not in known:
        raise mistake(path, keys, _("{value} is unknown", value=repr(value)), did_you_mean(str(value), known))


def _check_words(path: Path, main: Mapping[str, Any], key: str, known: list[str]) -> None:
    for i, word in enumerate(main.get(key, ())):
        _check_word(path, (key, i), word, known)


def _check_examples(path: Path, data: Mapping[str, Any]) -> None:
    for table in ("bad", "good"):
        for i, example in enumerate(data.get(table, ())):
            here = (table, i)
            if not isinstance(example, dict):
                raise mistake(path, here, _("an example is a table: [[{table}]]", table=table))
            _check_keys(path, example, _EXAMPLE_KEYS, here)
            draft = example.get("draft")
            if draft is None:
                raise mistake(path, here, _("the key {key} is missing", key="draft"))
            if (table == "bad") != ("⟦" in draft):
                said = _("bad examples mark what is found with ⟦ ⟧, good ones have no mark")
                raise mistake(path, (*here, "draft"), said)
            if draft.count("⟦") != draft.count("⟧"):
                raise mistake(path, (*here, "draft"), _("a ⟦ has no ⟧, or the other way round"))
            for key in example.get("config", {}):
                if key.replace("-", "_") not in _SETTINGS:
                    hint = did_you_mean(key, sorted(k.replace("_", "-") for k in _SETTINGS))
                    raise mistake(path, (*here, "config", key), _("unknown key {key}", key=key), hint)


def _check_keys(path: Path, table: Mapping[str, Any], keys: Mapping[str, Type], above: Keys) -> None:
    for key, value in table.items():
        if key not in keys:
            raise mistake(path, (*above, key), _("unknown key {key}", key=key), did_you_mean(key, list(keys)))
        if not isinstance(value, keys[key]):
            kind = keys[key]
            word = _TYPE_WORDS[kind if isinstance(kind, type) else kind[0]]
            raise mistake(path, (*above, key), _("this must be {wanted}", wanted=_(word)))


def compile_phrases(data: Mapping[str, Any], path: Path) -> list[dict[str, Any]]:
    """A file's phrase lists as JSON-able data: items with their compiled variants."""
    out = []
    for i, table in enumerate(data.get("phrases", ())):
        here = ("phrases", i)
        if not isinstance(table, dict):
            raise mistake(path, here, _("a list of phrases is a table: [[phrases]]"))
        _check_keys(path, table, _PHRASE_KEYS, here)
        replacements = table.get("replacements", {})
        for key in replacements:
            if key not in table.get("items", ()):
                raise mistake(path, (*here, "replacements", key), _("{name} is not one of the items", name=repr(key)))
        plain = table.get("replace")
        items = [
            [item, replacements.get(item, plain), _variants(path, (*here, "items", n), item)]
            for n, item in enumerate(table.get("items", ()))
        ]
        out.append(
            {
                "set": table.get("set", "phrases"),
                "weight": float(table.get("weight", 1.0)),
                "reason": table.get("reason", ""),
                "places": table.get("places", list(SCOPES)),
                "items": items,
                "except": [
                    [item, None, _variants(path, (*here, "except", n), item)]
                    for n, item in enumerate(table.get("except", ()))
                ],
            }
        )
    return out


def _variants(path: Path, keys: Keys, item: Any) -> list[list[Any]]:
    try:
        return [list(v) for v in compile_item(item)]
    except (ItemError, re.error, AttributeError, TypeError) as error:
        raise mistake(path, keys, str(error), _("docs/packs.md says how phrases are written")) from None


def load_toml(path: Path) -> dict[str, Any]:
    """A file of a pack, parsed. Raises PackError."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else 1
        raise PackError(path, line, _("not valid TOML: {why}", why=str(error))) from None
    except UnicodeDecodeError:
        raise PackError(path, 1, _("not UTF-8: TOML files must be"), _("save the file as UTF-8")) from None
    except OSError as error:
        raise PackError(path, 1, _("can't be read: {why}", why=error.strerror or "")) from None
