"""Accepted answers on disk, keyed by endpoint, model and prompt. Only what the guard let through is kept."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from outlint_writer.endpoint import Endpoint
from outlint_writer.provider import Message


def folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("outlint") / "answers"


def key(endpoint: Endpoint, messages: Sequence[Message]) -> str:
    told = json.dumps([endpoint.base_url, endpoint.model, list(map(dict, messages))], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def get(name: str, where: Path) -> str | None:
    try:
        return (where / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def put(name: str, text: str, where: Path) -> None:
    """Keep an answer, readable for its owner only. A cache that can't be written is no error."""
    with suppress(OSError, UnicodeEncodeError):
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=where)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, where / name)
