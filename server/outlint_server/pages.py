"""A page for each rule, written beside the cache when a client first links to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import outlint_rules
from outlint.messages import _, translate

if TYPE_CHECKING:
    from outlint.book import Book

_paths: dict[tuple[str, str], str | None] = {}


def uri(rule: str, book: Book) -> str | None:
    """The file URI of a rule's page; None when it can't be written."""
    key = (rule, _("Why"))  # a page for each language of messages
    if key not in _paths:
        _paths[key] = _write(rule, book)
    return _paths[key]


def markdown(rule: str, book: Book) -> str:
    """What a rule flags, why, how to change it, a bad and a good example, its sources."""
    found, doc = book.rules[rule], outlint_rules.doc_of(book, rule)
    lines = [f"# {rule}", "", f"{found.group} · {_(found.severity.label)}", "", translate(doc.what), ""]
    lines += [f"## {_('Why')}", "", translate(doc.why), ""]
    for name, option in doc.options.items():
        lines += [f"- `[rules.{rule}] {name} = {option['default']!r}`: {translate(option['doc'])}"]
    lines += ["", *example(_("Bad"), doc.bad, "##"), *example(_("Good"), doc.good, "##")]
    if found.sources:
        lines += [f"## {_('Sources')}", "", *(source(t, u) for t, u in found.sources)]
    return "\n".join(lines).rstrip() + "\n"


def example(heading: str, text: str, level: str = "**") -> list[str]:
    if not text:
        return []
    fence = "~~~~"
    top = f"{level} {heading}" if level.startswith("#") else f"{level}{heading}{level}"
    return [top, "", f"{fence}text", text, fence, ""]


def source(name: str, url: str) -> str:
    return f"- [{name}]({url})" if url else f"- {name}"


def _write(rule: str, book: Book) -> str | None:
    from platformdirs import user_cache_path

    path = user_cache_path("outlint") / "pages" / _("en") / f"{rule}.md"
    try:
        text = markdown(rule, book)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            temporary = path.with_name(f".{rule}.{os.getpid()}")
            temporary.write_text(text, "utf-8")
            os.replace(temporary, path)
    except (OSError, KeyError, ValueError):
        return None
    return path.as_uri()
