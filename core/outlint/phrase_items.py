"""A phrase item as its file writes it, compiled to what a search looks for; needed where rules are compiled, not where they run.

An item is compiled to literal heads, which the automaton finds, and a tail (wildcards, gaps) that is matched where a
head was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.fold import fold, is_unspaced

MAX_VARIANTS = 256
MIN_HEAD = 4
_SPECIAL = re.compile(r"[(*]| ?\.\.\.")
_TAIL_PIECE = re.compile(r" ?\.\.\. ?|[()|*]|(?:(?! \.\.\.)[^()|*.])+|\.")
_DEAD_GAP = re.compile(r" \|?\) ?\.\.\.")
_OPENING = 2
_SPACED_GAP = r"(?:[^\w.!?;\n]+[\w@%]+){0,6}?[^\w.!?;\n]+"
_CJK_GAP = r"[^。！？!?\n]{0,20}?"


class ItemError(ValueError):
    """A phrase item that can't be compiled; the message says why."""


def compile_item(item: str) -> list[tuple[str, str | None, bool, str | None]]:
    """(head, tail regex or None, exact case, openings or None) for each variant of an item. Raises ItemError.

    A head is literal and goes into the automaton; alternations are written out until it is long enough to be rare,
    and what follows is a regex that is only tried where a head was found and one of its openings behind it.
    """
    exact = item.startswith("=")
    body = " ".join((item[1:] if exact else item).split())
    _check_balance(item, body)
    if _DEAD_GAP.search(body):
        raise ItemError(f'{item!r} finds nothing: a gap begins with the blank that "(… |) ..." has taken already')
    out: dict[tuple[str, str | None, bool, str | None], None] = {}
    for head, rest in _heads(item, body):
        literal = head if exact else fold(head).text.lstrip()
        shown = literal.strip()
        if len(shown) < 2 and not (shown and is_unspaced(shown[0])):
            raise ItemError(f"{item!r} begins with fewer than two letters")
        if not rest:
            literal = literal.strip()
        out[(literal, _tail(rest) if rest else None, exact, openings(rest) if rest else None)] = None
    return list(out)


def _check_balance(item: str, body: str) -> None:
    depth = 0
    for c in body:
        depth += (c == "(") - (c == ")")
        if depth < 0:
            break
    if depth:
        raise ItemError(f"unbalanced parenthesis in {item!r}")


def _heads(item: str, body: str) -> list[tuple[str, str]]:
    """(literal head, rest) pairs: leading alternations written out while the head is short."""
    done: list[tuple[str, str]] = []
    todo = [("", body)]
    while todo:
        head, rest = todo.pop()
        m = _SPECIAL.search(rest)
        if m is None:
            done.append((head + rest, ""))
            continue
        head, rest = head + rest[: m.start()], rest[m.start() :]
        if rest[0] != "(" or len(head.strip()) >= MIN_HEAD:
            done.append((head, rest))
            continue
        close = _closing(rest)
        todo += [(head, choice + rest[close + 1 :]) for choice in _choices(rest[1:close])]
        if len(todo) + len(done) > MAX_VARIANTS:
            raise ItemError(f"more than {MAX_VARIANTS} beginnings in {item!r}: split it")
    return [(" ".join(h.split()) + (" " if h.endswith(" ") and r else ""), r) for h, r in done]


def _closing(text: str) -> int:
    """Index of the parenthesis that closes the one at 0."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0:
            return i
    return len(text)


def _choices(text: str) -> list[str]:
    """The alternatives of a group, split at its own bars."""
    out, depth = [""], 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if c == "|" and depth == 0:
            out.append("")
        else:
            out[-1] += c
    return out


def _longest_first(text: str) -> str:
    """Alternatives by length, since the first that fits ends the match: "sus" before "su", the empty one last."""
    at = text.find("(")
    if at < 0:
        return text
    close = at + _closing(text[at:])
    choices = sorted((_longest_first(c) for c in _choices(text[at + 1 : close])), key=len, reverse=True)
    return f"{text[:at]}({'|'.join(choices)}){_longest_first(text[close + 1 :])}"


def openings(text: str) -> str | None:
    """The first two characters of all that a tail may be, between bars ("i |we"); None where that can't be said.

    A look at two characters is all that most heads cost: few are followed by a tail of theirs.
    """
    found: set[str] = set()
    todo = [("", text)]
    while todo:
        begun, rest = todo.pop()
        special = _SPECIAL.search(rest)
        begun += fold(rest[: special.start()] if special else rest).text
        if len(begun) >= _OPENING:
            found.add(begun[:_OPENING])
        elif special is None or special.group() != "(":
            return None  # a wildcard, a gap or the end: any character may follow
        else:
            todo += [(begun, way) for way in _ways(rest[special.start() :])]
    return "|".join(sorted(found))


def _ways(text: str) -> Iterator[str]:
    """What may follow where a group opens; after one that may be left out, as in `_tail`, a blank may be missing too."""
    close = _closing(text)
    choices, rest = _choices(text[1:close]), text[close + 1 :]
    for choice in choices:
        yield choice + rest
        if "" in choices and rest.startswith(" "):
            yield choice + rest[1:]


def _tail(text: str) -> str:
    """A regex for what follows a head, over folded text."""
    parts: list[str] = []
    text = _longest_first(text)
    for m in _TAIL_PIECE.finditer(text):
        piece = m.group()
        if piece == "*":
            parts.append(r"[^\W_]*")
        elif piece.strip() == "...":
            following = text[m.end() :].lstrip("( ")
            parts.append(_CJK_GAP if following and is_unspaced(following[0]) else _SPACED_GAP)
        elif piece in "()|":
            parts.append({"(": "(?:", ")": ")", "|": "|"}[piece])
        else:
            parts.append(re.escape(fold(piece).text).replace(r"\ ", " "))
    # An empty alternative leaves two blanks side by side, and none at the end.
    return "".join(parts).replace("|) ", "|) ?")
