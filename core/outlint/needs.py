"""What a draft must have for a rule to say anything of it: `needs = "links"` in the rule's file.

A rule that needs what a draft lacks is not run on it, nor is its module loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outlint.draft import Draft, Part

_TO = ("to", "cc", "bcc")
NEEDS: Mapping[str, Callable[[Draft, Part], object]] = {
    "attachments": lambda draft, part: draft.attachments,
    "front-matter": lambda draft, part: draft.meta,
    "html": lambda draft, part: part.kind == "html",
    "links": lambda draft, part: part.links,
    "mail-file": lambda draft, part: draft.format == "eml",
    "recipients": lambda draft, part: any(draft.header(name) for name in _TO),
    "reply-to": lambda draft, part: draft.header("reply-to"),
    "sender": lambda draft, part: draft.header("from"),
    "template": lambda draft, part: draft.template,
    "unseen": lambda draft, part: part.unseen,
    "variables": lambda draft, part: draft.placeholders,
}
"""What the key `needs` of a rule file may name, and whether a part of a draft has it."""


def lacking(draft: Draft, part: Part) -> frozenset[str]:
    """Those of NEEDS that a part of a draft can't meet."""
    return frozenset(name for name, has in NEEDS.items() if not has(draft, part))
