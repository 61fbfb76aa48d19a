"""What a configuration file may say: one JSON schema, which the checks here and docs/config.schema.json both follow.

`x-names` marks strings that name something only a run knows: a rule, a group, a market, a glob.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from outlint.market_schema import loose

Schema = Mapping[str, Any]
Path = tuple["str | int", ...]

LEVELS = ("error", "warning", "info")
MARKET_SHAPE = "^[A-Za-z]{2}$"
LANG_SHAPE = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _strings(description: str, names: str | None = None, **more: Any) -> dict[str, Any]:
    item: dict[str, Any] = {"type": "string", **more}
    if names:
        item["x-names"] = names
    return {"type": "array", "items": item, "description": description}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _price(description: str) -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": 1_000_000, "description": description}


_BY_DRAFT: dict[str, Any] = {
    "markets": _strings(
        "Markets the drafts go to, as country codes or EU; each draft is checked against each.", "market"
    ),
    "lang": {
        "type": "string",
        "pattern": LANG_SHAPE,
        "description": "Language of the drafts; found from the text when left out.",
    },
    "template": {
        "type": "boolean",
        "description": "true: merge variables belong here; false: each one left is a fault. Seen from the file by itself.",
    },
    "select": _strings('Rules or groups to run instead of the default ones; "all" is every rule.', "rule"),
    "ignore": _strings("Rules or groups to leave out.", "rule"),
    "accept": _strings("Words that are right as they stand: brands, products, terms of the trade."),
    "severity": {
        "type": "object",
        "additionalProperties": {"enum": [*LEVELS, "off"]},
        "x-keys": "rule",
        "description": "Severity of a rule or a group; off switches it off.",
    },
    "rules": {
        "type": "object",
        "additionalProperties": {"type": "object", "x-keys": "option"},
        "x-keys": "only-rule",
        "description": "Options of a rule: [rules.paragraph-too-long] lines = 3.",
    },
}

_PROFILE: dict[str, Any] = {
    "name": _text("The sender's name."),
    "title": _text("The sender's job title."),
    "company": _text("The company's name as registered."),
    "address": _text("Postal address."),
    "phone": _text("Telephone with country code."),
    "email": _text("Address the mails are sent from."),
    "site": _text("Web site."),
    "time-zone": _text("The time zone you send from, such as Asia/Shanghai."),
    "registration": _text("Entry in the company register, tax number."),
    "brands": _strings("Brand words, written as the company writes them."),
}

_VARIABLE: dict[str, Any] = {
    "sample": _text("A value as the sending tool would fill in."),
    "required": {"type": "boolean", "description": "The sending tool always has a value, so no fallback is needed."},
    "fallback": _text("What stands in when there is no value."),
}

_LLM: dict[str, Any] = {
    "base-url": _text("Base URL of an OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1."),
    "model": _text("Name of the model, as the endpoint calls it."),
    "timeout": {"type": "integer", "minimum": 1, "maximum": 3600, "description": "Seconds an answer may take."},
    "retries": {"type": "integer", "minimum": 0, "maximum": 10, "description": "Times a failed call is repeated."},
    "rounds": {"type": "integer", "minimum": 0, "maximum": 5, "description": "Times a refused rewrite is sent back."},
    "api-version": _text("API version of Azure's dated API, such as 2024-10-21; none for its v1 API."),
    "price-sent": _price("Price of a million tokens sent, for the cost line."),
    "price-received": _price("Price of a million tokens received, for the cost line."),
    "currency": _text("Currency of the prices; USD when left out."),
}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "outlint.toml",
    "description": "Configuration of outlint; in pyproject.toml the same keys under [tool.outlint].",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        **_BY_DRAFT,
        "fail-level": {"enum": [*LEVELS, "never"], "description": "The least severity that makes the exit status 1."},
        "min-score": {
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "description": "A draft that scores less fails.",
        },
        "ui-lang": {"enum": ["en", "zh"], "description": "Language of the messages; the locale's when left out."},
        "extend": _strings("Configuration files this one builds on, by paths relative to this file.", "file"),
        "packs": _strings("Folders with rules of your own, by paths relative to this file.", "folder"),
        "contacts": _text(
            "CSV, TSV, JSON or JSON Lines file of contacts, by its path from this file: its columns are offered as"
            " merge variables, its rows fill previews in the editor."
        ),
        "profile": {
            "type": "object",
            "additionalProperties": False,
            "properties": _PROFILE,
            "description": "Who is sending.",
        },
        "llm": {
            "type": "object",
            "additionalProperties": False,
            "properties": _LLM,
            "description": "The language model that rewrites; its key comes from the environment only.",
        },
        "market-facts": {
            "type": "object",
            "additionalProperties": loose(),
            "x-keys": "new-market",
            "description": "Your own facts of a market, laid over outlint's: [market-facts.DE.send-time]. A new one is given whole.",
        },
        "variables": {
            "type": "object",
            "additionalProperties": {
                "oneOf": [
                    {"type": "string"},
                    {"type": "object", "additionalProperties": False, "properties": _VARIABLE},
                ]
            },
            "description": "Merge variables the sending tool fills: a sample value, or a table.",
        },
        "override": {
            "type": "array",
            "description": "Other values for some drafts; later ones win.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["paths"],
                "x-missing": 'say which drafts are meant: paths = ["drafts/de/**"]',
                "properties": {
                    "paths": _strings("Globs, relative to this file's folder.", "glob", minLength=1),
                    **_BY_DRAFT,
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a key path (at the key itself, or at its value), in English with {fields}."""

    path: Path
    message: str
    hint: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    on_key: bool = False


def faults(value: Any, schema: Schema = SCHEMA, path: Path = ()) -> Iterator[Fault]:
    """Everything in a configuration that its schema does not allow. Names are checked later, by `config_names`."""
    if "oneOf" in schema:
        schema = schema["oneOf"][isinstance(value, dict)]
    if "enum" in schema:
        yield from _wrong_word(value, schema["enum"], path)
        return
    wanted = schema.get("type", "object")
    if not _fits(wanted, _type_of(value)):
        yield _mistyped(value, wanted, path)
        return
    if wanted == "object":
        yield from _in_table(value, schema, path)
    elif wanted == "array":
        for i, item in enumerate(value):
            yield from faults(item, schema["items"], (*path, i))
    elif wanted in ("integer", "number") and not schema["minimum"] <= value <= schema["maximum"]:
        data = {"key": path[-1], "low": schema["minimum"], "high": schema["maximum"]}
        yield Fault(path, "{key} must be from {low} to {high}", "write a number in that range", data)
    elif "pattern" in schema and not re.match(schema["pattern"], value):
        if shape := schema.get("x-shape"):
            yield Fault(path, "{value} is not {shape}", "", {"value": quoted(value), "shape": shape})
        else:
            hint = 'write one like "en", "de" or "zh"'
            yield Fault(path, "{value} is no language code", hint, {"value": quoted(value)})


def _in_table(value: Mapping[str, Any], schema: Schema, path: Path) -> Iterator[Fault]:
    known: Mapping[str, Any] = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    for key, item in value.items():
        if key in known:
            yield from faults(item, known[key], (*path, key))
        elif isinstance(other, Mapping):
            yield from faults(item, other, (*path, key))
        elif other is False:
            yield unknown(key, known, (*path, key))
    for key in schema.get("required", ()):
        if key not in value:
            yield Fault(path, "{key} is missing", schema.get("x-missing", ""), {"key": key}, True)


def unknown(key: str, known: Mapping[str, Any], path: Path) -> Fault:
    """The fault of a key that does not exist, with the nearest one that does."""
    if path[0] == "variables" and len(path) > 2:
        data = {"key": quoted(key), "known": ", ".join(known)}
        hint = 'a variable takes {known}; a dotted name is quoted: "contact.first_name"'
        return Fault(path, "unknown key {key}", hint, data, True)
    near = nearest(key, known)
    data = {"key": quoted(key), "near": near or "", "known": ", ".join(sorted(known))}
    hint = "did you mean {near}?" if near else "keys known here: {known}"
    return Fault(path, "unknown key {key}", hint, data, True)


def _wrong_word(value: Any, words: list[str], path: Path) -> Iterator[Fault]:
    if value in words:
        return
    near = nearest(value, words) if isinstance(value, str) else None
    data = {
        "key": path[-1],
        "value": quoted(value) if isinstance(value, str) else str(value),
        "near": quoted(near or ""),
        "words": ", ".join(map(quoted, words)),
    }
    hint = "did you mean {near}?" if near else "write one of {words}"
    yield Fault(path, "{key} can't be {value}; it takes {words}", hint, data)


def nearest(word: str, known: Any) -> str | None:
    """The known word that was most likely meant, or None."""
    from rapidfuzz import fuzz, process, utils

    best = process.extractOne(word, list(known), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=75)
    return str(best[0]) if best else None


def quoted(text: str) -> str:
    return f'"{text}"'


_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (list, "array"),
    (dict, "object"),
    (date, "date"),
    (time, "date"),
)

TYPE_WORDS = {
    "boolean": "true or false",
    "string": "text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a table",
    "date": "a date",
}


def _type_of(value: Any) -> str:
    return next(name for kind, name in _TYPES if isinstance(value, kind))


def _mistyped(value: Any, wanted: str, path: Path) -> Fault:
    if path and isinstance(path[-1], int) and wanted != "object":
        data = {"key": path[-2], "wanted": TYPE_WORDS[wanted], "got": TYPE_WORDS[_type_of(value)]}
        return Fault(path, "each entry of {key} must be {wanted}, not {got}", "", data)
    return Fault(path, "{key} must be {wanted}, not {got}", *_retyped(value, wanted, path))


def _retyped(value: Any, wanted: str, path: Path) -> tuple[str, dict[str, Any]]:
    """What to write instead, where that is plain, and the words of the message."""
    key = next((p for p in reversed(path) if isinstance(p, str)), "")
    data = {"key": key, "wanted": TYPE_WORDS[wanted], "got": TYPE_WORDS[_type_of(value)]}
    hint = ""
    if wanted == "array" and isinstance(value, str):
        hint, data["new"] = "write {key} = [{new}]", quoted(value)
    elif wanted == "string" and isinstance(value, (int, float)):
        hint, data["new"] = "write {key} = {new}", quoted(str(value))
    elif isinstance(value, str) and wanted in ("boolean", "integer"):
        hint, data["new"] = "write {key} = {new}, without quotes", value.lower()
    elif wanted == "object" and path:
        hint, data["new"] = "write a table: [{new}]", ".".join(str(p) for p in path if isinstance(p, str))
    return hint, data


def matches_default(value: Any, default: Any) -> bool:
    """Whether an option's value is of the kind its default is; a whole number will do for a number."""
    wanted, got = _type_of(default), _type_of(value)
    if wanted == "array" and got == "array" and default:
        return all(_type_of(item) == _type_of(default[0]) for item in value)
    return _fits(wanted, got)


def _fits(wanted: str, got: str) -> bool:
    return wanted == got or (wanted, got) == ("number", "integer")


def retyped(value: Any, default: Any, path: Path) -> Fault:
    """The fault of an option whose value is of another kind than its default."""
    if _type_of(value) == _type_of(default) == "array":
        return Fault(path, "{key} must be a list like {default}", "", {"key": path[-1], "default": str(default)})
    return Fault(path, "{key} must be {wanted}, not {got}", *_retyped(value, _type_of(default), path))
