"""Readers: a Source to a Draft, by the file's suffix."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from outlint import language
from outlint.draft import Draft
from outlint.formats.front import Front, read_front
from outlint.merge_tags import Tag, scan
from outlint.source import Source
from outlint.structure import Structure
from outlint.view import HOLE

TEMPLATE_SUFFIXES = (".j2", ".jinja", ".jinja2", ".hbs", ".handlebars", ".mustache", ".liquid", ".njk", ".twig", ".tmpl")
MARKDOWN = (".md", ".markdown", ".mdx")
HTML = (".html", ".htm", ".xhtml", ".mjml")
MAIL = (".eml",)
TEXT = (".txt", ".text")
_NOISE = re.compile(rf"https?://\S+|www\.\S+|(?<!\S)[^\s@]{{1,200}}@\S+|{HOLE}|`[^`\n]*`|\x00+")


def suffixes(path: str) -> tuple[str, str]:
    """(suffix of the mail, suffix of the template language or ""), lower case: "a.html.j2" -> (".html", ".j2")."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    stem, dot, last = name.rpartition(".")
    if not dot:
        return "", ""
    if f".{last}" in TEMPLATE_SUFFIXES:
        inner = stem.rpartition(".")
        return (f".{inner[2]}" if inner[1] and inner[2] in _KNOWN else ""), f".{last}"
    return f".{last}", ""


_KNOWN = {s[1:] for s in (*MARKDOWN, *HTML, *MAIL, *TEXT)}


def read(
    source: Source,
    structure: Structure,
    *,
    template: bool | None = None,
    dialects: Mapping[str, Any] | None = None,
    declared: frozenset[str] = frozenset(),
    lang: str | None = None,
) -> Draft:
    """Read a draft. `template`, `declared` (names of merge variables) and `lang` come from the configuration."""
    kind, template_suffix = suffixes(source.path)
    if kind in MAIL:
        from outlint.formats.eml import read_eml

        draft = read_eml(source, structure, dialects=dialects, suffix=template_suffix)
        tags: Sequence[Tag] = ()
    else:
        tags = scan(source.text, dialects=dialects, suffix=template_suffix)
        front = read_front(source, structure, tags)
        values = [h.span for h in front.headers]
        tags = [t for t in tags if t.span.start >= front.end or any(v.contains(t.span) for v in values)]
        draft = _body(source, structure, front, tags, kind, template_suffix)
    blocks = any(t.kind == "block" for t in tags)
    said = draft.meta.get("template")
    is_template = bool(said) if isinstance(said, bool) else template
    if is_template is None:
        is_template = bool(template_suffix) or kind == ".mjml" or blocks or draft.template or _all_declared(draft, declared)
    return _with_language(replace(draft, template=is_template, tags=tuple(tags)), structure, lang)


def _body(
    source: Source, structure: Structure, front: Front, tags: Sequence[Tag], kind: str, template_suffix: str
) -> Draft:
    if kind in HTML or (not kind and source.text.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<mjml"))):
        from outlint.formats.html import read_html

        return read_html(source, structure, front, tags)
    if kind in MARKDOWN:
        from outlint.formats.markdown import read_markdown

        return read_markdown(source, structure, front, tags)
    from outlint.formats.text import read_text

    return read_text(source, structure, front, tags)


def _all_declared(draft: Draft, declared: frozenset[str]) -> bool:
    return bool(draft.placeholders) and all(p.name in declared for p in draft.placeholders)


def _with_language(draft: Draft, structure: Structure, forced: str | None) -> Draft:
    body = _NOISE.sub(" ", "\n".join(part.words for part in draft.parts[:1]))
    subject = _NOISE.sub(" ", draft.subject.text) if draft.subject is not None else ""
    declared = language.code(draft.meta.get("lang") or draft.meta.get("language"))
    main = forced or declared or language.detect(body, structure) or language.detect(subject, structure)
    return replace(draft, language=main, languages=language.languages_in_play(main, subject, body, structure))
