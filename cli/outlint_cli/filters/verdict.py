"""What a spam filter says of a mail."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ssl import SSLError
from typing import Any

from outlint.finding import clean
from outlint.messages import _

MAX_SYMBOLS = 200
_ERRNO = re.compile(r"\[Errno (\d+)\]")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A rule of the filter that the mail hit, by the filter's own name, score and words."""

    name: str
    score: float
    description: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threshold` is the filter's own; `spam` its own word; `action` what it would do (rspamd's; SpamAssassin has none)."""

    filter: str
    score: float
    threshold: float | None
    spam: bool
    action: str | None = None
    symbols: tuple[Symbol, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As the JSON report has it: symbols by score, the highest first."""
        return {
            "filter": self.filter,
            "score": self.score,
            "threshold": self.threshold,
            "spam": self.spam,
            "action": self.action,
            "symbols": [{"name": s.name, "score": s.score, "description": s.description} for s in self.by_score()],
        }

    def by_score(self) -> list[Symbol]:
        return sorted(self.symbols, key=lambda s: (-s.score, s.name))[:MAX_SYMBOLS]


class NoVerdictError(Exception):
    """A filter gave no verdict; the message says why. `gone`: asking again is in vain."""

    def __init__(self, why: str, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


def symbol(name: object, score: object, description: object = "") -> Symbol:
    """A symbol of an answer, whatever stands in it."""
    told = description if isinstance(description, str) else ""
    return Symbol(str(clean(str(name), 80)), number(score), str(clean(told, 200)))


def number(value: object) -> float:
    """A score of an answer, to the precision that filters count with. Raises NoVerdictError for what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise NoVerdictError(unreadable())
    try:
        found = float(value)
    except (ValueError, OverflowError):
        raise NoVerdictError(unreadable()) from None
    if not math.isfinite(found):
        raise NoVerdictError(unreadable())
    return round(found, 3) + 0.0  # no -0.0


def unreadable() -> str:
    return _("its answer can't be read; is that the filter's address?")


def no_answer(seconds: float) -> str:
    return _("no answer within {n} s", n=f"{seconds:g}")


def unreachable(error: BaseException) -> NoVerdictError:
    """Why there is no connection, in the system's words where it has some."""
    why = next(filter(None, map(_words, _below(error))), None) or _("no connection")
    return NoVerdictError(_("can't be reached: {why}", why=why), gone=True)


def _below(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from; of several addresses, the first one's."""
    while error is not None:
        yield error
        above = error.__cause__ or error.__context__
        error = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else above


def _words(error: BaseException) -> str:
    if not isinstance(error, OSError):
        return ""
    if isinstance(error, SSLError):  # its numbers are those of another library
        return _("no TLS there ({why})", why=error.reason or type(error).__name__)
    told = _ERRNO.search(str(error))
    code = int(told[1]) if told else error.errno or 0
    return os.strerror(code) if code > 0 else error.strerror or ""
