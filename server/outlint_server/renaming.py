"""A merge variable renamed in every template of the workspace, in the configuration and in the contacts' header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams

from outlint.contacts import contacts_of
from outlint.files import find
from outlint.messages import _
from outlint_server import variables
from outlint_server.analysis import as_file
from outlint_server.positions import Positions

if TYPE_CHECKING:
    from outlint_server.server import Server

Changes = dict[str, tuple[int | None, list[lsp.TextEdit]]]


async def rename(server: Server, uri: str, old: str, new: str) -> lsp.WorkspaceEdit:
    """The edits of a renaming. Raises JsonRpcInvalidParams, which the client shows, for a name that can't be one."""
    new = new.strip()
    if not variables.is_name(new):
        message = _("{name} can't be the name of a merge variable: letters, digits, _ and dots, no blanks", name=new)
        raise JsonRpcInvalidParams(message)
    document = server.state.document(uri)
    assert document is not None
    config = server.state.session.file_of(document.path)
    changes = await server.state.work(lambda: _in_templates(server, document.path, old, new))
    _in_config(server, config, old, new, changes)
    _in_contacts(server, document.path, old, new, changes)
    return server.writer.edits(changes)  # type: ignore[arg-type]


def _in_templates(server: Server, path: str, old: str, new: str) -> Changes:
    """Edits of each draft that names the variable, as open or as on disk, under the same configuration."""
    out: Changes = {}
    config = server.state.session.file_of(path)
    for file in dict.fromkeys([path, *find(server.folders()).files]):
        text, version = server.text_of(file)
        uri = uris.from_fs_path(file)
        if text is None or uri is None or old not in text or server.state.session.file_of(file) != config:
            continue
        draft = server.state.session.checker(file).read(as_file(text, file))
        at = Positions(text, server.state.encoding, int(text.startswith("\ufeff")))
        edits = [lsp.TextEdit(at.range(s), new) for s in variables.uses(draft.source.text, draft, old)]
        if edits:
            held = server.state.document(uri)
            out[held.uri if held else uri] = (version, edits)
    return out


def _in_config(server: Server, config: str | None, old: str, new: str, changes: Changes) -> None:
    text, version = server.text_of(config) if config else (None, None)
    uri = uris.from_fs_path(config) if config else None
    span = variables.config_key(text, old) if text else None
    if text is None or uri is None or span is None:
        return
    quoted = text[span.start - 1 : span.start] in ('"', "'")
    name = new if quoted or "." not in new else f'"{new}"'
    changes[uri] = (version, [lsp.TextEdit(Positions(text, server.state.encoding).range(span), name)])


def _in_contacts(server: Server, path: str, old: str, new: str, changes: Changes) -> None:
    """The column's name, where it is written exactly so in a UTF-8 table's first line."""
    known = contacts_of(server.state.session.settings(path).for_path(path))
    if known.path is None or old not in known.columns or known.path.endswith((".json", ".jsonl")):
        return
    text, version = server.text_of(known.path)
    uri = uris.from_fs_path(known.path)
    if text is None or uri is None:
        return
    start = text.find(old, 0, text.find("\n") + 1 or len(text))
    if start >= 0:
        at = Positions(text, server.state.encoding)
        changes[uri] = (version, [lsp.TextEdit(at.range((start, start + len(old))), new)])
