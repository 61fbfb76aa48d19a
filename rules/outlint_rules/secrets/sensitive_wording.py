"""sensitive-wording: marks of confidence, and the words that the company named; someone else must read the mail first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from outlint.finding import Finding
from outlint.fold import fold
from outlint.phrase_items import ItemError, compile_item
from outlint.phrases import Searcher
from outlint.rule import SCOPES, Context, Hit, apart

_APPROVED = "approved"


def check(ctx: Context) -> Iterator[Finding]:
    if str(ctx.draft.meta.get(_APPROVED) or "").strip():
        return
    hits = ctx.hits("markings") if ctx.options["markings"] else []
    words = tuple(str(word) for word in ctx.options["words"] if str(word).strip())
    if words:
        hits = sorted([*hits, *_own(ctx, words)], key=lambda h: (h.view is ctx.part.view, h.span))
    for hit in apart(hits):
        if hit.text.casefold() not in ctx.settings.accept:
            yield ctx.at(hit.view, hit.span, phrase=hit.text)
    if words and ctx.part is ctx.draft.main:
        yield from _attached(ctx, words)


def _own(ctx: Context, words: tuple[str, ...]) -> list[Hit]:
    """The company's words in the subject and what the writer wrote, whatever the language."""
    letters = ctx.letters()  # traditional Chinese is read as simplified
    searcher = _searcher(words) if letters is None else Searcher([("own", "any", _listed(words))], letters)
    found = searcher.search(ctx.part, ctx.draft.subject)
    return [h for h in found.get("own", {}).get("words", ()) if h.place in ctx.rule.scope]


def _attached(ctx: Context, words: tuple[str, ...]) -> Iterator[Finding]:
    """Files whose name has one of the words in it: 合同2026.pdf."""
    plain = [fold(word).text.strip() for word in words]
    for file in ctx.draft.attachments:
        name = fold(file.name.replace("_", " ")).text
        if any(word in name for word in plain):
            yield ctx.finding(file.span, "attachment", name=file.name)


@lru_cache(maxsize=8)
def _searcher(words: tuple[str, ...]) -> Searcher:
    return Searcher([("own", "any", _listed(words))])


def _listed(words: tuple[str, ...]) -> dict[str, Any]:
    items = [[word, None, _variants(word)] for word in words]
    return {"set": "words", "weight": 1.0, "reason": "", "places": SCOPES, "items": items, "except": []}


def _variants(word: str) -> list[tuple[str, str | None, bool, str | None]]:
    """A word by the syntax of phrases; one that is none is looked for as it stands."""
    try:
        return compile_item(word)
    except ItemError:
        return [(fold(word).text.strip(), None, False, None)]
