"""Applies fixes to files, or shows what they would change."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
import tempfile
from collections.abc import Mapping

import click

from outlint.engine import FileReport, FixResult
from outlint.messages import _, plural, safe
from outlint.source import Source, UnreadableError, read_source
from outlint_cli.files import Found
from outlint_cli.session import Session


def fix_files(session: Session, found: Found, unsafe: bool, diff: bool, color: bool, levels: Mapping[str, int]) -> int:
    """Fix each file, or show its diff. Exit code: as `check` of what is left; with `diff`, 1 when a fix would change."""
    errors = [f"{path}: {message}" for path, message in found.errors]
    cured = changed = 0
    left: list[tuple[str, FileReport]] = []
    for path in found.files:
        try:
            with open(path, "rb") as file:
                source = read_source(file.read(), path)
            fixed = session.checker(path).fix(source, unsafe=unsafe)
            if fixed.text != source.text:
                changed += 1
                cured += fixed.cured
                _apply(source, fixed, path, diff, color)
            left.append((path, fixed.report))
        except UnreadableError as error:
            errors.append(f"{path}: {error}")
        except UnicodeEncodeError as error:
            lacking = error.object[error.start : error.end]
            errors.append(_("{path}: not fixed: {encoding} has no {text}; save the file as UTF-8", path=path, encoding=error.encoding, text=lacking))
        except OSError as error:
            errors.append(_("{path}: can't be written: {why}", path=path, why=error.strerror or "?"))
    for message in errors:
        print(safe(message), file=sys.stderr)
    if diff:
        return 2 if errors else int(changed > 0)
    remaining = _remaining(session, left, levels)
    done = plural(cured, "Fixed {n} problem", "Fixed {n} problems")
    print(done + _(" in {files} of {all} files; {left} left at or above the fail level.", files=changed, all=len(found.files), left=remaining))
    return 2 if errors else int(remaining > 0)


def _remaining(session: Session, left: list[tuple[str, FileReport]], levels: Mapping[str, int]) -> int:
    return sum(int(f.severity) >= levels[session.settings(path).fail_level] for path, r in left for f in r.findings)


def _apply(source: Source, fixed: FixResult, path: str, diff: bool, color: bool) -> None:
    if diff:
        sys.stdout.write(unified(source.text, fixed.text, path, color))
    else:
        write_atomically(path, source.encode(fixed.text))


def fix_stdin(session: Session, name: str, unsafe: bool, diff: bool, levels: Mapping[str, int]) -> int:
    """Fix standard input onto standard output."""
    try:
        source = read_source(sys.stdin.buffer.read(), name)
    except UnreadableError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    fixed = session.checker(name).fix(source, unsafe=unsafe)
    if diff:
        sys.stdout.write(unified(source.text, fixed.text, name, False))
        return int(fixed.text != source.text)
    sys.stdout.flush()
    sys.stdout.buffer.write(source.encode(fixed.text))
    return int(_remaining(session, [(name, fixed.report)], levels) > 0)


def unified(old: str, new: str, path: str, color: bool) -> str:
    """A unified diff, safe for a terminal."""
    out = []
    for line in difflib.unified_diff(old.splitlines(), new.splitlines(), path, path, lineterm=""):
        shown = safe(line)
        if color and line[:1] in "+-@":
            shown = click.style(shown, fg={"+": "green", "-": "red", "@": "cyan"}[line[0]])
        out.append(shown + "\n")
    return "".join(out)


def write_atomically(path: str, data: bytes) -> None:
    """Write aside in the same folder and rename; mode and, through a link, the link's target are kept."""
    target = os.path.realpath(path)
    mode = os.stat(target).st_mode
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".outlint-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode & 0o7777)
        os.replace(temporary, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
