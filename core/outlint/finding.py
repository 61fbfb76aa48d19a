"""What a rule reports, and how it can be cured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from outlint.text import Edit, Span

if TYPE_CHECKING:
    from outlint.view import View


class Severity(IntEnum):
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        return _LABELS[self._value_]

    @classmethod
    def parse(cls, text: str) -> Severity:
        return cls[text.upper()]


_LABELS = {s.value: s.name.lower() for s in Severity}


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits against the source. Safe: certain and meaning kept; unsafe: look at it before you send."""

    edits: tuple[Edit, ...]
    safe: bool
    title: str = ""  # message key of the rule ("fix" by default) or plain English


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` is the rule's English text with {fields}, the key of the .po files; `data` fills the fields.

    A tuple in `data` is a list of words to be translated one by one.
    """

    rule: str
    group: str
    severity: Severity
    message: str
    span: Span
    data: Mapping[str, Any] = field(default_factory=dict)
    fix: Fix | None = None
    related: tuple[Span, ...] = ()
    market: str | None = None
    sources: tuple[tuple[str, str], ...] = ()
    seen: tuple[View, Span] | None = field(default=None, compare=False, repr=False)  # where a reader sees it

    def text(self, translate: Any = None) -> str:
        """The message in words, by `translate` (English text -> text of the user's language)."""
        said = translate or str
        data = {k: _listed(v, said) if isinstance(v, tuple) else v for k, v in self.data.items()}
        if data.get("reason"):
            data["reason"] = said(data["reason"])
        return fill(said(self.message), data)


def _listed(words: tuple[str, ...], said: Callable[[str], str]) -> str:
    """Words in a row, as the language sets them: "name, company", "姓名、公司"."""
    between = said("{a}, {b}").removeprefix("{a}").removesuffix("{b}")
    return between.join(map(said, words))


def fill(template: str, data: Mapping[str, Any]) -> str:
    """Fill {fields}; control characters and line breaks of drafts never get into a message."""
    return template.format_map({k: clean(v) for k, v in data.items()})


def clean(value: Any, limit: int = 60) -> Any:
    if not isinstance(value, str):
        return value
    text = value.replace("\ufffc", "…")
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
