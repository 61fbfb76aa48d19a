"""sentence-too-long: words of a sentence, characters where words are not spaced."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    view = ctx.part.view
    most_words, most_characters = int(ctx.options["words"]), int(ctx.options["characters"])
    for p in ctx.paragraphs("body"):
        if p.block is not Block.TEXT or p.span.end - p.span.start < min(most_words * 2, most_characters):
            continue
        if ctx.size(p) <= most_words:
            continue
        for s in ctx.sentences(p):
            text = view.text[s.start : s.end]
            size = prose.words(text) if len(text) > most_words * 2 else 0
            if size <= most_words:
                continue
            if not prose.is_cjk(text):
                yield ctx.at(view, s, size=size, max=most_words)
            elif (characters := prose.cjk_characters(text)) > most_characters:
                yield ctx.at(view, s, "characters", size=characters, max=most_characters)
