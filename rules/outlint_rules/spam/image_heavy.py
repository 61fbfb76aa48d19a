"""image-heavy: pictures in the place of words, and pictures that nothing stands for."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.draft import Image
from outlint.finding import Finding
from outlint.rule import Context
from outlint.view import HOLE

_BLOCKS = ("block", "define", "extends", "include", "template", "yield")
_TINY = ("spacer", "pixel", "track", "open.", "1x1", "beacon", "blank.gif")


def check(ctx: Context) -> Iterator[Finding]:
    shown = [i for i in ctx.part.images if not _is_counter(i)]
    if not shown:
        return
    least = int(ctx.options["words"]) if len(shown) > 1 else int(ctx.options["words"]) // 3
    size = sum(prose.words(ctx.part.text_of(p)) for p in ctx.part.paragraphs)
    if size < least and not ctx.draft.fragment and not _is_layout(ctx):
        related = tuple(i.span for i in shown[1:])
        yield ctx.finding(shown[0].span, words=size, least=least, related=related)
    bare = [i for i in shown if i.alt is None]
    if bare:
        yield ctx.finding(bare[0].span, "alt", count=len(bare), related=tuple(i.span for i in bare[1:]))


def _is_layout(ctx: Context) -> bool:
    """Whether the words come from elsewhere: a paragraph that is one merge variable, or a template's blocks."""
    if any(tag.kind == "block" and tag.name.startswith(_BLOCKS) for tag in ctx.draft.tags):
        return True
    return any(not ctx.part.text_of(p).strip(f"{HOLE} \n") for p in ctx.part.paragraphs)


def _is_counter(image: Image) -> bool:
    """Whether it is there to be loaded, not to be seen."""
    if image.tiny:
        return True
    name = image.src.lower()
    return not name or any(word in name for word in _TINY)
