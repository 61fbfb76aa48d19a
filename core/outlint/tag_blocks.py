"""Blocks of template tags: what opens and closes what, and what that says of the variables inside.

`{% if x %}`, `{{#if x}}`, `{{if .X}}`, `*|IF:X|*` and their like are walked alike: each dialect only says whether a tag
opens, closes or divides a block.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.merge_tags import Tag

PERCENT = frozenset({"jinja", "django", "liquid", "twig", "hubspot"})
"""Dialects with `{% … %}` blocks."""
_MUST_CLOSE = frozenset(
    (
        "if",
        "for",
        "unless",
        "case",
        "capture",
        "autoescape",
        "raw",
        "verbatim",
        "macro",
        "call",
        "filter",
        "with",
        "blocktrans",
        "blocktranslate",
    )
)
_DIVIDERS = frozenset(("else", "elif", "elsif", "elseif", "when", "empty", "plural"))
_CONDITIONS = frozenset(("if", "unless", "elif", "elsif", "elseif", "case", "with", "IF", "IFNOT", "ELSEIF"))
_SCOPES = frozenset(("each", "range", "with", "define", "block", "macro", "tablerow"))
_LOOPS = frozenset(("for", "tablerow", "each", "range"))
_UNREAD = frozenset({"raw", "verbatim", "comment"})
_MAILCHIMP_BLOCKS = frozenset({"IF", "IFNOT", "INTERESTED", "GROUP"})
MAX_TEST = 2000
"""Characters of a block's conditions that are looked at, those of its else-ifs included."""
_WORDS = re.compile(r"[A-Za-z_$][\w$]*(?:[.\-]\w+)*")


class Step(NamedTuple):
    """What a block tag does: `move` is open, close or divide; `word` names the block; `test` is the rest of the tag."""

    move: str
    word: str
    test: str
    sure: bool = True  # an opener known to need its end


class Unbalanced(NamedTuple):
    """A block tag without its partner."""

    tag: Tag
    opened: bool
    word: str
    inside: str = ""  # the open block that it stands in, when another's end is met


class _Open(NamedTuple):
    tag: Tag
    step: Step


def step(tag: Tag, ends: frozenset[str] = frozenset()) -> Step | None:
    """What a block tag does; None when nothing (`{% include %}`, a partial). `ends` are words that the text ends."""
    name = tag.name.strip().strip("-~").strip()
    if tag.dialect in PERCENT:
        return _percent(name, ends)
    if tag.dialect == "handlebars":
        return _handlebars(name)
    if tag.dialect == "go":
        return _go(name)
    return _mailchimp(name) if tag.dialect == "mailchimp" else None


def _percent(name: str, ends: frozenset[str]) -> Step | None:
    word, _, test = name.partition(" ")
    if word.startswith("end"):
        return Step("close", word[3:], test)
    if word in _DIVIDERS:
        return Step("divide", word, test)
    if word == "set" and "=" in test:
        return None
    if word in _MUST_CLOSE or word in ends:
        return Step("open", word, test)
    return None


def _handlebars(name: str) -> Step | None:
    mark, rest = name[:1], name[1:].strip()
    if mark == "/":
        return Step("close", rest, "")
    if name.startswith("else") or (mark == "^" and not rest):
        return Step("divide", "else", name[4:].strip().removeprefix("if "))
    if mark in "#^" and rest:
        word, _, test = rest.lstrip("*>").strip().partition(" ")
        return Step("open", word, test or word)
    return None


def _go(name: str) -> Step | None:
    word, _, test = name.partition(" ")
    if word == "end":
        return Step("close", "", "")
    if word == "else":
        return Step("divide", "else", test)
    return Step("open", word, test) if word in ("if", "range", "with", "define", "block") else None


def _mailchimp(name: str) -> Step | None:
    word, _, test = name.partition(":")
    if word == "END":
        return Step("close", test.strip(), "", test.strip() in _MAILCHIMP_BLOCKS)
    if word.startswith("ELSE"):
        return Step("divide", word, test)
    return Step("open", word, test) if word in _MAILCHIMP_BLOCKS else None


def ended_words(tags: Sequence[Tag]) -> frozenset[str]:
    """Words that some `{% endword %}` of the text ends, so that a `{% word %}` opens a block."""
    names = (t.name.strip("-+ ") for t in tags if t.kind == "block" and t.dialect in PERCENT)
    return frozenset(n.split(" ", 1)[0][3:] for n in names if n.startswith("end"))


def settled_blocks(tags: list[Tag]) -> list[Tag]:
    """The tags with what blocks say of them: tested ones are guarded, and what stands in a raw block is no tag."""
    if not any(t.kind == "block" for t in tags):
        return tags
    ends = ended_words(tags)
    stack: list[_Open] = []
    out: list[Tag] = []
    unread = ""
    for tag in tags:
        done = step(tag, ends) if tag.kind == "block" else None
        if unread:
            if done is None or done.move != "close" or done.word != unread:
                continue
            unread = ""
        if done is not None:
            _move(stack, _Open(tag, done))
            if done.move == "open" and done.word in _UNREAD:
                unread = done.word
        elif tag.kind == "output":
            tag = _told(tag, stack)
        out.append(tag)
    return out


def _move(stack: list[_Open], new: _Open) -> None:
    if new.step.move == "open":
        stack.append(new)
    elif new.step.move == "divide":
        if stack and new.step.test and len(stack[-1].step.test) < MAX_TEST:
            test = f"{stack[-1].step.test} {new.step.test}"
            stack[-1] = _Open(stack[-1].tag, stack[-1].step._replace(test=test))
    elif stack:
        stack.pop()


def _told(tag: Tag, stack: list[_Open]) -> Tag:
    root = root_of(tag.name)
    for opened in stack[-16:]:
        kind = opened.step
        if not tag.guarded and (_tests(kind, tag.name) or (kind.word in _LOOPS and _of_loop(kind, root))):
            tag = tag._replace(guarded=True)
    return tag


def _tests(kind: Step, name: str) -> bool:
    """Whether a condition tests the variable. A section that is no helper tests itself (Mustache's `{{#name}}`)."""
    if kind.word not in _CONDITIONS and kind.word != kind.test:
        return False
    bare = name.lstrip(".$")
    return bare in kind.test and any(w.lstrip(".$") == bare for w in _WORDS.findall(kind.test))


def _of_loop(kind: Step, root: str) -> bool:
    """Whether a variable is the loop's own: `item` of `for item in items`; all of `{{#each}}` and `{{range}}`."""
    if kind.word in ("each", "range"):
        return True
    return root == "loop" or root == "forloop" or root in _WORDS.findall(kind.test.partition(" in ")[0])


def root_of(name: str) -> str:
    """The variable that a name begins with: `contact` of `contact.first_name`."""
    m = _WORDS.match(name.strip().lstrip("."))
    return m.group().split(".")[0] if m is not None else ""


def unbalanced(tags: Sequence[Tag]) -> Iterator[Unbalanced]:
    """Block tags without a partner, in the order in which that shows."""
    ends = ended_words(tags)
    stack: list[_Open] = []
    open_words: Counter[str] = Counter()
    for tag in tags:
        done = step(tag, ends) if tag.kind == "block" else None
        if done is None:
            continue
        if done.move == "open":
            stack.append(_Open(tag, done))
            open_words[_partner(done.word)] += 1
        elif done.move == "close":
            yield from _closed(stack, open_words, tag, done)
        elif not stack and done.word in ("else", "elif", "elsif", "ELSE", "ELSEIF"):
            yield Unbalanced(tag, False, done.word)
    yield from (Unbalanced(o.tag, True, o.step.word) for o in stack)


def _closed(stack: list[_Open], open_words: Counter[str], tag: Tag, done: Step) -> Iterator[Unbalanced]:
    if not (open_words[_partner(done.word)] if done.word else stack):
        if done.sure:
            yield Unbalanced(tag, False, done.word, stack[-1].step.word if stack else "")
        return
    while stack:
        opened = stack.pop()
        open_words[_partner(opened.step.word)] -= 1
        if not done.word or _partner(opened.step.word) == done.word:  # Go's {{end}} ends whatever is open
            return
        yield Unbalanced(opened.tag, True, opened.step.word, done.word)


def _partner(word: str) -> str:
    """The word that ends a block: Mailchimp's IFNOT ends with END:IF."""
    return "IF" if word == "IFNOT" else word


def inner_scopes(tags: Sequence[Tag]) -> set[tuple[int, int]]:
    """Spans of output tags whose names count inside a block: {{#each}}, {{range}}, a Mustache section, `with`."""
    ends = ended_words(tags)
    stack: list[_Open] = []
    out: set[tuple[int, int]] = set()
    for tag in tags:
        done = step(tag, ends) if tag.kind == "block" else None
        if done is not None:
            _move(stack, _Open(tag, done))
        elif tag.kind == "output" and any(o.step.word in _SCOPES or o.step.word == o.step.test for o in stack[-16:]):
            out.add(tag.span)
    return out
