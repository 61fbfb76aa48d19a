"""capitals: words shouted in capital letters, acronyms and the company's own terms aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from outlint import prose
from outlint.checks.existence import regions
from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span

_CAPITALS = re.compile(
    r"[^\W\d_a-zа-я](?<![\w.@/#&'’,-].)[^\W\d_a-zа-я]+(?:['’-][^\W\d_a-zа-я]+)*(?![\w/@=]|\.\w|-----|\s?\{)"
)
"""Not what a program wrote: -----END PGP MESSAGE-----, main.c,NONE,1.1, BEGIN {, LEVEL=3."""
_INNER = re.compile(r"['’-]")
_LETTER = re.compile(r"[^\W\d_]")


def check(ctx: Context) -> Iterator[Finding]:
    """Options: letters (one word that long is enough), run (more short words in a row than this are too many), name.

    A row is capital words with only blanks and light punctuation between them; known acronyms and terms don't count.
    Up to `name` words in a row that no list of common words holds are taken for a name: a company, a person, a list's tag.
    """
    texts = (
        (view, ctx.part.words if view is ctx.part.view else view.text, low, high) for view, low, high in regions(ctx)
    )
    letters, run = int(ctx.options["letters"]), int(ctx.options["run"])
    shown = [region for region in texts if _may_shout(region[1][region[2] : region[3]], letters, run)]
    if not shown:
        return
    fine, lang = _terms(ctx), ctx.draft.language
    named, common, forms = (_listed(ctx, key) for key in ("names", "shouted", "forms"))
    for view, text, start, end in shown:
        for span in runs(text, start, end, fine, named, letters, run):
            words = text[span.start : span.end]
            sure = prose.lower(words, lang) in common or not words.isalpha()
            if common and _may_be_name(words, common, int(ctx.options["name"]), lang):
                continue
            if _is_company(text, span, forms, common, lang):
                continue
            calm = _calm(words, _opens(text, start, span.start), fine, lang)
            fix = ctx.replace(view, span, calm, safe=sure)
            yield ctx.at(view, span, phrase=words, fix=fix)


_TWO = re.compile("[A-Z\x80-\U0010ffff]{2}")
_CAPITAL = bytes(65 if 65 <= c <= 90 else 0 for c in range(256))


@lru_cache(maxsize=4096)
def _may_shout(text: str, letters: int, run: int) -> bool:
    """Whether anything is shouted if no word is an acronym or a name."""
    return _has_two(text) and bool(runs(text, 0, len(text), frozenset(), frozenset(), letters, run))


def _has_two(text: str) -> bool:
    """Whether two characters that may be capitals stand together: most paragraphs have none, and so nothing shouted."""
    if text.isascii():
        return b"AA" in text.encode().translate(_CAPITAL)
    return _TWO.search(text) is not None


def _listed(ctx: Context, key: str) -> frozenset[str]:
    """Words of one kind in all languages of the draft."""
    source = ctx.rule.check["acronyms"]
    return ctx.keep(
        (source, key), lambda: frozenset(w for lang in ctx.data_of(source).values() for w in lang.get(key, ()))
    )


def _terms(ctx: Context) -> frozenset[str]:
    brands = ctx.settings.profile.get("brands", ())
    own = [brands] if isinstance(brands, str) else list(brands)
    company = ctx.settings.profile.get("company", "")
    own += company.split() if isinstance(company, str) else []
    listed = _listed(ctx, "acronyms")
    said = {w.upper() for w in (*own, *ctx.settings.accept)}
    return listed | said if said else listed


def runs(
    text: str, start: int, end: int, fine: frozenset[str], named: frozenset[str], letters: int, run: int
) -> list[Span]:
    """Spans of shouted words: lone ones of `letters` or more, and `run` or more in a row. Linear.

    A row that one of `named` opens is the name of a company or a person: PT DUTA SEJAHTERA.
    """
    out: list[Span] = []
    row: list[Span] = []

    def close() -> None:
        if row and text[row[0].start : row[0].end] in named:
            row.clear()
        shouted = [w for w in row if text[w.start : w.end] not in fine]
        long = [w for w in shouted if len(_LETTER.findall(text[w.start : w.end])) >= letters]
        if (long and len(shouted) * 2 >= len(row)) or len(shouted) > run:
            out.append(Span(row[0].start, row[-1].end))
        row.clear()

    for m in _CAPITALS.finditer(text, start, end):
        if not _cased(m.group()) or _is_code(m.group()):
            continue
        word = Span(*m.span())
        if row and not _joins(text[row[-1].end : word.start]):
            close()
        row.append(word)
    close()
    return out


def _may_be_name(words: str, common: frozenset[str], most: int, lang: str | None) -> bool:
    found = _CAPITALS.findall(words)
    pieces = [piece for w in found for piece in (w, *_INNER.split(w))]
    return len(found) <= most and not any(prose.lower(p, lang) in common for p in pieces)


def _cased(word: str) -> bool:
    """Whether it is really written in capitals; "参考URL" holds letters that have no case."""
    return word.upper() == word and (word.isascii() or all(c.lower() != c for c in word if c.isalpha()))


def _is_code(word: str) -> bool:
    """A part number with a prefix: XK-BRAVO."""
    return "-" in word and any(len(piece) < 3 for piece in word.split("-"))


_MOST = 5  # words of a company's name with its form
_FORM_BEHIND = re.compile(r",?\s([A-Z][A-Za-z.]{1,7})(?!\w)")


def _is_company(text: str, span: Span, forms: frozenset[str], common: frozenset[str], lang: str | None) -> bool:
    """Whether a row is a company's name with its form, MORELLI SRL or MORELLI S.r.l., and no word that people shout."""
    name = re.findall(r"[^\W\d_]+", text[span.start : span.end])
    behind = _FORM_BEHIND.match(text, span.end)
    form = behind.group(1).replace(".", "") if behind else ""
    if form.upper() not in forms or not (form.isupper() or len(form) > 2):
        form = name.pop() if len(name) > 1 else ""
    if form.upper() not in forms or len(name) >= _MOST:
        return False
    return all(prose.lower(w, lang) not in common for w in name)


def _joins(between: str) -> bool:
    return len(between) <= 3 and between.strip(" ,&'\"-") == ""


def _opens(text: str, start: int, at: int) -> bool:
    before = text[start:at].rstrip(" \"'([“«")
    return not before or before[-1] in ".!?:。！？\n"


def _calm(words: str, opens: bool, fine: frozenset[str], lang: str | None) -> str:
    """The words in lower case, terms kept, a capital where a sentence opens."""
    out = re.sub(r"[^\W\d_]+", lambda m: m.group() if m.group() in fine else prose.lower(m.group(), lang), words)
    return prose.capital(out, lang) if opens else out
