"""Annotations for GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator

from outlint_cli.render.summary import Tally
from outlint_cli.report import Result

_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


def render(results: Iterator[Result], tally: Tally, *, color: bool, quiet: bool) -> Iterator[str]:
    for r in results:
        for message in r["errors"]:
            yield f"::error file={_property(r['path'])}::{_data(message)}\n"
        for f in r["findings"]:
            start, end = f["start"], f["end"]
            place = f"file={_property(r['path'])},line={start['line']},endLine={end['line']}"
            if start["line"] == end["line"]:
                place += f",col={start['column']},endColumn={end['column']}"
            yield f"::{_LEVEL[f['severity']]} {place},title={_property(f['rule'])}::{_data(f['message'])}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
