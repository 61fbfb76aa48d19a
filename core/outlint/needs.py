"""What must be in a draft for a rule to have anything to say: where it isn't, the rule is not run, nor its module loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from outlint.draft import Draft, Part

THINGS: Mapping[str, Callable[[Draft, Part], object]] = {
    "attachments": lambda draft, part: draft.attachments,
    "hidden": lambda draft, part: part.unseen,
    "images": lambda draft, part: part.images,
    "links": lambda draft, part: part.links,
    "mail": lambda draft, part: draft.format == "eml",
    "recipients": lambda draft, part: any(draft.header(name) for name in ("to", "cc", "bcc")),
    "reply-to": lambda draft, part: draft.header("reply-to"),
    "sender": lambda draft, part: draft.header("from"),
    "variables": lambda draft, part: draft.placeholders or draft.tags,
}
"""What the key `needs` of a rule file may name."""


def things(draft: Draft, part: Part) -> frozenset[str]:
    """Those of THINGS that a part and its draft have."""
    return frozenset(name for name, has in THINGS.items() if has(draft, part))
