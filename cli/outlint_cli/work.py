"""Checks many files: one by one, or in a pool of processes; unchanged ones come from the cache."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from outlint.messages import _
from outlint.source import UnreadableError, read_file
from outlint_cli.report import Result, failed, result
from outlint_cli.session import Session, WrongUseError, use_language

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

POOL_FROM = 64
"""Files from which more than one process pays."""
_CHUNK = 16
_AHEAD = 4
"""Chunks waiting for each process: what is finished and not yet shown stays small."""
_session: Session | None = None
_fix: str | None = None


def check_file(session: Session, path: str, fix: str | None = None) -> Result:
    """The result of one file; why one can't be read, or its configuration used, is told in its errors.

    `fix` "safe" or "unsafe": fixes are applied to the file first.
    """
    from outlint.config_errors import ConfigError

    try:
        source = read_file(path)
        settings = session.settings(path)
        book = session.book(settings)
        if fix is None:
            return result(session.checker(path).check(source), book, settings)
        from outlint_cli.fixing import fix_file

        report, cured, why_not = fix_file(session, source, fix == "unsafe")
        found = result(report, book, settings)
        found["fixed"] = cured
        found["errors"] += [why_not] if why_not else []
        return found
    except UnreadableError as error:
        return failed(path, _(str(error)))
    except OSError as error:
        return failed(path, _("can't be read: {why}", why=error.strerror or type(error).__name__))
    except ConfigError as error:
        first = error.mistakes[0]
        place = f"{first.file}:{first.line}:{first.column}" if first.line else first.file
        why = first.said()[0]
        return failed(path, _("not checked, its configuration is wrong: {place}: {why}", place=place, why=why))
    except WrongUseError as error:
        return failed(path, str(error))


def check_files(session: Session, files: Sequence[str], jobs: int, fix: str | None = None) -> Iterator[Result]:
    """Results in the order of `files`."""
    if jobs < 2 or len(files) < POOL_FROM:
        for path in files:
            yield check_file(session, path, fix)
        return
    from multiprocessing import get_all_start_methods, get_context

    linux = os.name == "posix" and os.uname().sysname == "Linux"
    context = get_context("fork" if linux and "fork" in get_all_start_methods() else "spawn")
    arguments = (session.config, session.isolated, session.values, session.ui_lang, fix)
    chunks = deque(list(files[i : i + _CHUNK]) for i in range(0, len(files), _CHUNK))
    while chunks:
        suspects = yield from _until_a_death(chunks, jobs, context, arguments)
        for _suspect in range(suspects):
            yield from _alone(chunks.popleft(), context, arguments)


def _until_a_death(
    chunks: deque[list[str]], jobs: int, context: Any, arguments: tuple[Any, ...]
) -> Generator[Result, None, int]:
    """Work off the chunks in order. When a process dies, those in its pool go back in front; returns how many."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    queue: deque[tuple[list[str], Future[list[Result]]]] = deque()
    with ProcessPoolExecutor(jobs, context, _start, arguments) as pool:
        try:
            while _filled(queue, chunks, pool, jobs):
                found = queue[0][1].result()
                queue.popleft()
                yield from found
        except BrokenProcessPool:
            chunks.extendleft(paths for paths, _future in reversed(queue))
            return len(queue) or 1
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return 0


def _alone(paths: list[str], context: Any, arguments: tuple[Any, ...]) -> Iterator[Result]:
    """Check in one process what may kill it; if it does, file by file, so that only the guilty one is lost."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    try:
        with ProcessPoolExecutor(1, context, _start, arguments) as pool:
            yield from pool.submit(_work, paths).result()
    except BrokenProcessPool:
        if len(paths) == 1:
            yield failed(paths[0], _("not checked: the process died while at it; please report this file"))
        else:
            for path in paths:
                yield from _alone([path], context, arguments)


def _filled(
    queue: deque[tuple[list[str], Future[list[Result]]]],
    chunks: deque[list[str]],
    pool: ProcessPoolExecutor,
    jobs: int,
) -> bool:
    """Keep the processes busy; False when all is done."""
    while chunks and len(queue) < jobs * _AHEAD:
        future = pool.submit(_work, chunks[0])  # may raise BrokenProcessPool: the chunk is still there then
        queue.append((chunks.popleft(), future))
    return bool(queue)


def _start(config: str | None, isolated: bool, values: dict[str, Any], ui_lang: str, fix: str | None) -> None:
    global _session, _fix
    _session, _fix = Session(config, isolated, values, ui_lang), fix
    use_language(ui_lang)


def _work(paths: list[str]) -> list[Result]:
    assert _session is not None
    return [check_file(_session, path, _fix) for path in paths]
