"""`outlint`: what comes before any command.

Reading options takes longer than a draft does; `outlint check a.md` has none to read.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from types import ModuleType

from outlint import __version__
from outlint_cli import patterns

gc.set_threshold(1_000_000, 20, 20)  # a mail's objects die with it: looking for cycles so often only costs time
atexit.register(gc.freeze)  # nor at the end


def _import_dataclasses() -> None:
    """Import dataclasses without inspect, which takes as long as click and describes classes that have no docstring."""
    if "inspect" in sys.modules:
        return
    later = ModuleType("inspect")
    later.__getattr__ = lambda name: getattr(import_module("inspect"), name)  # type: ignore[method-assign]
    sys.modules["inspect"] = later
    try:
        import dataclasses  # noqa: F401
    finally:
        del sys.modules["inspect"]


_import_dataclasses()
patterns.install()  # before anything compiles one


def main() -> None:
    """Entry point. A closed pipe (`outlint check | head`) ends quietly."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.argv[1:] == ["--version"]:
        print(f"outlint, version {__version__}")
        return
    try:
        if _only_paths(sys.argv):
            _check(sys.argv[2:])
        else:
            from outlint_cli.commands import run

            run()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _only_paths(argv: list[str]) -> bool:
    """Whether the command line is `check` with no options: nothing in it needs a parser.

    On Windows paths may hold wildcards, and a shell asks for completions through a variable: both are click's.
    """
    plain = argv[1:2] == ["check"] and not any(word.startswith("-") for word in argv[2:])
    return plain and os.name != "nt" and "_OUTLINT_COMPLETE" not in os.environ


def _check(paths: list[str]) -> None:
    """As the command `check`, ends the process with its code."""
    from outlint_cli.checking import WITHOUT_OPTIONS, check

    try:
        code = check({**WITHOUT_OPTIONS, "paths": tuple(paths)})
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)  # as click says it
        sys.exit(1)
    if "threading" in sys.modules:
        sys.exit(code)  # threads and processes of a pool must end in Python's own order
    atexit._run_exitfuncs()
    sys.stderr.flush()
    os._exit(code)  # without giving back each object by itself, which takes as long as reading the draft


if __name__ == "__main__":
    main()
