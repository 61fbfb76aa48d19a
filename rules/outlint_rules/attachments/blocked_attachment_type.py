"""blocked-attachment-type: programs, scripts and documents with macros, which mail servers turn away."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.attachments.places import place


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is not ctx.draft.main:
        return
    data = ctx.data["any"]
    for attachment in ctx.draft.attachments:
        ending = attachment.name.strip().rstrip(".").rpartition(".")[2].lower()
        if "." not in attachment.name:
            continue
        if ending in data["programs"]:
            yield ctx.finding(place(ctx, attachment), name=attachment.name, ending=ending)
        elif ending in data["macros"]:
            yield ctx.finding(place(ctx, attachment), "macros", name=attachment.name, ending=ending)
