"""Configuration files in the editor: what is wrong with them, and what may stand where."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lsprotocol import types as lsp

from outlint.config_errors import ConfigError, Mistake
from outlint.config_file import parse_document
from outlint.config_names import Names, name_faults
from outlint.config_schema import SCHEMA, faults
from outlint.messages import translate
from outlint_rules.session import names
from outlint_server.documents import Document
from outlint_server.positions import Positions
from outlint_server.settings import Live, mistakes_of

_TABLE = re.compile(r"^[ \t]*\[{1,2}[ \t]*(?P<name>[^\]\n#]+?)[ \t]*\]", re.M)
_KEY = re.compile(r"^[ \t]*(?P<key>[\w-]*)$")
_VALUE = re.compile(r"^[ \t]*(?P<key>[\w-]+|\"[^\"]+\")[ \t]*=[ \t]*(?P<rest>.*)$")


def diagnostics(document: Document, live: Live) -> list[lsp.Diagnostic]:
    """What is wrong with a configuration as it stands in the editor."""
    text = document.text.removeprefix("\ufeff")
    name = os.path.basename(document.path)
    try:
        read = parse_document(text, document.path, name)
        found = list(read.mistakes(faults(read.data)))
        if not found:
            book = live.book(live.settings(document.path))
            found = list(read.mistakes(name_faults(read.data, names(book))))
    except ConfigError as error:
        found = list(error.mistakes)
    if name == "pyproject.toml" and "outlint" not in text:
        return []
    return [_diagnostic(document.positions, m) for m in found]


def of_error(error: Exception, file: str, encoding: str) -> list[lsp.Diagnostic]:
    """The same for a file that is not open, by the error it gave when it was read."""
    try:
        with open(file, encoding="utf-8-sig", errors="replace", newline="") as stream:
            at = Positions(stream.read(), encoding)
    except OSError:
        at = Positions("", encoding)
    mistakes = mistakes_of(error)
    if mistakes:
        return [_diagnostic(at, m) for m in mistakes]
    return [lsp.Diagnostic(at.range((0, 0)), str(error), lsp.DiagnosticSeverity.Error, source="outlint")]


def _diagnostic(at: Positions, mistake: Mistake) -> lsp.Diagnostic:
    message, hint = mistake.said()
    start = at.offset_of(mistake.line, mistake.column)
    span = (start, start + mistake.width)
    text = f"{message}\n{hint}" if hint else message
    return lsp.Diagnostic(at.range(span), text, lsp.DiagnosticSeverity.Error, source="outlint")


def completions(document: Document, offset: int, live: Live) -> list[lsp.CompletionItem]:
    """Keys of the table at a place, or the values its key takes."""
    text = document.text.removeprefix("\ufeff")
    line_start = text.rfind("\n", 0, offset) + 1
    before = text[line_start:offset]
    book = live.book(live.settings(document.path))
    known = names(book)
    table = _table_at(text, line_start, os.path.basename(document.path) == "pyproject.toml")
    if table is None:
        return []
    schema = _schema(table)
    if value := _VALUE.match(before):
        return _values(_property(schema, value["key"].strip('"')), known, value["rest"])
    if _KEY.match(before):
        return [*_keys(schema, known, table), *(_tables() if not table else ())]
    return []


def _table_at(text: str, offset: int, pyproject: bool) -> tuple[str, ...] | None:
    """The table a line belongs to, as a path below our own; None where it is none of ours."""
    name: tuple[str, ...] = ()
    for m in _TABLE.finditer(text, 0, offset):
        name = tuple(part.strip().strip("\"'") for part in m["name"].split("."))
    if not pyproject:
        return name
    return name[2:] if name[:2] == ("tool", "outlint") else None


def _schema(table: tuple[str, ...]) -> Mapping[str, Any]:
    """The schema of a table; an empty one where it has none."""
    schema: Mapping[str, Any] = SCHEMA
    for part in table:
        schema = _property(schema, part)
        if "items" in schema:
            schema = schema["items"]
        if "oneOf" in schema:
            schema = schema["oneOf"][1]
    return schema


def _property(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    other = schema.get("additionalProperties")
    found = schema.get("properties", {}).get(name, other if isinstance(other, Mapping) else {})
    return found if isinstance(found, Mapping) else {}


def _keys(schema: Mapping[str, Any], known: Names, table: tuple[str, ...]) -> Iterator[lsp.CompletionItem]:
    kind = lsp.CompletionItemKind.Property
    for name, value in schema.get("properties", {}).items():
        yield lsp.CompletionItem(name, kind=kind, documentation=translate(value.get("description", "")))
    sort = schema.get("x-keys")
    listed = [*known.rules, *(known.groups if sort == "rule" else ())] if sort in ("rule", "only-rule") else ()
    if sort == "option" and table:
        listed = list(known.rules.get(table[-1], ()))
    for name in listed:
        yield lsp.CompletionItem(name, kind=kind)


def _tables() -> Iterator[lsp.CompletionItem]:
    for name, value in SCHEMA["properties"].items():
        if value.get("type") == "object":
            yield lsp.CompletionItem(f"[{name}]", kind=lsp.CompletionItemKind.Module)
    yield lsp.CompletionItem("[[override]]", kind=lsp.CompletionItemKind.Module)


def _values(schema: Mapping[str, Any], known: Names, written: str) -> list[lsp.CompletionItem]:
    """Values in quotes unless the cursor stands in some."""
    inner = schema.get("items", schema)
    words: list[str] = list(inner.get("enum", ()))
    if inner.get("x-names") == "rule":
        words = [*known.rules, *known.groups, "all"]
    elif inner.get("x-names") == "market":
        words = sorted(known.markets)
    if schema.get("type") == "boolean":
        return [lsp.CompletionItem(w, kind=lsp.CompletionItemKind.Value) for w in ("true", "false")]
    quote = "" if written.count('"') % 2 else '"'
    return [
        lsp.CompletionItem(w, kind=lsp.CompletionItemKind.Value, insert_text=f"{quote}{w}{quote}", filter_text=w)
        for w in words
    ]


def hover(document: Document, offset: int) -> tuple[str, tuple[int, int]] | None:
    """(description, span) of the key at a place."""
    text = document.text.removeprefix("\ufeff")
    start = text.rfind("\n", 0, offset) + 1
    line = text[start : text.find("\n", start) if "\n" in text[start:] else len(text)]
    m = re.match(r"[ \t]*([\w-]+)[ \t]*=", line)
    table = _table_at(text, start, os.path.basename(document.path) == "pyproject.toml")
    if m is None or table is None or not start + m.start(1) <= offset <= start + m.end(1):
        return None
    described = _property(_schema(table), m[1]).get("description")
    return (translate(described), (start + m.start(1), start + m.end(1))) if described else None
