"""Applies fixes to files, or shows what they would change."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import click

from outlint.messages import _, safe
from outlint.source import Source, UnreadableError, read_file, read_source

if TYPE_CHECKING:
    from outlint.engine import FileReport
    from outlint.files import Found
    from outlint_cli.session import Session


def fix_file(session: Session, source: Source, unsafe: bool) -> tuple[FileReport, int, str | None]:
    """(what is left, number of fixes applied, why nothing was written) of one file; it is replaced whole or not."""
    checker = session.checker(source.path)
    fixed = checker.fix(source, unsafe=unsafe)
    if fixed.text == source.text:
        return fixed.report, 0, None
    try:
        write_atomically(source.path, source.encode(fixed.text))
    except UnicodeEncodeError as error:
        lacking = error.object[error.start : error.end]
        message = "not fixed: {encoding} has no {text}; save the file as UTF-8"
        return checker.check(source), 0, _(message, encoding=source.encoding, text=lacking)
    except OSError as error:
        return checker.check(source), 0, _("not fixed, can't be written: {why}", why=error.strerror or "?")
    return fixed.report, fixed.cured, None


def show_diffs(session: Session, found: Found, unsafe: bool, color: bool) -> int:
    """Print what fixes would change. Exit code: 1 when they would, 2 when a file could not be read."""
    errors = [f"{path}: {message}" for path, message in found.errors]
    changed = False
    for path in found.files:
        try:
            source = read_file(path)
        except UnreadableError as error:
            errors.append(f"{path}: {_(str(error))}")
            continue
        except OSError as error:
            errors.append(_("{path}: can't be read: {why}", path=path, why=error.strerror or "?"))
            continue
        fixed = session.checker(path).fix(source, unsafe=unsafe)
        if fixed.text != source.text:
            changed = True
            sys.stdout.write(unified(source.text, fixed.text, path, color))
    for message in errors:
        print(safe(message), file=sys.stderr)
    return 2 if errors else int(changed)


def fix_stdin(session: Session, name: str, unsafe: bool, diff: bool, color: bool) -> tuple[FileReport | None, int]:
    """Fix standard input onto standard output, or show the diff: (report of what is left, exit code so far)."""
    try:
        source = read_source(sys.stdin.buffer.read(), name)
    except UnreadableError as error:
        print(f"{safe(name)}: {_(str(error))}", file=sys.stderr)
        return None, 2
    fixed = session.checker(name).fix(source, unsafe=unsafe)
    if diff:
        sys.stdout.write(unified(source.text, fixed.text, name, color))
        return None, int(fixed.text != source.text)
    try:
        data = source.encode(fixed.text)
    except UnicodeEncodeError as error:
        message = "{path}: not fixed: {encoding} has no {text}; save the file as UTF-8"
        lacking = error.object[error.start : error.end]
        print(_(message, path=name, encoding=source.encoding, text=lacking), file=sys.stderr)
        sys.stdout.buffer.write(source.encode(source.text))
        return None, 2
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    return fixed.report, 0


def unified(old: str, new: str, path: str, color: bool) -> str:
    """A unified diff, safe for a terminal."""
    out = []
    before, after = old.split("\n"), new.split("\n")
    for line in difflib.unified_diff(before, after, path, path, lineterm=""):
        shown = safe(line.removesuffix("\r").replace("\t", "    "))
        if color and line[:1] in "+-@":
            shown = click.style(shown, fg={"+": "green", "-": "red", "@": "cyan"}[line[0]])
        out.append(shown + "\n")
    return "".join(out)


def _umask() -> int:
    """The permissions a new file does not get; asking sets them, so they are set back."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def write_atomically(path: str, data: bytes) -> None:
    """Write aside in the same folder and rename; mode and, through a link, the link's target are kept. May be a new file."""
    target = os.path.realpath(path)
    mode = os.stat(target).st_mode if os.path.exists(target) else 0o666 & ~_umask()
    if os.path.exists(target) and not os.access(target, os.W_OK):  # a rename would go through: keep what is protected
        raise PermissionError(13, os.strerror(13), target)
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
