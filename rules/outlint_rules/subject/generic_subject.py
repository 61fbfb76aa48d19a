"""generic-subject: a subject with nothing particular in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint import prose
from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import HOLE

_PARTICULAR = re.compile(rf"{HOLE}|\d|[«\"“「『《]")
_NAME = re.compile(r"(?<=[\w,:-] )[^\W\d_a-z][\w'’]+|\b[A-Z][a-z]+[A-Z]\w*|\b[A-Z]{2,5}\b")
_LATIN_IN_CJK = re.compile(r"[A-Za-z]{2,}")
_MAX_WORDS = 9


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if subject is None:
        return
    text = subject.text.strip()
    if not text or _PARTICULAR.search(text) or prose.columns(text) > 60:
        return
    if prose.is_cjk(text):
        if prose.words(text) > _MAX_WORDS or _LATIN_IN_CJK.search(text):
            return
    elif prose.words(text) > _MAX_WORDS or (_NAME.search(text) and not text.istitle()):
        return
    start = subject.text.index(text)
    yield ctx.at(subject, (start, start + len(text)))
