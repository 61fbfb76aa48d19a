"""obfuscated-word: letters spaced out, swapped for look-alikes, or cut by invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from outlint.checks.existence import regions
from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import View

_LOOKALIKES = str.maketrans(
    "аеорсухѕіјһԁӏвкмнтАВЕКМНОРСТУХЅІЈαοερτυικνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxsijhdlbkmhtABEKMHOPCTYXSIJaoeptuikvABEZHIKMNOPTYX",
)
_SIGNS = str.maketrans("€$@!|0135", "esail" + "oles")
_MIXED = re.compile(r"(?=\w*[A-Za-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])\w{3,40}")
_SPACED = re.compile(r"(?<![\w.])[^\W\d_](?:([.\-_*·])[^\W\d_])(?:\1[^\W\d_]){1,14}(?![\w])")
_SIGNED = re.compile(r"(?<![\w€$@!|.])(?=[A-Za-z]*[€$@!|0135])[A-Za-z€$@!|0135]{4,16}(?![\w€$@|])")
_INVISIBLE = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:[\u200b\u2060\ufeff\u200c\u200d\u00ad]+[A-Za-z\u00c0-\u024f]+)+")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u200c\u200d\u00ad]")
_MARKED = re.compile(r"([.\-_*·])(?<=[^\W\d_].)[^\W\d_]\1")
"""What _MIXED, _INVISIBLE and _SPACED find has one of these, which are found much sooner."""
_ODD = "\u0370-\u04ff\u200b-\u200d\u2060\ufeff€$@|"
_SUSPECT = re.compile(  # from sign to sign, and only then a look at what stands around it
    rf"[{_ODD}!013.\-_*·](?:(?<=[{_ODD}])|(?<=[A-Za-z][!013])|(?<=[!013])[A-Za-z]"
    r"|(?<=[^\W\d_][.\-_*·])[^\W\d_][.\-_*·])"
)
_SHAPES = bytes(
    ord(
        "a"
        if chr(c).isalpha() and c < 128
        else "$"
        if c in b"$@|"
        else "!"
        if c in b"!013"
        else "."
        if c in b".-_*"
        else " "
    )
    for c in range(256)
)
_SUSPECT_SHAPES = (b"$", b"a!", b"!a", b"a.a.")
"""What _SUSPECT finds in ASCII, by its kinds of characters."""


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if not _suspect(ctx.part.words) and (subject is None or not _suspect(subject.text)):
        return
    words = ctx.data["any"]["words"]
    for view, start, end in regions(ctx):
        text = ctx.part.words if view is ctx.part.view else view.text
        if _suspect(text[start:end]):
            yield from _search(ctx, view, text, start, end, words)


def _suspect(text: str) -> bool:
    if not text.isascii():
        return _SUSPECT.search(text) is not None
    shape = text.encode().translate(_SHAPES)
    return any(sign in shape for sign in _SUSPECT_SHAPES)


def _search(ctx: Context, view: View, text: str, start: int, end: int, words: Sequence[str]) -> Iterator[Finding]:
    for m in _INVISIBLE.finditer(text, start, end) if _UNSEEN.search(text, start, end) else ():
        plain = "".join(c for c in m.group() if unicodedata.category(c) != "Cf")
        if "\u00ad" not in m.group():  # a soft hyphen is typography
            fix = ctx.replace(view, m.span(), plain, safe=True)
            yield ctx.at(view, m.span(), "invisible", plain=plain, fix=fix)
    hinted = [p for p, hint in ((_MIXED, _FOREIGN), (_SPACED, _MARKED)) if hint.search(text, start, end)]
    for pattern in (*hinted, _SIGNED):
        for m in pattern.finditer(text, start, end):
            found = _plain(m.group(), words, pattern is _MIXED)
            if found is not None:
                fix = ctx.replace(view, m.span(), found, safe=True)
                yield ctx.at(view, m.span(), word=m.group(), plain=found, fix=fix)


def _plain(found: str, words: Sequence[str], mixed: bool) -> str | None:
    """The word behind the disguise, or None when there is none."""
    plain = found.translate(_LOOKALIKES)
    if mixed:
        return plain if plain.isascii() and plain.isalpha() else None
    plain = re.sub(r"[.\-_*·]", "", plain)
    bare = plain.translate(_SIGNS)
    if bare.lower() not in words:
        return None
    return bare.upper() if sum(c.isupper() for c in found) > 1 else bare
