"""The body of an HTML draft or a mail (.eml) as paragraphs a model may write: markup stays, in numbered marks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.header import Header as EncodedHeader
from html import escape

from outlint.draft import Block, Draft, Header, Paragraph, Role
from outlint.source import Source
from outlint.text import Edit, Span, apply_edits
from outlint.view import HOLE
from outlint_writer.guard import Failure
from outlint_writer.layers import Layer, layers

MOST = 60
"""Paragraphs of a mail beyond which it is too long for one answer."""
_MARK = re.compile(r"⟦(\d{1,3})⟧")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.I)
_WIDTH = 72
_LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph in one part: `span` counts in the layer's text; `marks` is its markup, `kept` its merge variables."""

    layer: int
    span: Span
    text: str
    marks: tuple[str, ...]
    kept: tuple[str, ...]
    line_break: str

    @property
    def words(self) -> str:
        return " ".join(_MARK.sub("", self.text).split())


@dataclass(frozen=True, slots=True)
class Blocks:
    """`places` are the paragraphs handed out; each may have a twin, its like in the mail's other part."""

    source: Source
    layers: tuple[Layer, ...]
    places: tuple[Place, ...]
    twins: Mapping[int, Place]
    header: Header | None

    @property
    def subject(self) -> Span | None:
        return self.header.span if self.header is not None else None

    @property
    def texts(self) -> dict[str, str]:
        out = {"subject": self._subject()} if self.header is not None else {}
        return {**out, **{f"p{n}": place.text for n, place in enumerate(self.places, 1)}}

    def _subject(self) -> str:
        assert self.header is not None
        value = self.header.value
        return _with_holes(value.text.strip(), lambda i: self.source.text[slice(*value.to_source((i, i + 1)))])

    def with_texts(self, answer: dict[str, object]) -> Source | Failure:
        """The source with an answer in place, or why it can't be put there."""
        wanted = self.texts.keys()
        lacking = [key for key in wanted if not isinstance(answer.get(key), str) or not str(answer[key]).strip()]
        if lacking:
            return Failure("structure", "the answer lacks {what}", ", ".join(lacking[:5]))
        edits: list[list[Edit]] = [[] for _ in self.layers]
        for n, place in enumerate(self.places, 1):
            said = str(answer[f"p{n}"]).strip()
            for at in (place, self.twins.get(n)):
                if at is None:
                    continue
                new = self._written(at, said if at is place else _MARK.sub("", said), at is place)
                if isinstance(new, Failure):
                    return new
                edits[at.layer].append(Edit(at.span, new))
        return self._put(edits, str(answer.get("subject", "")).strip())

    def _put(self, edits: list[list[Edit]], subject: str) -> Source | Failure:
        whole: list[Edit] = []
        for layer, own in zip(self.layers, edits, strict=True):
            if layer.entity is None:
                whole += own
                continue
            if own:
                edit = layer.written(apply_edits(layer.text, own))
                if isinstance(edit, Failure):
                    return edit
                whole.append(edit)
        if self.header is not None and subject != self.texts["subject"]:
            new = self._subject_edit(subject)
            if isinstance(new, Failure):
                return new
            whole.append(new)
        return replace(self.source, text=apply_edits(self.source.text, whole))

    def _written(self, place: Place, said: str, marked: bool) -> str | Failure:
        """The paragraph in the notation of its part."""
        layer = self.layers[place.layer]
        if marked and [int(m) for m in _MARK.findall(said)] != list(range(1, len(place.marks) + 1)):
            return Failure("structure", "the marks {what} must stay, in order", f"⟦1⟧ … ⟦{len(place.marks)}⟧")
        if layer.part.kind != "html":
            return self._wrapped(layer, place, said)
        pieces = re.split("|".join([_MARK.pattern.replace("(", "(?:"), *map(re.escape, place.kept)]), said)
        held = re.findall("|".join([_MARK.pattern.replace("(", "(?:"), *map(re.escape, place.kept)]), said)
        out = [_escaped(pieces[0], place.line_break)]
        for token, text in zip(held, pieces[1:], strict=True):
            mark = _MARK.fullmatch(token)
            out += [place.marks[int(mark.group(1)) - 1] if mark else token, _escaped(text, place.line_break)]
        return "".join(out)

    def _wrapped(self, layer: Layer, place: Place, said: str) -> str:
        """Lines as long as mail has them, where the paragraph had several or the part says that they flow."""
        old = layer.text[place.span.start : place.span.end]
        if not layer.flowed and "\n" not in old:
            return said
        lines = []
        for line in said.splitlines():
            wrapped = textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
            lines += [x + (" " if layer.flowed and i + 1 < len(wrapped) else "") for i, x in enumerate(wrapped)]
        newline = "\r\n" if "\r\n" in layer.text else "\n"
        return newline.join(" " + x if x.startswith((">", "From ")) else x for x in lines)

    def _subject_edit(self, subject: str) -> Edit | Failure:
        assert self.header is not None
        odd = Failure("structure", "the {what} would be read as something else", "subject")
        if not subject.isprintable() or len(subject) > _LONGEST_SUBJECT or "--" in subject or "=?" in subject:
            return odd
        value = self.header.value
        if self.layers[0].entity is None:  # front matter or a comment of an HTML draft
            low = value.text.index(value.text.strip())
            span = value.to_source((low, low + len(value.text.strip())))
            fits = (
                '"' not in subject
                and "\\" not in subject
                and ": " not in subject
                and not set(subject[:1]) & set("'[{&*!|>%@`#-")
            )
            return Edit(span, subject) if fits and " #" not in subject else odd
        text = self.source.text[slice(*self.header.span)]
        name, _colon, rest = text.partition(":")
        end = rest[len(rest.rstrip("\r\n")) :]
        said = (
            subject
            if subject.isascii() and len(subject) < 60
            else EncodedHeader(subject, "utf-8", 70).encode(linesep=self.source.newline)
        )
        return Edit(self.header.span, f"{name}: {said}{end}")


def _escaped(text: str, line_break: str) -> str:
    out = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    return out.replace("\n", line_break)


def blocks(draft: Draft, subject: bool, at: Span | None = None) -> Blocks | None:
    """The body paragraphs of an HTML draft or a mail; None where a model can't write into it.

    In a mail of two versions each body paragraph must stand in both, word for word. `at`: only the paragraph there.
    """
    if draft.format not in ("html", "eml") or draft.fragment:
        return None
    found = layers(draft)
    if not found or len(found) > 2:
        return None
    places = [list(_places(n, layer)) for n, layer in enumerate(found)]
    main, others = (places[-1], places[0]) if len(found) == 2 else (places[0], [])
    if len(found) == 2 and [p.words for p in main] != [p.words for p in others]:
        return None
    twins = dict(enumerate(others, 1))
    if at is not None:
        layer = found[main[0].layer] if main else None
        held = [(n, p) for n, p in enumerate(main, 1) if layer is not None and _touches(draft, layer, p, at)]
        main, twins = ([held[0][1]], {1: twins[held[0][0]]} if twins else {}) if held else ([], {})
    if not 0 < len(main) <= MOST:
        return None
    header = draft.header("subject") if subject and at is None else None
    if header is not None and not header.text:
        header = None
    return Blocks(draft.source, tuple(found), tuple(main), twins, header)


def _touches(draft: Draft, layer: Layer, place: Place, at: Span) -> bool:
    for p in layer.part.body:
        if layer.down(p.span) == place.span:
            span = layer.part.view.to_source(p.span)
            return span.start <= at.end and at.start <= span.end
    return False


def _places(n: int, layer: Layer) -> Iterator[Place]:
    for p in layer.part.with_role(Role.BODY):
        if p.block in (Block.CODE, Block.RULE) or not any(c.isalpha() for c in layer.part.text_of(p)):
            continue
        yield _place(n, layer, p)


def _place(n: int, layer: Layer, p: Paragraph) -> Place:
    span = layer.down(p.span)
    if layer.part.kind != "html":
        shown = layer.part.text_of(p)
        holes = [layer.text[slice(*layer.down((i, i + 1)))] for i in range(*p.span) if layer.part.view.text[i] == HOLE]
        text = "\n".join(x.rstrip() for x in shown.split("\n"))
        left = iter(holes)
        return Place(n, span, _with_holes(text, lambda _i: next(left)), (), tuple(dict.fromkeys(holes)), "\n")
    return _marked(n, layer, p, span)


def _marked(n: int, layer: Layer, p: Paragraph, span: Span) -> Place:
    """An HTML paragraph: text as it reads, ⟦n⟧ for each run of markup between its words."""
    out: list[str] = []
    marks: list[str] = []
    kept: list[str] = []
    line_break, reached = "<br>", span.start

    def mark(markup: str) -> None:
        marks.append(markup)
        out.append(f"⟦{len(marks)}⟧")

    view = layer.part.view
    for s in view.segments:
        low, high = max(s.start, p.span.start), min(s.end, p.span.end)
        if low >= high:
            continue
        at = view.below((low, high))
        if "<" in layer.text[reached : at.start]:
            mark(layer.text[reached : at.start])
        shown, behind = view.text[low:high], layer.text[at.start : at.end]
        if not s.literal and shown == HOLE and not behind.startswith("<"):
            kept.append(behind)
            out.append(behind)
        elif not s.literal and _BREAK.fullmatch(behind):
            line_break = behind
            out.append("\n")
        elif not s.literal and "<" in behind:
            mark(behind)
        else:
            out.append(shown)
        reached = at.end
    return Place(n, span, "".join(out), tuple(marks), tuple(dict.fromkeys(kept)), line_break)


def _with_holes(text: str, tag: object) -> str:
    """The text with each hole as the merge variable it stands for."""
    assert callable(tag)
    return "".join(str(tag(i)) if c == HOLE else c for i, c in enumerate(text)) if HOLE in text else text
