"""Tells what each line of a mail does: greeting, body, closing, signature, quoted mail, legal footer.

Lines, not paragraphs, since a greeting often stands directly above the text and a signature directly below it. One pass
from the top for quoted mail and the greeting, then the end of what the writer wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlint.draft import Role
from outlint.roles.ending import mark_ending
from outlint.roles.greeting import mark_greeting
from outlint.roles.page import Page, Piece
from outlint.roles.quotes import mark_quotes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.draft import Paragraph
    from outlint.structure import Structure

__all__ = ["Piece", "told"]


def told(
    text: str, paragraphs: Sequence[Piece], structure: Structure, holes: Mapping[int, str]
) -> tuple[Paragraph, ...]:
    """The pieces as paragraphs with roles, split where the role changes within one."""
    page = Page(text, paragraphs, structure, holes)
    end = mark_quotes(page)
    while end and (page.roles[end - 1] is Role.QUOTE or page.is_rule(end - 1)):
        end -= 1
    mark_ending(page, mark_greeting(page, end), end)
    return page.paragraphs()
