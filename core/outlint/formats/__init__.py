"""Readers: a Source to a Draft, by the file's suffix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from outlint import language
from outlint.formats.front import Front, read_front
from outlint.merge_tags import scan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.draft import Draft
    from outlint.merge_tags import Tag
    from outlint.source import Source
    from outlint.structure import Structure

TEMPLATE_SUFFIXES = (
    ".j2",
    ".jinja",
    ".jinja2",
    ".hbs",
    ".handlebars",
    ".mustache",
    ".liquid",
    ".njk",
    ".twig",
    ".tmpl",
)
MARKDOWN = (".md", ".markdown", ".mdx")
HTML = (".html", ".htm", ".xhtml", ".mjml")
MAIL = (".eml",)
TEXT = (".txt", ".text")
_HTML_STARTS = ("<!doctype", "<html", "<mjml")


def suffixes(path: str) -> tuple[str, str]:
    """(suffix of the mail, suffix of the template language or ""), lower case: "a.html.j2" -> (".html", ".j2")."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    stem, dot, last = name.rpartition(".")
    if not dot:
        return "", ""
    if f".{last}" not in TEMPLATE_SUFFIXES:
        return f".{last}", ""
    inner = stem.rpartition(".")
    known = bool(inner[1]) and f".{inner[2]}" in (*MARKDOWN, *HTML, *MAIL, *TEXT)
    return (f".{inner[2]}" if known else ""), f".{last}"


def read(
    source: Source,
    structure: Structure,
    *,
    template: bool | None = None,
    dialects: Mapping[str, Any] | None = None,
    declared: frozenset[str] = frozenset(),
    lang: str | None = None,
) -> Draft:
    """Read a draft of any format; text of an unknown suffix reads as plain text. Never raises.

    `template`, `declared` (names of merge variables) and `lang` come from the configuration; `dialects` is the table
    of placeholder notations.
    """
    kind, template_suffix = suffixes(source.path)
    tags: Sequence[Tag] = ()
    if kind in MAIL:
        from outlint.formats.eml import read_eml

        draft = read_eml(source, structure, dialects, template_suffix, declared)
    else:
        tags = scan(source.text, dialects=dialects, suffix=template_suffix, declared=declared)
        front = read_front(source, structure, tags)
        tags = [t for t in tags if t.span.start >= front.end or _is_written(t, front)]
        draft = _body(source, structure, front, tags, kind)
    if template is None:
        template = draft.template or bool(template_suffix) or kind == ".mjml" or any(t.kind == "block" for t in tags)
        template = template or _all_declared(draft, declared)
    said = draft.meta.get("template")
    spoken, in_play = _languages(draft, structure, lang)
    return replace(
        draft,
        template=said if isinstance(said, bool) else template,
        tags=tuple(tags),
        language=spoken,
        languages=in_play,
    )


def _body(source: Source, structure: Structure, front: Front, tags: Sequence[Tag], kind: str) -> Draft:
    if kind in HTML or (not kind and source.text.lstrip()[:15].lower().startswith(_HTML_STARTS)):
        from outlint.formats.html import read_html

        return read_html(source, structure, front, tags)
    if kind in MARKDOWN:
        from outlint.formats.markdown import read_markdown

        return read_markdown(source, structure, front, tags)
    from outlint.formats.text import read_text

    return read_text(source, structure, front, tags)


def _is_written(tag: Tag, front: Front) -> bool:
    """Whether a tag above the body stands in a header's value or between headers: `to: [a, b]` is a list of two."""
    if tag.kind != "output" and tag.span.start >= front.span.end:
        return True
    return any(h.span.contains(tag.span) for h in front.headers)


def _all_declared(draft: Draft, declared: frozenset[str]) -> bool:
    return bool(draft.placeholders) and all(p.name in declared for p in draft.placeholders)


def _languages(draft: Draft, structure: Structure, forced: str | None) -> tuple[str | None, tuple[str, ...]]:
    declared = forced or draft.meta.get("lang") or draft.meta.get("language")
    subject = draft.subject.text if draft.subject is not None else ""
    body = draft.parts[0].words if draft.parts else ""
    found, in_play = language.draft_language(subject, body, structure, declared)
    return found.language, in_play
