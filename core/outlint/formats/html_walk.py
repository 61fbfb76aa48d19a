"""Walks an HTML mail: which element stands in which, as a browser would have it, told to the flow of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Block, Where
from outlint.formats import html_colours as colours
from outlint.formats import html_elements as elements
from outlint.formats.html_flow import Flow, Group
from outlint.formats.html_found import Anchor, Found, Picture
from outlint.formats.html_tokens import Kind, Token, attributes, mask, tokens
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlint.formats.html_elements import State
    from outlint.merge_tags import Tag

_STRUCTURE = {"td": "cell", "th": "cell", "tr": "row", "table": "table", "mj-table": "table"}
_ROW_GROUPS = frozenset(("tbody", "thead", "tfoot"))
_LAYOUT = re.compile(r"\brole\s*=\s*[\"']?\s*(?:presentation|none)", re.I)


class _Element(NamedTuple):
    """An open element, and what to put back when it ends."""

    name: str
    state: State
    group: Group | None


@dataclass(slots=True)
class _Table:
    """Where an open table, its row and its cell stand in the stack (-1: none open)."""

    at: int
    row: int = -1
    cell: int = -1


@dataclass(slots=True)
class Walk:
    """`text` is the HTML with its merge tags masked, see html_tokens.mask."""

    text: str
    found: Found
    flow: Flow
    _stack: list[_Element] = field(default_factory=list)
    _counts: list[dict[str, int]] = field(default_factory=lambda: [{}])
    _tables: list[_Table] = field(default_factory=list)
    _classes: frozenset[str] = frozenset()
    _revealed: frozenset[str] = frozenset()
    _colours: bool = False
    _sheets: bool = False
    _link: tuple[tuple[int, int], int] | None = None
    _code_from: int = -1
    _head: int = -1

    def run(self, start: int, end: int) -> None:
        """Walk text[start:end]. Linear: an element is pushed and popped once."""
        self._colours = colours.one_colour(self.text)
        for token in tokens(self.text, start, end):
            kind = token.kind
            if kind is Kind.TEXT:
                self.found.text(self.flow, token.start, token.end)
            elif kind is Kind.OPEN:
                self._open(token)
            elif kind is Kind.CLOSE:
                self._close(token)
            elif kind is Kind.COMMENT:
                self.found.comments.append(Span(token.start, token.end))
                self.found.unshown(token.end, Where.HTML)
            else:
                self._raw(token)
        self._pop_to(0)
        self._end_link()
        self.found.unshown(end, Where.HTML)

    def _raw(self, token: Token) -> None:
        if token.name == "style":
            sheet = self.text[token.start : token.end]
            self._sheets = self._sheets or "color" in sheet or "background" in sheet
            self._classes |= elements.hidden_classes(sheet)
            self._revealed |= elements.revealed_classes(sheet)
        self.found.unshown(token.end, Where.HTML if "title" in token.name else Where.ATTRIBUTE)

    def _open(self, token: Token) -> None:
        name = token.name
        if self.found.before(token.end):
            self.found.unshown(token.end, Where.ATTRIBUTE, attributes(self.text, token.low, token.high))
        if self._head >= 0 and name not in elements.HEAD_CONTENT:
            self._pop_to(self._head)
        if name in elements.BLOCKS:
            self._block_begins(name)
        if name in elements.VOID:
            self._void(token)
            return
        if self.text[token.end - 2] == "/" and ("-" in name or ":" in name):
            return
        state = self._state(token)
        if name in elements.LINKS and not state.invisible:
            self._begin_link(token)
        self._push(name, state)
        if name == "table" and self.flow.group is not None and _LAYOUT.search(self.text, token.low, token.high):
            self.flow.group.layout = True

    def _block_begins(self, name: str) -> None:
        self.flow.boundary()
        if name in _STRUCTURE or name in _ROW_GROUPS:
            self._end_cell_or_row(name)
            return
        counts = self._counts[-1]
        if counts.get("p") and name in elements.NOT_IN_P:
            self._pop_named("p")
        for ended in elements.ENDED_BY.get(name, ()):
            if counts.get(ended) and not self._list_inside(ended):
                self._pop_named(ended)

    def _list_inside(self, item: str) -> bool:
        """Whether a list was opened after the last open item, so that the item goes on around it."""
        for element in reversed(self._stack[-32:]):
            if element.name == item:
                return False
            if element.name in elements.LISTS:
                return True
        return True

    def _end_cell_or_row(self, name: str) -> None:
        kind = _STRUCTURE.get(name)
        if not self._tables or kind == "table":
            return
        table = self._tables[-1]
        if kind != "cell" and table.row >= 0:
            self._pop_to(table.row)
        elif table.cell >= 0:
            self._pop_to(table.cell)

    def _state(self, token: Token) -> State:
        """What the element hands to its content; tells the flow of quotes that go on to the end."""
        name, state = token.name, self.flow.state
        if name in elements.SKIPPED:
            return state._replace(hidden=elements.NOT_SHOWN)
        if name in elements.HEADINGS:
            state = state._replace(block=Block.HEADING)
        elif name in elements.ITEMS:
            state = state._replace(block=Block.LIST)
        elif name == "pre":
            state = state._replace(pre=True)
        elif name == "code" and state.pre:
            state = state._replace(code=True, block=Block.CODE)
        elif name in ("blockquote", "footer"):
            return elements.styled(name, state, self._said(token), self._classes)[0]
        if not self._tells(token, state):
            return state
        said = self._said(token)
        if name == "pre" and elements.CODE_NAME.search(said.get("class", "")):
            state = state._replace(code=True, block=Block.CODE)
        state, rest = elements.styled(name, state, said, self._classes)
        if state.hidden and not self.flow.state.hidden and not self._revealed.isdisjoint(said.get("class", "").split()):
            state = state._replace(hidden=elements.SCREEN)
        if self._colours:
            state = colours.coloured(name, state, said, self._sheets)
        self.flow.quoted = self.flow.quoted or rest
        return state

    def _tells(self, token: Token, state: State) -> bool:
        """Whether the element's attributes can change anything; a body without any has a colour all the same."""
        if token.high <= token.low:
            return self._colours and token.name == "body"
        kept = self._colours or state.tiny or state.unseen or self._classes
        return bool(kept) or elements.telling(self.text[token.low : token.high])

    def _said(self, token: Token) -> dict[str, str]:
        return {k: self.text[a:b] for k, (a, b) in attributes(self.text, token.low, token.high).items()}

    def _push(self, name: str, state: State) -> None:
        if name in _ROW_GROUPS:
            return
        flow = self.flow
        counts = self._counts[-1]
        counts[name] = counts.get(name, 0) + 1
        at = len(self._stack)
        self._stack.append(_Element(name, flow.state, flow.group))
        flow.state = state
        if name in _STRUCTURE:
            self._structure(name, at)
        elif name in elements.LISTS and (flow.group is None or flow.group.kind != "list"):
            flow.group = Group("list")
        elif name in elements.INLINE_CODE and not state.pre and self._code_from < 0:
            self._code_from = len(flow.pieces)
        elif name == "head":
            self._head = at

    def _structure(self, name: str, at: int) -> None:
        flow = self.flow
        kind = _STRUCTURE[name]
        if kind == "table":
            if flow.group is not None and flow.group.kind == "table":
                flow.group.layout = True
            flow.group = Group("table")
            self._tables.append(_Table(at))
            self._counts.append({})
        elif self._tables:
            table, group = self._tables[-1], flow.group
            if kind == "row":
                table.row = at
            else:
                table.cell = at
                self._counts.append({})
            if group is not None and group.kind == "table":
                group.rows += kind == "row"
                group.cells = 0 if kind == "row" else group.cells + 1
                group.headed = group.headed or name == "th"

    def _close(self, token: Token) -> None:
        name = token.name
        self.found.unshown(token.end, Where.ATTRIBUTE, {})
        if name in elements.BLOCKS:
            self.flow.boundary()
        kind = _STRUCTURE.get(name)
        if kind is not None:
            if self._tables:
                table = self._tables[-1]
                at = table.cell if kind == "cell" else table.row if kind == "row" else table.at
                if at >= 0:
                    self._pop_to(at)
        elif name == "br":
            self.flow.line_break(token.start, token.end)
        elif self._counts[-1].get(name):
            self._pop_named(name)

    def _pop_named(self, name: str) -> None:
        while self._pop() != name:
            pass

    def _pop_to(self, size: int) -> None:
        while len(self._stack) > size:
            self._pop()

    def _pop(self) -> str:
        name, state, group = self._stack.pop()
        at = len(self._stack)
        if name in elements.BLOCKS:
            self.flow.boundary()
        if self._tables and name in _STRUCTURE:
            table = self._tables[-1]
            if at == table.at:
                self._tables.pop()
                self._counts.pop()
            elif at == table.cell:
                table.cell = -1
                self._counts.pop()
            elif at == table.row:
                table.row = -1
        elif name in elements.LINKS:
            self._end_link()
        elif name in elements.INLINE_CODE and self._code_from >= 0:
            self.found.code.append((self._code_from, len(self.flow.pieces)))
            self._code_from = -1
        elif at == self._head:
            self._head = -1
        self.flow.state, self.flow.group = state, group
        self._counts[-1][name] -= 1
        return name

    def _void(self, token: Token) -> None:
        name = token.name
        if name == "br":
            self.flow.line_break(token.start, token.end)
        elif name in elements.IMAGES and not self.flow.state.hidden:
            found = attributes(self.text, token.low, token.high)
            tiny = elements.tiny(self._said(token))
            self.found.pictures.append(Picture((token.start, token.end), found.get("src"), found.get("alt"), tiny))
        if name == "mj-image" and "href" in (found := attributes(self.text, token.low, token.high)):
            at = len(self.flow.pieces)
            self.found.anchors.append(Anchor(found["href"], at, at))

    def _begin_link(self, token: Token) -> None:
        self._end_link()
        href = attributes(self.text, token.low, token.high).get("href")
        if href is not None:
            self._link = href, len(self.flow.pieces)

    def _end_link(self) -> None:
        if self._link is not None:
            self.found.anchors.append(Anchor(*self._link, len(self.flow.pieces)))
            self._link = None


def walk(text: str, start: int, end: int, tags: Sequence[Tag]) -> Walk:
    """Walk the HTML text[start:end], whose merge tags are `tags`."""
    masked = mask(text, tags)
    done = Walk(masked, Found(text, tags), Flow(masked))
    done.run(start, end)
    return done
