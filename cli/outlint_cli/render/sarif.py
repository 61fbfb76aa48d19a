"""SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from outlint import __version__
from outlint_cli.render.summary import Tally
from outlint_cli.report import Result

_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    found: list[dict[str, Any]] = []
    rules: dict[str, dict[str, Any]] = {}
    notes: list[dict[str, Any]] = []
    for r in results:
        uri = quote(r["path"].replace("\\", "/"))
        notes += [{"level": "error", "message": {"text": m}} for m in r["errors"]]
        for f in r["findings"]:
            rules.setdefault(f["rule"], {"id": f["rule"], "properties": {"group": f["group"]}})
            found.append(_result(uri, f))
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "outlint", "version": __version__, "rules": list(rules.values())}},
        "columnKind": "unicodeCodePoints",
        "results": found,
        "invocations": [{"executionSuccessful": not notes, "toolExecutionNotifications": notes}],
    }
    report = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    yield json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _result(uri: str, f: dict[str, Any]) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": _region(f)}}
    out: dict[str, Any] = {
        "ruleId": f["rule"],
        "level": _LEVEL[f["severity"]],
        "message": {"text": f["message"]},
        "locations": [location],
    }
    if "verdict" in f:
        out["properties"] = {"verdict": f["verdict"]}
    if f["fix"]:
        changes = [{"deletedRegion": _region(e), "insertedContent": {"text": e["text"]}} for e in f["fix"]["edits"]]
        change = {"artifactLocation": {"uri": uri}, "replacements": changes}
        out["fixes"] = [{"description": {"text": f["fix"]["title"]}, "artifactChanges": [change]}]
    return out


def _region(place: dict[str, Any]) -> dict[str, int]:
    start, end = place["start"], place["end"]
    return {
        "startLine": start["line"],
        "startColumn": start["column"],
        "endLine": end["line"],
        "endColumn": end["column"],
    }
