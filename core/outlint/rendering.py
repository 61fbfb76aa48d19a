"""Jinja2 rendered with sample values: sandboxed, without a loader, with bounded loops and texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from outlint.messages import _

MOST_ROUNDS = 20_000
MOST_CHARACTERS = 2_000_000


class _TooMuchError(Exception):
    pass


class _Shown(Undefined):
    """A variable without a value shows its name."""

    def __str__(self) -> str:
        return f"⟦{self._undefined_name}⟧"

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return _Shown(name=f"{self._undefined_name}.{name}")


class _Bounded(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        for a, b in ((left, right), (right, left)):
            if (
                operator == "*"
                and isinstance(a, (str, list, tuple))
                and isinstance(b, int)
                and len(a) * b > MOST_CHARACTERS
            ):
                raise _TooMuchError
        if operator == "**" and isinstance(right, (int, float)) and abs(right) > 64:
            raise _TooMuchError
        return super().call_binop(context, operator, left, right)


def render(text: str, values: Mapping[str, str], *, markup: bool) -> tuple[str | None, str | None]:
    """(rendered text, None), or (None, why not). Dotted names become objects of their parts."""
    environment = _Bounded(autoescape=markup, undefined=_Shown, keep_trailing_newline=True)
    for name in ("center", "indent", "wordwrap", "batch", "slice", "format"):
        environment.filters.pop(name, None)  # they make long texts out of short ones
    rounds = 0

    def tick() -> str:
        nonlocal rounds
        rounds += 1
        if rounds > MOST_ROUNDS:
            raise _TooMuchError
        return ""

    try:
        parsed = environment.parse(text)
        loops: list[nodes.For | nodes.Macro] = [*parsed.find_all(nodes.For), *parsed.find_all(nodes.Macro)]
        for loop in loops:
            call = nodes.Call(nodes.Name("_outlint_tick", "load"), [], [], None, None)
            loop.body.insert(0, nodes.Output([call]).set_environment(environment))
        template = environment.from_string(parsed)
        pieces, size = [], 0
        for piece in template.generate({**_nested(values), "_outlint_tick": tick}):
            size += len(piece)
            if size > MOST_CHARACTERS:
                raise _TooMuchError
            pieces.append(piece)
        return "".join(pieces), None
    except _TooMuchError:
        return None, _("the template loops or grows too much to be shown")
    except (TemplateError, SecurityError) as error:
        return None, str(error.message or error)
    except (ArithmeticError, TypeError, ValueError, AttributeError, LookupError, RecursionError, MemoryError) as error:
        return None, f"{type(error).__name__}: {error}"


def free(text: str) -> set[str]:
    """Names that a template takes from outside; none for one that can't be parsed."""
    from jinja2 import meta

    try:
        return meta.find_undeclared_variables(_Bounded().parse(text))
    except (TemplateError, RecursionError):
        return set()


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in values.items():
        at = out
        *above, last = name.split(".")
        for part in above:
            inner = at.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            at = inner
        else:
            at.setdefault(last, value)
    return out
