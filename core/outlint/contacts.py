"""Contact rows that drafts are shown with: a CSV, TSV, JSON or JSON Lines file that the configuration names."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outlint.config import Settings
from outlint.messages import _
from outlint.source import MAX_BYTES, UnreadableError, read_source

MOST_ROWS = 10_000
_LABELS = ("name", "full_name", "company", "email")


@dataclass(frozen=True, slots=True)
class Contacts:
    """`rows` in order, each {column: text}; `error` says why there are none, or not all."""

    path: str | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    error: str | None = None

    def label(self, index: int) -> str:
        """A row as a list shows it: the first columns that say who it is."""
        row = self.rows[index]
        folded = {k.strip().lower().replace(" ", "_"): v for k, v in row.items()}
        found = [folded[k] for k in _LABELS if folded.get(k)]
        found = found or [v for v in row.values() if v][:2]
        return " · ".join(found[:2]) or str(index + 1)

    def labels(self, most: int = 500) -> list[str]:
        """The first rows' labels, as many as a list can show."""
        return [self.label(i) for i in range(min(len(self.rows), most))]

    def lacking(self, name: str) -> list[int]:
        """Rows (from 0) that have no value for a column."""
        return [i for i, row in enumerate(self.rows) if not row.get(name, "").strip()]


_read: dict[tuple[str, int, int], Contacts] = {}


def contacts_of(settings: Settings) -> Contacts:
    """The rows of the file that the settings name; read again when it has changed."""
    return read(settings.contacts) if settings.contacts is not None else Contacts()


def read(path: str) -> Contacts:
    """The rows of a file; read again when it has changed."""
    try:
        stat = os.stat(path)
        key = (path, stat.st_mtime_ns, stat.st_size)
        if key not in _read:
            _read.clear()
            with open(path, "rb") as file:
                _read[key] = parse(file.read(MAX_BYTES + 1), path)
        return _read[key]
    except OSError as error:
        return Contacts(path, error=_("{path}: can't be read: {why}", path=path, why=error.strerror or "?"))


def parse(data: bytes, path: str) -> Contacts:
    """The rows of a contact file by its suffix; at most MOST_ROWS."""
    try:
        text = read_source(data, path).text
        rows = _json(text, path) if path.lower().endswith((".json", ".jsonl")) else _table(text, path)
    except (UnreadableError, ValueError, csv.Error, RecursionError) as error:
        return Contacts(path, error=f"{path}: {error}")
    columns = tuple(dict.fromkeys(k for row in rows[:100] for k in row))
    more = _("only the first {n} rows are used", n=MOST_ROWS) if len(rows) > MOST_ROWS else None
    return Contacts(path, columns, tuple(rows[:MOST_ROWS]), more)


def _table(text: str, path: str) -> list[Mapping[str, str]]:
    head = text[: text.find("\n") + 1 or len(text)]
    delimiter = "\t" if path.lower().endswith(".tsv") else max(",;\t|", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    rows: list[Mapping[str, str]] = []
    for row in reader:
        rows.append({str(k).strip(): _word(v) for k, v in row.items() if k is not None})
        if len(rows) > MOST_ROWS:
            break
    return rows


def _json(text: str, path: str) -> list[Mapping[str, str]]:
    if path.lower().endswith(".jsonl"):
        found: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError(_("contacts are a list of objects"))
    return [{str(k): _word(v) for k, v in row.items()} for row in found]


def _word(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
