"""Where a suppression is written: above a paragraph, into the front matter, into the configuration."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris

from outlint.draft import Draft
from outlint.finding import Finding
from outlint.formats import suffixes
from outlint.text import Span
from outlint_server.analysis import Analysis
from outlint_server.edits import difference
from outlint_server.positions import Positions

if TYPE_CHECKING:
    from outlint_server.server import Server

_JINJA = (".j2", ".jinja", ".jinja2", ".twig", ".njk")
_LIST = re.compile(r"^outlint:[ \t]*\{[ \t]*ignore:[ \t]*\[(?P<names>[^\]\n]*)\]", re.M)


def here(analysis: Analysis, finding: Finding) -> lsp.TextEdit | None:
    """A comment above the paragraph (or the subject) a finding stands in; None where a file has no comments."""
    assert analysis.report is not None
    draft = analysis.report.draft
    start = _above(draft, finding.span)
    plain = draft.format == "text" and suffixes(draft.source.path)[1] not in _JINJA
    if draft.format == "eml" or plain or start is None:
        return None
    newline = draft.source.newline
    gap = newline if draft.format == "markdown" else ""
    comment = _comment(draft, finding.rule) + newline + gap
    return lsp.TextEdit(analysis.positions.range((start, start)), comment)


def in_file(analysis: Analysis, rule: str) -> lsp.TextEdit | None:
    """The rule's name in the front matter, which is made when there is none."""
    assert analysis.report is not None
    draft = analysis.report.draft
    if draft.format == "eml":
        return None
    text, newline = draft.source.text, draft.source.newline
    low, high = draft.meta_span
    if high <= low or not text.startswith("---"):
        new = f"---{newline}outlint: {{ignore: [{rule}]}}{newline}---{newline}"
        return lsp.TextEdit(analysis.positions.range((0, 0)), new)
    return _into_front(analysis, rule)


def _into_front(analysis: Analysis, rule: str) -> lsp.TextEdit | None:
    assert analysis.report is not None
    draft = analysis.report.draft
    text, newline = draft.source.text, draft.source.newline
    low, high = draft.meta_span
    listed = _LIST.search(text, low, high)
    if listed is not None:
        end = listed.end("names")
        comma = ", " if listed["names"].strip() else ""
        return lsp.TextEdit(analysis.positions.range((end, end)), f"{comma}{rule}")
    if "outlint" in draft.meta:
        return None  # written in another way: left to the writer
    first = text.find("\n", low) + 1 or low
    return lsp.TextEdit(analysis.positions.range((first, first)), f"outlint: {{ignore: [{rule}]}}{newline}")


def _comment(draft: Draft, rule: str) -> str:
    if suffixes(draft.source.path)[1] in _JINJA:
        return f"{{# outlint: ignore {rule} #}}"
    return f"<!-- outlint: ignore {rule} -->"


def _above(draft: Draft, span: Span) -> int | None:
    """The start of the line of the paragraph or subject that a finding touches."""
    subject = draft.header("subject")
    if subject is not None and subject.span.overlaps((span.start, span.end + 1)):
        if draft.meta_span.contains(subject.span):
            return None  # a comment can't stand inside of front matter
        return subject.span.start
    for part in draft.parts:
        for p in part.paragraphs:
            place = part.view.to_source(p.span)
            if place.overlaps((span.start, max(span.end, span.start + 1))):
                return _line_start(draft, place.start)
    return None


def _line_start(draft: Draft, offset: int) -> int:
    lines = draft.source.lines
    return lines.start(lines.position(offset).line)


def in_workspace(server: Server, rule: str, config: str) -> lsp.WorkspaceEdit | None:
    """The edit that adds a rule to `ignore` of a configuration, which is made when there is none."""
    uri = uris.from_fs_path(config)
    if uri is None:
        return None
    text, version = server.text_of(config)
    if text is None:
        return server.writer.create(uri, with_rule_ignored("", rule, False))
    try:
        new = with_rule_ignored(text, rule, os.path.basename(config) == "pyproject.toml")
    except ValueError:
        return None
    at = Positions(text, server.state.encoding)
    return server.writer.edit(uri, version, difference(at, text, new))


def with_rule_ignored(text: str, rule: str, pyproject: bool) -> str:
    """The configuration with the rule in its `ignore`, all else as it was. Raises ValueError for what is no TOML."""
    import tomlkit

    document = tomlkit.parse(text)
    table = document
    if pyproject:
        tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
        table = tool.setdefault("outlint", tomlkit.table())
    names = table.get("ignore")
    if names is None:
        names = tomlkit.array()
        table["ignore"] = names
    if rule not in names:
        names.append(rule)
    return tomlkit.dumps(document)
