"""What the tests of the readers share: the built-in words and dialects, and what a draft shows."""

from __future__ import annotations

import outlint_rules
from outlint.draft import Draft, Role
from outlint.formats import read
from outlint.source import Source
from outlint.structure import Structure
from outlint.view import View

_SHARED = outlint_rules.load().shared
STRUCTURE = Structure.from_data(_SHARED["structure"])
DIALECTS = _SHARED["dialects"]
MARKUP = (
    [*"[]()*_`<>!&#~|-=:.,\\/@{}%\"'>+ \n\r\t0aé你。😀\u0301\u2028\x00\ufffc"]
    + ["\r\n", "\n\n", "```", "<!--", "-->", "[//]: # (x)", "---\n", "Subject: ", "From: a\n", "On x wrote:\n", "-- \n"]
    + ["{{ name }}", "{% if a %}", "*|FNAME|*", "[First Name]", "Hi Tom,", "Best regards,", "unsubscribe", "P.S. "]
    + [
        "https://a.example/b",
        "a@b.example",
        "&amp;",
        "<br>",
        "<a href='x'>",
        "</a>",
        "[a](b)",
        "> ",
        "- ",
        "1. ",
        "    ",
    ]
    + ["subject: ", '"', "- a\n", "|\n", "key: [a, b]\n", "| a | b |\n", "=====\n", "　　", "敬具", "此致", "田中様\n"]
)
"""Pieces of text that mean something to some reader: what random drafts are made of."""


def draft_of(text: str, path: str = "mail.txt", **options: object) -> Draft:
    return read(Source(path, text), STRUCTURE, dialects=DIALECTS, **options)  # type: ignore[arg-type]


def shown(draft: Draft, *roles: Role) -> list[str]:
    """The text of the paragraphs, of some roles only when given."""
    return [draft.main.text_of(p) for p in draft.main.paragraphs if not roles or p.role in roles]


def roles(draft: Draft) -> list[tuple[str, str]]:
    return [(p.role.value, draft.main.text_of(p)) for p in draft.main.paragraphs]


def quoted(draft: Draft, words: str) -> str:
    """The source characters behind words of the body's view."""
    return behind(draft, draft.main.view, words)


def behind(draft: Draft, view: View, words: str) -> str:
    at = view.text.index(words)
    span = view.to_source((at, at + len(words)))
    return draft.source.text[span.start : span.end]


def assert_maps(draft: Draft) -> None:
    """The law of positions: literal segments are the source's characters; segments and paragraphs stand in order."""
    text = draft.source.text
    for view in [*(p.view for p in draft.parts), *(h.value for h in draft.headers)]:
        at = base = 0
        for s in view.segments:
            assert s.start == at
            assert s.start <= s.end
            assert base <= s.base_start <= s.base_end <= len(text)
            at, base = s.end, s.base_end
            if s.literal:
                assert view.text[s.start : s.end] == text[s.base_start : s.base_end]
        assert at == len(view.text)
    for part in draft.parts:
        at = 0
        for p in part.paragraphs:
            assert at <= p.span.start < p.span.end <= len(part.view.text)
            assert not part.view.text[at : p.span.start].strip(), "text between paragraphs"
            at = p.span.end
        assert not part.view.text[at:].strip(), "text behind the last paragraph"
        for span in (*part.hidden, *(link.text_span for link in part.links)):
            assert 0 <= span.start <= span.end <= len(part.view.text)
    for placeholder in draft.placeholders:
        assert 0 <= placeholder.span.start < placeholder.span.end <= len(text)
        if placeholder.view_span is not None:
            assert draft.main.view.to_source(placeholder.view_span) == placeholder.span
