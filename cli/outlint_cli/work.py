"""Checks many files: one by one, or in a pool of processes; unchanged ones come from the cache."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from outlint.messages import _
from outlint.source import MAX_BYTES, UnreadableError, read_source
from outlint_cli.report import Result, failed, result
from outlint_cli.session import Session, use_language

POOL_FROM = 64
"""Files from which more than one process pays."""
_CHUNK = 16
_session: Session | None = None


def check_file(session: Session, path: str) -> Result:
    """The result of one file; one that can't be read is told in its errors."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        return result(session.checker(path).check(read_source(data, path)))
    except UnreadableError as error:
        return failed(path, f"{path}: {error}")
    except OSError as error:
        return failed(path, _("{path}: can't be read: {why}", path=path, why=error.strerror or type(error).__name__))


def check_files(session: Session, files: Sequence[str], jobs: int) -> Iterator[Result]:
    """Results in the order of `files`."""
    if jobs < 2 or len(files) < POOL_FROM:
        for path in files:
            yield check_file(session, path)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    method = "fork" if "fork" in get_all_start_methods() and os.name == "posix" and os.uname().sysname == "Linux" else "spawn"
    arguments = (session.config, session.isolated, session.values, session.ui_lang)
    with ProcessPoolExecutor(jobs, get_context(method), _start, arguments) as pool:
        yield from pool.map(_work, files, chunksize=_CHUNK)


def _start(config: str | None, isolated: bool, values: dict[str, Any], ui_lang: str) -> None:
    global _session
    _session = Session(config, isolated, values, ui_lang)
    use_language(ui_lang)


def _work(path: str) -> Result:
    assert _session is not None
    return check_file(_session, path)
