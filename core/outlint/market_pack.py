"""A market's file, read and checked; and what a configuration changes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from outlint.config_file import parse_document
from outlint.config_schema import Fault, faults
from outlint.market_schema import MARKET
from outlint.pack import PackError, load_toml

KEYED = {"content": "id", "claims": "topic", "sources": "title"}
"""Lists of tables, and the key by which an entry replaces one of the same name."""


def read_market(path: Path) -> dict[str, Any]:
    """The market of a file. Raises PackError, which names file, line and key, at the first mistake."""
    data = load_toml(path)
    for fault in [*faults(data, MARKET), *_inner(data, path.stem.upper())]:
        document = parse_document(path.read_text("utf-8"), str(path), str(path))
        (mistake,) = document.mistakes([fault])
        message, hint = mistake.said()
        raise PackError(path, mistake.line, message, hint, ".".join(str(p) for p in fault.path))
    return data


def _inner(data: Mapping[str, Any], code: str) -> Iterator[Fault]:
    """What a schema can't say: the code is the file's, sources exist, labels that are asked for are given."""
    if data.get("code") != code:
        yield Fault(("code",), "the file's name says {code}", "", {"code": code})
    titles = {s.get("title") for s in data.get("sources", ())}
    for path, law in _laws(data):
        if law.get("source") is not None and law["source"] not in titles:
            yield Fault(
                (*path, "source"), "no entry of [[sources]] has the title {title}", "", {"title": law["source"]}
            )
    label = data.get("label", {})
    if label.get("when") in ("always", "bulk") and not label.get("exact"):
        yield Fault(("label", "exact"), "a label that is asked for has its exact string here", "")


def _laws(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    for key in ("consent", "opt-out", "label"):
        yield (key,), data.get(key, {})
    for key in ("content", "claims"):
        for i, entry in enumerate(data.get(key, ())):
            yield (key, i), entry


def laid_over(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """A market with a company's own facts over it; entries of `content`, `claims`, `sources` go by their name."""
    out = dict(base)
    for key, value in change.items():
        old = out.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            out[key] = {**old, **value}
        elif key in KEYED and old:
            named = {e[KEYED[key]]: e for e in old}
            for entry in value:
                name = entry.get(KEYED[key])
                named[name] = {**named.get(name, {}), **entry}
            out[key] = list(named.values())
        else:
            out[key] = value
    return out
