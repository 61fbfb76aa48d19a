"""Open documents: their text as the client last sent it, and the name a draft of that kind would have."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from lsprotocol import types as lsp
from pygls import uris

from outlint.formats import HTML, MAIL, MARKDOWN, TEMPLATE_SUFFIXES, TEXT, suffixes
from outlint.text import sound
from outlint_server.positions import Positions

_SUFFIX = {
    "markdown": ".md",
    "html": ".html",
    "plaintext": ".txt",
    "eml": ".eml",
    "mail": ".eml",
    "jinja": ".txt.j2",
    "jinja-html": ".html.j2",
    "jinja-md": ".md.j2",
    "liquid": ".html.liquid",
    "handlebars": ".html.hbs",
    "mjml": ".mjml",
    "toml": ".toml",
}
_KNOWN = frozenset((*MARKDOWN, *HTML, *MAIL, *TEXT, ".toml"))


@dataclass
class Document:
    """One open document. `path` is what the reader and the configuration go by; `text` is the client's."""

    uri: str
    language_id: str
    version: int
    text: str
    encoding: str
    path: str = field(init=False)
    _positions: Positions | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.path = path_of(self.uri, self.language_id)
        self.text = sound(self.text)

    @property
    def positions(self) -> Positions:
        if self._positions is None:
            self._positions = Positions(self.text, self.encoding, int(self.text.startswith("\ufeff")))
        return self._positions

    @property
    def configuration(self) -> bool:
        return os.path.basename(self.path) in ("outlint.toml", "pyproject.toml")

    def change(self, version: int, changes: Sequence[lsp.TextDocumentContentChangeEvent]) -> None:
        """Apply the client's changes, each to the text that the one before it left."""
        self.version = version
        for change in changes:
            new = sound(change.text)
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                at = self.positions
                low, high = at.raw_offset(change.range.start), at.raw_offset(change.range.end)
                new = self.text[:low] + new + self.text[max(low, high) :]
            self.text = new
            self._positions = None


def path_of(uri: str, language_id: str = "") -> str:
    """The file's path; an unsaved document is named by its language, in the folder the server runs in."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    if path is None:
        path = os.path.join(os.getcwd(), uri.rpartition(":")[2].rpartition("/")[2] or "draft")
    kind, template = suffixes(path)
    if kind in _KNOWN or template in TEMPLATE_SUFFIXES:
        return path
    return path + _SUFFIX.get(language_id, "")


def same(uri: str) -> str:
    """A URI to compare by: clients escape the same characters differently ("c%3A", "c:")."""
    from urllib.parse import unquote

    return unquote(uri)
