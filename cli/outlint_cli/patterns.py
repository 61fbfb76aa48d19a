"""Compiled regular expressions and the methods of dataclasses are kept from run to run, as Python keeps compiled modules.

A check of one draft compiles some 250 patterns: more time than reading and judging the mail. Python compiles a pattern to a
list of integers, which `_sre.compile` turns into a pattern at once; that list is kept beside this module's own compiled file,
for exactly this build of Python, and taken only for the same pattern and flags. Where the file can't be written or read, or
this Python's `re` is built otherwise, patterns are compiled as ever.

A dataclass writes its methods as text and has them compiled each time its module is imported, and a named tuple its
constructor and the type of each field; that code is kept by its text.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterable
from types import CodeType
from typing import Any

_MOST = 800_000
"""Bytes of code kept: reading more takes longer than it saves. Beyond, what the last run used first is kept."""
_MOST_FRESH = 2_000
_UNKEPT = 0x80 | 0x04  # DEBUG prints while compiling; LOCALE depends on the process
_Key = tuple[Any, int]


def install() -> None:
    """Have `re` take patterns from the kept ones; does nothing on a Python whose `re` is built otherwise."""
    try:
        import _sre  # type: ignore[import-not-found, unused-ignore]
        from re import _compiler, _parser  # type: ignore[attr-defined]

        original, make, code_of, magic = _compiler.compile, _sre.compile, _compiler._code, _sre.MAGIC
        width = f"{_sre.CODESIZE * 8}"
    except (ImportError, AttributeError):
        return
    stamp = f"2 {sys.version} {magic} {width}"
    path = _path()
    held = _read(path, stamp)
    fresh: list[_Key | str] = []
    used: dict[_Key | str, None] = {}

    def compiled(pattern: Any, flags: int = 0) -> Any:
        key = (pattern, int(flags)) if type(pattern) in (str, bytes) else None
        if key is not None:
            used[key] = None
        if key is not None and (entry := held.get(key)) is not None:
            try:
                whole, code, *rest = marshal.loads(entry)
                return make(pattern, whole, memoryview(code).cast("I").tolist(), *rest)
            except (RuntimeError, TypeError, ValueError, OverflowError, EOFError):  # damaged: `_sre` checks each code
                held.pop(key, None)
        made = original(pattern, flags)
        if key is not None and not made.flags & _UNKEPT:
            fresh.append(key)
        return made

    def keep() -> None:
        if not fresh or path is None or sys.flags.dont_write_bytecode:
            return
        for key in fresh[:_MOST_FRESH]:
            held[key] = marshal.dumps(_code(key) if isinstance(key, str) else _entry(_parser, code_of, key))
        too_much = sum(map(len, held.values())) > _MOST
        _write(path, stamp, _first(held, used) if too_much else held)

    if width == "32":
        import atexit

        _compiler.compile = compiled
        _keep_classes(held, fresh, used)
        atexit.register(keep)


def _first(held: dict[_Key | str, bytes], used: Iterable[_Key | str]) -> dict[_Key | str, bytes]:
    """As many of the entries as may be kept, in the order in which they were used."""
    out: dict[_Key | str, bytes] = {}
    size = 0
    for key in used:
        if key in held:
            size += len(held[key])
            if size > _MOST:
                break
            out[key] = held[key]
    return out


def _keep_classes(held: dict[_Key | str, bytes], fresh: list[_Key | str], used: dict[_Key | str, None]) -> None:
    """Have dataclasses and named tuples take their code from the kept one: what their modules call `exec`, `eval` and
    `compile` is looked up in the module first."""
    import collections
    import dataclasses
    import typing

    types: dict[str, CodeType] = {}  # few, and used again and again

    def keeping(run: Any) -> Any:
        def taken(text: Any, *names: Any) -> Any:
            if not isinstance(text, str):
                return run(text, *names)
            used[text] = None
            code = _loaded(held.get(text, b""))
            if code is None:
                fresh.append(text)
            return run(code or text, *names)

        return taken

    def type_of(text: str, file: str, mode: str) -> CodeType:
        if text not in types:
            used[text] = None
            code = _loaded(held.get(text, b""))
            types[text] = code or compile(text, file, mode)
            if code is None:
                fresh.append(text)
        return types[text]

    dataclasses.exec = keeping(exec)  # type: ignore[attr-defined]
    collections.eval = keeping(eval)  # type: ignore[attr-defined]
    typing.compile = type_of  # type: ignore[attr-defined]


def _loaded(kept: bytes) -> CodeType | None:
    try:
        code = marshal.loads(kept)
    except (EOFError, TypeError, ValueError):  # none, or damaged
        return None
    return code if isinstance(code, CodeType) else None


def _code(text: str) -> Any:
    """Python's own compiled code of a class's text."""
    return compile(text, "<string>", "exec" if text.startswith("def ") else "eval")


def _entry(parser: Any, code_of: Any, key: _Key) -> tuple[Any, ...]:
    """What `_sre.compile` wants for a pattern."""
    from array import array

    parsed = parser.parse(*key)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = array("I", code_of(parsed, key[1])).tobytes()
    return key[1] | state.flags, code, state.groups - 1, dict(state.groupdict), tuple(names)


def _path() -> str | None:
    """Beside this module's compiled file, where Python keeps such things."""
    cached = getattr(globals().get("__spec__"), "cached", None)
    return f"{cached}.patterns" if cached else None


def _read(path: str | None, stamp: str) -> dict[_Key | str, bytes]:
    if path is None:
        return {}
    try:
        with open(path, "rb") as file:
            said, held = marshal.loads(file.read())  # `load` asks the file for each object by itself
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return held if said == stamp and isinstance(held, dict) else {}


def _write(path: str, stamp: str, held: dict[_Key | str, bytes]) -> None:
    """Whole or not at all; another process may be doing the same."""
    aside = f"{path}.{os.getpid()}"
    try:
        with open(aside, "wb") as file:
            marshal.dump((stamp, held), file)
        os.replace(aside, path)
    except (OSError, ValueError):
        try:
            os.unlink(aside)
        except OSError:
            return
