"""Asks Jinja2's own parser whether a template parses, and finds the exact place where it stops.

Jinja2 tells a line; the place comes from its lexer: tokens are fed to the parser one by one, so that the last one fed
is the one it refused. Imported only for files written in Jinja2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from outlint.text import Span

MAX_TEMPLATE = 1_000_000
"""Characters up to which a template is parsed."""
_EXTENSIONS = ("jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n")
_ODD_CHARACTER = re.compile(r"unexpected char ['\"](?P<char>.)['\"](?P<where> at (?P<at>\d+))")
_TAG_END = re.compile(r"[-+]?%\}|[-+]?\}\}|[-+]?#\}")


class Refusal(NamedTuple):
    """What the parser refused. `unknown` says that it met a word of another engine, or of an extension."""

    span: Span
    message: str
    unknown: bool = False


def refusal(text: str) -> Refusal | None:
    """The first thing in a template that Jinja2 does not accept; None when it parses or is too long to be tried."""
    if len(text) > MAX_TEMPLATE:
        return None
    from jinja2 import TemplateSyntaxError
    from jinja2.parser import Parser

    environment = _environment()
    feed = _Feed(environment, text)
    try:
        parser = _parser(Parser, environment, feed)
        parser.parse()
    except TemplateSyntaxError as error:
        message = (error.message or "syntax error").replace("\n", " ").rstrip(".")
        odd = _ODD_CHARACTER.fullmatch(message)
        if odd is not None:
            at = int(odd["at"])
            known = text[at : at + 1] == odd["char"]
            return Refusal(Span(at, at + 1) if known else feed.place(), message[: odd.start("where")])
        return Refusal(feed.place(), message, _is_unknown(message))
    except RecursionError:
        return Refusal(feed.place(), "nested too deeply")
    return None


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(extensions=list(_EXTENSIONS), autoescape=True, keep_trailing_newline=True)


def _parser(kind: Any, environment: Any, feed: _Feed) -> Any:
    """A parser that reads from the feed. Parser tokenizes what it is given, so it is given nothing first."""
    from jinja2.lexer import TokenStream

    parser = kind(environment, "", None, None)
    parser.stream = TokenStream(environment.lexer.wrap(feed.tokens(), None, None), None, None)
    return parser


def _is_unknown(message: str) -> bool:
    return "unknown tag" in message or "No filter named" in message or "No test named" in message


class _Feed:
    """Tokens of a text for the parser; `at` is where the last one fed stands."""

    def __init__(self, environment: Any, text: str) -> None:
        self.environment = environment
        self.text = text
        self.at = 0
        self.value = ""

    def tokens(self) -> Iterator[tuple[int, str, str]]:
        reach = 0
        # The lexer knows "\n" only and drops white space that "-" eats, so each token is looked for behind the last.
        for line, kind, value in self.environment.lexer.tokeniter(self.text, None, None):
            found = self.text.find(value, reach) if "\n" not in value else self._across(value, reach)
            if found >= 0:
                self.at, reach = found, found + len(value)
                self.value = value
            yield line, kind, value

    def _across(self, value: str, reach: int) -> int:
        """Where a value with line ends stands: its first line, when the file's line ends are not the lexer's."""
        found = self.text.find(value, reach, reach + 4 * len(value) + 64)
        return found if found >= 0 else self.text.find(value.partition("\n")[0], reach)

    def place(self) -> Span:
        """The token the parser stopped at; the rest of its tag when it is the tag's end, the last tag at the end."""
        end = self.at + len(self.value.rstrip())
        if self.value.strip() in ("}}", "%}", "-%}", "-}}"):
            opened = max(self.text.rfind("{{", 0, self.at), self.text.rfind("{%", 0, self.at))
            return Span(max(opened, 0), end)
        if not self.value.strip() or self.at >= len(self.text):
            return self._last_tag()
        return Span(self.at, end)

    def _last_tag(self) -> Span:
        opened = max(self.text.rfind("{{", 0, self.at + 2), self.text.rfind("{%", 0, self.at + 2), 0)
        closed = _TAG_END.search(self.text, opened)
        return Span(opened, closed.end() if closed else len(self.text.rstrip()))
