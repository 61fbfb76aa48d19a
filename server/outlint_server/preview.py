"""The mail as its reader sees it: merge variables filled from a contact, harmless HTML."""

from __future__ import annotations

import html
from typing import Any

from outlint.contacts import contacts_of
from outlint.draft import Draft, Part
from outlint.filling import below_headers, filled, rendered_name
from outlint.messages import _
from outlint_server.analysis import Analysis, as_file

_MOST = 1_000_000
_MISSING = "⟦{}⟧"


def preview(analysis: Analysis, contact: int | None) -> dict[str, Any]:
    """What the preview shows; `missing` are variables without any value, `error` why it can't be shown whole."""
    report = analysis.report
    if report is None:
        return {**_EMPTY, "error": "; ".join(_(t.message) for t in analysis.troubles)}
    settings = analysis.settings
    known = contacts_of(settings)
    if contact is not None and contact >= len(known.rows):
        contact = None
    row = known.rows[contact] if contact is not None else None
    text, missing, error = filled(report.draft, settings, row, _MISSING.format)
    draft = report.draft
    if text != report.source.text:
        checker = analysis.checker
        draft = checker.read(as_file(text, rendered_name(report.path)))
    return {
        "html": body(draft),
        "subject": _header(draft, "subject"),
        "from": _header(draft, "from"),
        "to": _header(draft, "to"),
        "market": ", ".join(report.draft.markets) or None,
        "language": report.draft.language,
        "contacts": known.labels(),
        "contact": contact,
        "missing": missing,
        "error": error or known.error,
    }


_EMPTY: dict[str, Any] = {
    "html": "",
    "subject": "",
    "from": "",
    "to": "",
    "market": None,
    "language": None,
    "contacts": [],
    "contact": None,
    "missing": [],
    "error": None,
}


def body(draft: Draft) -> str:
    """The body as harmless HTML: no scripts, no frames, no remote pictures."""
    if not draft.parts:
        return ""
    part = next((p for p in draft.parts if p.kind == "html"), draft.parts[0])
    if part.kind == "html":
        return _clean(_html_of(draft, part))
    if part.kind == "markdown":
        from markdown_it import MarkdownIt

        shown = part.view.text if draft.format == "eml" else below_headers(draft)
        return _clean(MarkdownIt("commonmark", {"breaks": True}).enable("table").render(shown[:_MOST]))
    return f'<div style="white-space: pre-wrap">{html.escape(part.view.text[:_MOST].strip())}</div>'


def _html_of(draft: Draft, part: Part) -> str:
    """The HTML itself: of a mail file its decoded part, which the view's base holds."""
    if draft.format != "eml":
        return below_headers(draft)[:_MOST]
    return part.view.base.text[:_MOST] if part.view.base is not None else html.escape(part.view.text[:_MOST])


def _clean(markup: str) -> str:
    import nh3

    attributes = {name: set(values) for name, values in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["*"] = {"style", "align", "dir", "lang", "width", "height", "bgcolor", "color"}
    return nh3.clean(
        markup,
        attributes=attributes,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=_STYLES,
        clean_content_tags={"script", "style", "title", "head"},
        attribute_filter=lambda tag, name, value: None if tag == "img" and name == "src" else value,
    )


_STYLES = {
    "background-color", "border", "border-collapse", "border-radius", "color", "direction", "display", "font-family", "font-size",
    "font-style", "font-weight", "height", "letter-spacing", "line-height", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "max-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "text-align", "text-decoration", "vertical-align", "white-space", "width",
}  # fmt: skip


def _header(draft: Draft, name: str) -> str:
    header = draft.header(name)
    return header.text.replace("\ufffc", "…") if header else ""
