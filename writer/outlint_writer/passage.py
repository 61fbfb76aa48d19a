"""The part of a draft a model may write: its body's lines, and its subject. All else is out of its reach.

A text or Markdown draft is one `Passage`; an HTML draft and a mail are `Blocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from outlint.draft import Draft, Paragraph, Role
from outlint.source import Source
from outlint.text import Edit, Span, apply_edits
from outlint_writer.blocks import Blocks, blocks
from outlint_writer.guard import Failure

FORMATS = ("text", "markdown")
_LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Passage:
    """`body` and `subject` are spans of the source; subject None where it stays as it is."""

    source: Source
    body: Span
    subject: Span | None

    @property
    def texts(self) -> dict[str, str]:
        """What is handed out, by name, with LF line ends."""
        out = {"subject": self._at(self.subject)} if self.subject else {}
        return {**out, "body": self._at(self.body)}

    def _at(self, span: Span) -> str:
        return "\n".join(self.source.text[span.start : span.end].splitlines())

    def with_texts(self, answer: dict[str, object]) -> Source | Failure:
        """The source with an answer in place, or why it can't be put there."""
        wanted = self.texts.keys()
        if any(not isinstance(answer.get(key), str) or not str(answer[key]).strip() for key in wanted):
            return Failure("structure", "the answer lacks {what}", " or ".join(wanted))
        body = "\n".join(str(answer["body"]).strip("\r\n").splitlines())
        edits = [Edit(self.body, body.replace("\n", self.source.newline))]
        if self.subject:
            subject = str(answer["subject"]).strip()
            if subject != self.texts["subject"] and not self._fits(subject):
                if not self._fits(f'"{subject}"') or not subject.isprintable() or set(subject) & set('"\\'):
                    return Failure("structure", "the {what} would be read as something else", "subject")
                subject = f'"{subject}"'
            edits.append(Edit(self.subject, subject))
        return replace(self.source, text=apply_edits(self.source.text, edits))

    def _fits(self, subject: str) -> bool:
        """Whether a new subject, once written, is read as itself: front matter takes some signs for its own."""
        assert self.subject is not None
        text, quote = self.source.text, self.source.text[max(self.subject.start - 1, 0)]
        if len(subject.splitlines()) > 1 or len(subject) > _LONGEST_SUBJECT:
            return False
        if not text.startswith("---"):
            return True
        if quote in "'\"":
            return quote not in subject and "\\" not in subject
        import yaml

        try:
            return bool(yaml.safe_load(f"subject: {subject}\n") == {"subject": subject.strip('"')})
        except yaml.YAMLError:
            return False


def passage(draft: Draft, subject: bool, at: Span | None = None) -> Passage | Blocks | None:
    """The longest run of body paragraphs as whole lines, or paragraph by paragraph; None where a model can't write here.

    `at`: only the body paragraph at that place of the source, without the subject.
    """
    if draft.format not in FORMATS:
        return blocks(draft, subject, at)
    if draft.fragment:
        return None
    run = _longest(draft) if at is None else _around(draft, at)
    subject = subject and at is None
    if not run:
        return None
    view, text = draft.main.view, draft.source.text
    start = view.to_source(run[0].span).start
    end = view.to_source(run[-1].span).end
    body = Span(text.rfind("\n", 0, start) + 1, _line_end(text, end))
    header = draft.header("subject")
    if not subject or header is None or not header.text:
        return Passage(draft.source, body, None)
    low = header.value.text.index(header.text)
    span = header.value.to_source((low, low + len(header.text)))
    one_line = "\n" not in text[span.start : span.end]
    return Passage(draft.source, body, span if one_line and span.end <= body.start else None)


def _around(draft: Draft, at: Span) -> list[Paragraph]:
    """The body paragraph that a source span touches, the first of several."""
    view = draft.main.view
    held = ((p, view.to_source(p.span)) for p in draft.main.body)
    return next(([p] for p, span in held if span.start <= at.end and at.start <= span.end), [])


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _longest(draft: Draft) -> list[Paragraph]:
    runs: list[list[Paragraph]] = [[]]
    for p in draft.main.paragraphs:
        if p.role is Role.BODY:
            runs[-1].append(p)
        elif runs[-1]:
            runs.append([])
    return max(runs, key=lambda run: sum(p.span.end - p.span.start for p in run))
