"""Colours of letters and of what is behind them, so far as a mail's own attributes tell them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from outlint.formats.html_elements import LINKS

if TYPE_CHECKING:
    from outlint.formats.html_elements import State

CANVAS = "canvas"
"""The paper of a mail that tells none: white, until something that may have a colour of its own lies on it."""
_WHITE = "#ffffff"
_THROUGH = ("inherit", "transparent", "none", "initial", "unset")
_INK = re.compile(r"(?<![\w-])color\s*:\s*(#\w{3,8}|rgba?\([^)]{3,30}\)|[a-z]{3,20})", re.I)
_PAPER = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*(#\w{3,8}|rgba?\([^)]{3,30}\)|[a-z]{3,20}(?!\())?", re.I)
_ANY_INK = re.compile(r"(?<![\w-])color\s*[:=]\s*[\"']?\s*(#\w{3,8}|rgba?\([^)]{3,30}\)|[a-z]{3,20})", re.I)
_ANY_PAPER = re.compile(
    r"(?:(?<![\w-])background(?:-color)?\s*:|bgcolor\s*=)\s*[\"']?\s*(#\w{3,8}|rgba?\([^)]{3,30}\)|[a-z]{3,20})", re.I
)
_NAMED = {
    "white": "#ffffff",
    "black": "#000000",
    "red": "#ff0000",
    "blue": "#0000ff",
    "green": "#008000",
    "yellow": "#ffff00",
    "gray": "#808080",
    "grey": "#808080",
    "silver": "#c0c0c0",
    "maroon": "#800000",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
    "magenta": "#ff00ff",
    "lime": "#00ff00",
    "olive": "#808000",
    "navy": "#000080",
    "teal": "#008080",
    "aqua": "#00ffff",
    "cyan": "#00ffff",
}


def one_colour(text: str) -> bool:
    """Whether some colour is that of letters here and of a background there, so that it is worth to follow them."""
    if "olor" not in text and "OLOR" not in text:
        return False
    inks = {_colour(c) for c in _ANY_INK.findall(text)}
    return _WHITE in inks or not inks.isdisjoint(_colour(c) for c in _ANY_PAPER.findall(text))


def coloured(name: str, state: State, said: dict[str, str], sheets: bool) -> State:
    """The state with the colours that an element's attributes tell; a class may tell others where there are `sheets`."""
    style = said.get("style", "")
    if sheets and "class" in said:
        state = state._replace(ink="", paper="")
    paper = _PAPER.search(style)
    told = paper.group(1) if paper else said.get("bgcolor")
    if "background" in said or "url(" in style or "gradient(" in style:
        state = state._replace(paper="")
    elif (paper or told is not None) and (told or "").lower() not in _THROUGH:
        state = state._replace(paper=_colour(told or ""))
    elif name == "body":
        state = state._replace(paper="" if sheets or "class" in said else CANVAS)
    elif state.paper == CANVAS and ("class" in said or "id" in said):
        state = state._replace(paper="")
    ink = _INK.search(style)
    told = ink.group(1) if ink else said.get("color") if name == "font" else None
    if name in LINKS and told is None:
        return state._replace(ink="")  # links have a colour of their own
    return state._replace(ink=_colour(told)) if told else state


@lru_cache(maxsize=1024)
def _colour(told: str) -> str:
    """One spelling of a colour: "#FFF", "white" and "rgb(255,255,255)" are "#ffffff"; "" where it says none."""
    told = told.strip().lower()
    if told in ("inherit", "initial", "transparent", "none", "currentcolor", "unset", "important"):
        return ""
    if told.startswith("rgb"):
        parts = told.partition("(")[2].rstrip(")").replace(",", " ").replace("/", " ").split()
        solid = len(parts) == 3 or (len(parts) == 4 and parts[3] in ("1", "1.0", "100%"))
        return (
            "#" + "".join(f"{int(p):02x}" for p in parts[:3]) if solid and all(p.isdecimal() for p in parts[:3]) else ""
        )
    if told[0:1] == "#":
        digits = told[1:] if len(told) > 5 else "".join(c * 2 for c in told[1:])
        return f"#{digits[:6]}" if digits[6:] in ("", "ff") else ""
    return f"#{told}" if len(told) == 6 and told not in _NAMED and _is_hex(told) else _NAMED.get(told, told)


def _is_hex(told: str) -> bool:
    return all(c in "0123456789abcdef" for c in told)


def matches(ink: str, paper: str) -> bool:
    """Whether letters of that colour can't be told from what is behind them."""
    return bool(ink) and ink == (_WHITE if paper == CANVAS else paper)
