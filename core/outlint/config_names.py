"""Names in a configuration that only a run knows: rules, groups, options, markets. Each unknown one is a Fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from outlint.config import ALL, glob_pattern
from outlint.config_schema import SCHEMA, Fault, Path, Schema, faults, matches_default, nearest, quoted, retyped
from outlint.market_schema import MARKET


@dataclass(frozen=True, slots=True)
class Names:
    """What exists: groups, options with their defaults by rule, market codes; `own` are markets of the configuration."""

    rules: Mapping[str, Mapping[str, Any]]
    groups: frozenset[str]
    markets: frozenset[str]
    own: frozenset[str] = frozenset()


def name_faults(value: Any, names: Names, schema: Schema = SCHEMA, path: Path = ()) -> Iterator[Fault]:
    """Unknown rules, groups, options and markets, and bad globs, in a value that its schema allows."""
    if "oneOf" in schema:
        return
    if not path and "market-facts" in value:
        names = replace(names, own=names.own | {code.upper() for code in value["market-facts"]})
    if isinstance(value, dict):
        yield from _keys(value, names, schema.get("x-keys"), path)
        known, other = schema.get("properties", {}), schema.get("additionalProperties", {})
        for key, item in value.items():
            inner = known.get(key, other)
            if isinstance(inner, Mapping):
                yield from name_faults(item, names, inner, (*path, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from name_faults(item, names, schema.get("items", {}), (*path, i))
    elif isinstance(value, str):
        yield from _string(value, names, schema.get("x-names"), path)


def _string(value: str, names: Names, sort: str | None, path: Path) -> Iterator[Fault]:
    if sort == "market":
        yield from market_fault(value, names, path)
    elif sort == "rule":
        yield from rule_fault(value, names, path)
    elif sort == "glob":
        try:
            glob_pattern(value)
        except ValueError as error:
            yield Fault(
                path, "{value} is no glob outlint can use: {why}", "", {"value": quoted(value), "why": str(error)}
            )


def market_fault(value: str, names: Names, path: Path = ()) -> Iterator[Fault]:
    """The fault of a market code that is not known, if it is not."""
    if value.upper() not in names.markets | names.own:
        near = {"UK": "GB", "EN": "GB", "ZH": "CN", "KO": "KR", "JA": "JP"}.get(value.upper())
        hint = "did you mean {near}?" if near else "markets known: {known}"
        data = {"value": quoted(value), "near": quoted(near or ""), "known": ", ".join(sorted(names.markets))}
        yield Fault(path, "no market is called {value}", hint, data)


def rule_fault(value: str, names: Names, path: Path = (), on_key: bool = False) -> Iterator[Fault]:
    """The fault of a name that is neither a rule nor a group, if it is neither."""
    if value not in names.rules and value not in names.groups and value != ALL:
        yield _unknown("no rule or group is called {value}", value, [*names.rules, *names.groups], path, on_key)


def _unknown(message: str, value: str, known: Iterable[str], path: Path, on_key: bool) -> Fault:
    near = nearest(value, known)
    hint = "did you mean {near}?" if near else "outlint rules lists them"
    return Fault(path, message, hint, {"value": quoted(value), "near": quoted(near or "")}, on_key)


def _keys(table: Mapping[str, Any], names: Names, sort: str | None, path: Path) -> Iterator[Fault]:
    for key, value in table.items():
        here = (*path, key)
        if sort == "rule":
            yield from rule_fault(key, names, here, on_key=True)
        elif sort == "new-market" and key.upper() not in names.markets:
            yield from faults(value, MARKET, here)
        elif sort == "only-rule" and key not in names.rules:
            yield _unknown("no rule is called {value}", key, names.rules, here, on_key=True)
        elif sort == "option" and path[-1] in names.rules:
            yield from _option(key, value, names.rules[str(path[-1])], here)


def _option(key: str, value: Any, options: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    if key in options:
        if not matches_default(value, options[key]):
            yield retyped(value, options[key], path)
        return
    near = nearest(key, options) if options else None
    data = {"value": quoted(key), "rule": path[-2], "near": quoted(near or ""), "known": ", ".join(options)}
    if not options:
        yield Fault(path, "{rule} has no options", "remove {value}", data, True)
        return
    hint = "did you mean {near}?" if near else "its options are {known}"
    yield Fault(path, "{rule} has no option {value}", hint, data, True)
