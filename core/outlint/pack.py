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

from outlint.finding import Severity
from outlint.phrases import ItemError, compile_item
from outlint.rule import SCOPES

KINDS = ("existence", "occurrence", "length", "capitals", "python", "engine")
NOT_GROUPS = ("lexicons", "markets", "_compiled", "__pycache__")
_RULE_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "severity": str,
    "kind": str,
    "scope": list,
    "message": str,
    "messages": dict,
    "fix": str,
    "default": bool,
    "needs-mail": bool,
    "needs-market": bool,
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
_PHRASE_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "set": str,
    "weight": (int, float),
    "reason": str,
    "places": list,
    "items": list,
    "except": list,
    "replace": str,
    "replacements": dict,
}
_EXAMPLE_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "lang": str,
    "draft": str,
    "fixed": str,
    "unsafe": str,
    "format": str,
    "options": dict,
    "config": dict,
    "note": str,
}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class PackError(Exception):
    """A mistake in a rule file: `path:line: what is wrong; what to do`."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


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
    if not NAME.fullmatch(name):
        raise PackError(path, 1, f"rule name {name!r} is not kebab-case: use lower-case words joined by hyphens")
    main = load_toml(path)
    _check_keys(path, main, _RULE_KEYS, "")
    for key in ("severity", "kind", "what", "why"):
        if key not in main:
            raise PackError(path, 1, f"missing key {key!r}")
    _check_rule(path, main)
    languages: dict[str, Mapping[str, Any]] = {}
    paths: dict[str, Path] = {}
    if path.name == "rule.toml":
        for file in sorted(path.parent.glob("*.toml")):
            if file.name == "rule.toml":
                continue
            data = load_toml(file)
            _check_keys(file, data, _LANG_KEYS, "")
            _check_examples(file, data)
            languages[file.stem], paths[file.stem] = data, file
    rule = RuleFile(name, group, path, main, languages, paths)
    compile_phrases(main, path)
    for lang, entry in languages.items():
        compile_phrases(entry, paths[lang])
    return rule


def _check_rule(path: Path, main: Mapping[str, Any]) -> None:
    if main["severity"] not in ("error", "warning", "info"):
        raise PackError(path, line_of(path, "severity"), "severity is error, warning or info")
    if main["kind"] not in KINDS:
        raise PackError(path, line_of(path, "kind"), f"unknown kind {main['kind']!r}: one of {', '.join(KINDS)}")
    for scope in main.get("scope", ()):
        if scope not in SCOPES:
            raise PackError(path, line_of(path, "scope"), f"unknown scope {scope!r}: of {', '.join(SCOPES)}")
    if "message" not in main and "default" not in main.get("messages", {}):
        raise PackError(path, 1, "missing key 'message'")
    for key, said in main.get("messages", {}).items():
        if not isinstance(said, dict) or "text" not in said or set(said) - {"text", "severity"}:
            raise PackError(path, line_of(path, key), f"messages.{key} has the keys text and severity")
        if "severity" in said:
            Severity.parse(said["severity"])
    for key, option in main.get("options", {}).items():
        if not isinstance(option, dict) or "default" not in option or "doc" not in option:
            raise PackError(path, line_of(path, key), f"options.{key} has the keys default and doc")
    _check_examples(path, main)


def _check_examples(path: Path, data: Mapping[str, Any]) -> None:
    for table in ("bad", "good"):
        for example in data.get(table, ()):
            _check_keys(path, example, _EXAMPLE_KEYS, f"{table}.")
            if "draft" not in example:
                raise PackError(path, line_of(path, table), f"an example in [[{table}]] has no draft")
            if (table == "bad") != ("⟦" in example["draft"]):
                raise PackError(path, line_of(path, table), "bad examples mark spans with ⟦ ⟧, good ones have none")


def _check_keys(path: Path, table: Mapping[str, Any], keys: Mapping[str, type | tuple[type, ...]], prefix: str) -> None:
    for key, value in table.items():
        if key not in keys:
            raise PackError(path, line_of(path, key), f"unknown key '{prefix}{key}': one of {', '.join(keys)}")
        if not isinstance(value, keys[key]):
            raise PackError(path, line_of(path, key), f"'{prefix}{key}' has the wrong type")


def compile_phrases(data: Mapping[str, Any], path: Path) -> list[dict[str, Any]]:
    """A file's phrase lists as JSON-able data: items with their compiled variants."""
    out = []
    for table in data.get("phrases", ()):
        _check_keys(path, table, _PHRASE_KEYS, "phrases.")
        replacements = table.get("replacements", {})
        for key in replacements:
            if key not in table.get("items", ()):
                raise PackError(path, line_of(path, key), f"replacements.{key} is not one of the items")
        plain = table.get("replace")
        items = [[i, replacements.get(i, plain), _variants(path, i)] for i in table.get("items", ())]
        out.append(
            {
                "set": table.get("set", "phrases"),
                "weight": float(table.get("weight", 1.0)),
                "reason": table.get("reason", ""),
                "places": table.get("places", list(SCOPES)),
                "items": items,
                "except": [[item, None, _variants(path, item)] for item in table.get("except", ())],
            }
        )
    return out


def _variants(path: Path, item: Any) -> list[list[Any]]:
    try:
        return [list(v) for v in compile_item(item)]
    except (ItemError, re.error, AttributeError) as error:
        raise PackError(path, line_of(path, str(item)), str(error)) from None


def load_toml(path: Path) -> dict[str, Any]:
    """A file of a pack, parsed. Raises PackError."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise PackError(path, int(found.group(1)) if found else 1, f"not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise PackError(path, 1, "not UTF-8") from None


def line_of(path: Path, key: str) -> int:
    """The first line that has `key` in it, for messages (TOML readers keep no places)."""
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        if key in line:
            return number
    return 1
