"""What Markdown's inline markup shows: which source characters vanish, and what links, images and comments there are.

One pass over the characters that can begin markup; brackets and emphasis are matched by stacks that a blank line
empties, so that any text is read in linear time and what matches nothing stays text. Blank lines are looked for only
while something is open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Image
from outlint.formats.markdown_tags import HtmlTag, tag_at
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlint.merge_tags import Tag

_MARKS = "\\`![]<&*_~"
_HOT = re.compile(f"[{re.escape(_MARKS)}]")
_BLANK_LINE = re.compile(r"\n[ \t]*(?=\r?\n)")
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]|\\(?=\r?\n)")
_AUTO = re.compile(r"<(?:https?://[^<>\s]{1,2000}|mailto:[^<>\s]{1,300}|[\w.+-]{1,64}@[\w.-]{1,200})>")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TITLE = re.compile(r"[ \t\r\n]{1,9}(?:\"[^\"]{0,300}\"|'[^']{0,300}'|\([^()]{0,300}\))?[ \t\r\n]{0,9}\)")
_REFERENCE = re.compile(r"\[([^\[\]\r\n]{0,200})\]")
_RUN = re.compile(r"`+")
_MOST_LABEL = 1000
_MOST_CODE = 2000


class Gap(NamedTuple):
    """Source characters that the view shows otherwise: as `shown` (opaque), or not at all."""

    start: int
    end: int
    shown: str = ""


class Target(NamedTuple):
    """A link: source spans of its label and of its target."""

    label: Span
    target: Span
    href: str


class _Mark(NamedTuple):
    """A run of emphasis marks that may open: what is left of it is [start, start + size)."""

    start: int
    size: int


class Inline:
    """The inline markup of text[start:], but for `skipped` spans (fences) and what stands inside merge tags."""

    def __init__(
        self, text: str, start: int, tags: Sequence[Tag], skipped: Sequence[Span], references: dict[str, Span]
    ) -> None:
        self.text, self.references = text, references
        self.gaps: list[Gap] = []
        self.targets: list[Target] = []
        self.images: list[Image] = []
        self.comments: list[Span] = []
        self.codes: list[Span] = []
        jumps = sorted(
            [(t.span.start, t.span.end) for t in tags if t.span.start >= start] + [tuple(s) for s in skipped]
        )
        self._jump_starts, self._jump_ends = [j[0] for j in jumps], [j[1] for j in jumps]
        self._brackets: list[tuple[int, bool]] = []
        self._marks: dict[str, list[_Mark]] = {"*": [], "_": [], "~": []}
        self._anchor: tuple[int, Span, str] | None = None
        self._open_comment = True  # whether "-->" may still follow
        self._runs = _code_runs(text, start)
        if any(mark in text for mark in _MARKS):
            self._read(start)

    def _read(self, at: int) -> None:
        text = self.text
        while m := _HOT.search(text, at):
            here = m.start()
            if (self._brackets or any(self._marks.values())) and _BLANK_LINE.search(text, at, here):
                self._brackets.clear()
                for marks in self._marks.values():
                    marks.clear()
            past = self._jump(here)
            at = past if past > here else self._step(here, text[here])

    def _jump(self, at: int) -> int:
        """Behind the merge tag or fence that `at` stands in, else `at`."""
        i = bisect_right(self._jump_starts, at) - 1
        return self._jump_ends[i] if i >= 0 and self._jump_ends[i] > at else at

    def _step(self, at: int, char: str) -> int:
        """Read the markup that may begin at `at`; where to go on."""
        if char in "*_~":
            return self._emphasis(at, char)
        if char == "[":
            self._brackets.append((at, False))
            return at + 1
        if char == "]":
            return self._bracket(at)
        if char == "!":
            if self.text.startswith("[", at + 1):
                self._brackets.append((at, True))
                return at + 2
            return at + 1
        if char == "<":
            return self._angle(at)
        if char == "`":
            return self._code(at)
        return self._entity(at) if char == "&" else self._escape(at)

    def _escape(self, at: int) -> int:
        if _ESCAPE.match(self.text, at):
            self.gaps.append(Gap(at, at + 1))
            return at + 2
        return at + 1

    def _entity(self, at: int) -> int:
        m = _ENTITY.match(self.text, at)
        if m is None:
            return at + 1
        shown = _unescaped(m.group())
        if shown != m.group():
            self.gaps.append(Gap(*m.span(), shown))
        return m.end()

    def _code(self, at: int) -> int:
        """A code span: a run of backticks up to the next run of the same length, within a paragraph."""
        m = _RUN.match(self.text, at)
        size = m.end() - at if m else 1
        starts = self._runs.get(size, [])
        i = bisect_right(starts, at)
        if i < len(starts) and starts[i] - at <= _MOST_CODE:
            inner = self.text[at + size : starts[i]]
            if "\n\n" not in inner and "\n\r\n" not in inner:
                pad = int(len(inner) > 2 and inner[0] == inner[-1] == " " and inner.strip() != "")
                self.gaps += [Gap(at, at + size + pad), Gap(starts[i] - pad, starts[i] + size)]
                self.codes.append(Span(at + size + pad, starts[i] - pad))
                return starts[i] + size
        return at + size

    def _angle(self, at: int) -> int:
        text = self.text
        if text.startswith("<!--", at):
            return self._comment(at)
        m = _AUTO.match(text, at)
        if m is not None:
            self.gaps += [Gap(at, at + 1), Gap(m.end() - 1, m.end())]
            return m.end()
        tag = tag_at(text, at)
        if tag is None:
            return at + 1
        self._html(tag)
        return tag.span.end

    def _comment(self, at: int) -> int:
        end = self.text.find("-->", at + 4) if self._open_comment else -1
        if end < 0:
            self._open_comment = False
            return at + 4
        self.comments.append(Span(at, end + 3))
        self.gaps.append(Gap(at, end + 3))
        return end + 3

    def _html(self, tag: HtmlTag) -> None:
        href, src, alt = (tag.attributes.get(name) for name in ("href", "src", "alt"))
        if tag.name == "a" and not tag.closes and href is not None:
            self._anchor = (tag.span.end, href[1], _unescaped(href[0]))
        elif tag.name == "a" and tag.closes and self._anchor is not None:
            self.targets.append(Target(Span(self._anchor[0], tag.span.start), self._anchor[1], self._anchor[2]))
            self._anchor = None
        elif tag.name == "img":
            self.images.append(Image(src[0] if src else "", tag.span, alt[0] if alt else None))
        self.gaps.append(Gap(*tag.span, tag.shown(self.text)))

    def _bracket(self, at: int) -> int:
        """Close a bracket: a link, an image, or words in brackets, which stay."""
        if not self._brackets:
            return at + 1
        opened, image = self._brackets.pop()
        label = Span(opened + 1 + image, at)
        if label.end - label.start > _MOST_LABEL:
            return at + 1
        following = self.text[at + 1 : at + 2]
        if following == "(":
            target, end = self._target(at + 2)
            if target is not None:
                return self._linked(opened, image, label, target, end)
        written = self.text[slice(*label)]
        if following == "[" and self.references and (m := _REFERENCE.match(self.text, at + 1)):
            target = self.references.get((m[1] or written).strip().lower())
            if target is not None:
                return self._linked(opened, image, label, target, m.end())
        if self.references and following != "(" and (target := self.references.get(written.strip().lower())):
            return self._linked(opened, image, label, target, at + 1)
        return at + 1

    def _linked(self, opened: int, image: bool, label: Span, target: Span, end: int) -> int:
        if image:
            self.images.append(Image(self.text[slice(*target)], Span(opened, end), self.text[slice(*label)]))
            self.gaps.append(Gap(opened, end))
        else:
            self.targets.append(Target(label, target, self.text[slice(*target)]))
            self.gaps += [Gap(opened, opened + 1), Gap(label.end, end)]
            self._brackets = [b for b in self._brackets[-8:] if b[1]]  # no link stands inside a link
        return end

    def _target(self, at: int) -> tuple[Span | None, int]:
        """(span of a link's target, end behind its closing bracket); merge variables may stand in it, blanks and all."""
        text = self.text
        start, depth = at, 0
        stop = min(len(text), at + 2000)
        if text.startswith("<", at):
            end = text.find(">", at, stop)
            if end < 0 or "\n" in text[at:end]:
                return None, at
            if text.startswith(")", end + 1):
                return Span(at + 1, end), end + 2
            titled = _TITLE.match(text, end + 1)
            return (Span(at + 1, end), titled.end()) if titled is not None else (None, at)
        while at < stop:
            past = self._jump(at)
            if past > at:
                at = past
                continue
            char = text[at]
            if char == "(":
                depth += 1
                if depth > 4:
                    return None, at
            elif char == ")":
                if not depth:
                    return Span(start, at), at + 1
                depth -= 1
            elif char in " \t\r\n":
                m = _TITLE.match(text, at)
                return (Span(start, at), m.end()) if m is not None and not depth else (None, at)
            elif char in "<>":
                return None, at
            at += 1
        return None, at

    def _emphasis(self, at: int, char: str) -> int:
        """Pair a run of marks with an open one of the same kind; a mark without its partner is text."""
        text = self.text
        end = at
        while end < len(text) and text[end] == char:
            end += 1
        count = end - at
        before, after = text[at - 1 : at], text[end : end + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if char == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        if count > 3 or (char == "~" and count != 2):
            return end
        marks = self._marks[char]
        start = at
        while closes and count and marks:
            opener = marks.pop()
            use = 2 if min(opener.size, count) >= 2 else 1
            if use == 1 and opener.size + count > 2 and opens and max(opener.size, count) == 2:
                marks.append(opener)  # the "*" in **a * b** is text
                break
            left = opener.size - use
            self.gaps += [Gap(opener.start + left, opener.start + opener.size), Gap(start, start + use)]
            if left:
                marks.append(_Mark(opener.start, left))
            start, count = start + use, count - use
        if opens and count:
            marks.append(_Mark(start, count))
        return end


def _code_runs(text: str, start: int) -> dict[int, list[int]]:
    """Length of a run of backticks -> where such runs begin."""
    runs: dict[int, list[int]] = {}
    if "`" in text:
        for m in _RUN.finditer(text, start):
            runs.setdefault(m.end() - m.start(), []).append(m.start())
    return runs


def _unescaped(text: str) -> str:
    from html import unescape  # with a table of 2,000 entities that few mails need

    return unescape(text)
