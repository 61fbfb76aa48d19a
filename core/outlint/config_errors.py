"""What is wrong with a configuration, apart from how it is found out: cheap to import, for those who only catch it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from outlint.messages import _, translate


@dataclass(frozen=True, slots=True)
class Mistake:
    """A fault with its place: line and column from 1, `width` characters of `excerpt` marked from the column on.

    Line 0: the file as a whole. `message` and `hint` are English with {fields} that `data` fills.
    """

    file: str
    line: int
    column: int
    width: int
    excerpt: str
    message: str
    hint: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def said(self) -> tuple[str, str]:
        """Message and hint in the user's language."""
        data = {k: translate(v) if k in ("wanted", "got", "why") else v for k, v in self.data.items()}
        return _(self.message, **data), _(self.hint, **data) if self.hint else ""


class ConfigError(Exception):
    """A configuration that can't be used; `mistakes` says all that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{m.file}:{m.line}: {m.message.format_map(m.data)}" for m in self.mistakes))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[Mistake, ...]]]:
        return ConfigError, (self.mistakes,)  # so that a worker process can raise it
