"""subject-too-long: display columns of the subject, and where its first concrete thing stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint import prose
from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import HOLE

_CONCRETE = re.compile(rf"{HOLE}|[$€£¥]?\d")


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if subject is None or not subject.text.strip():
        return
    text = subject.text.rstrip()
    start = len(text) - len(text.lstrip())
    width = prose.columns(text[start:])
    most = int(ctx.options["columns"])
    if width > most:
        yield ctx.at(subject, (start, len(text)), columns=width, max=most)
        return
    first = _CONCRETE.search(text)
    if first is None:
        return
    column = prose.columns(text[start : first.start()]) + 1
    if column > int(ctx.options["phone"]):
        yield ctx.at(subject, (first.start(), len(text)), "late", column=column, phone=ctx.options["phone"])
