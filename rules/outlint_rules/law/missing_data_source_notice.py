"""missing-data-source-notice: the first mail to a named person must say where the address is from (GDPR art. 14)."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.law.consent_not_recorded import consent
from outlint_rules.law.duties import duties
from outlint_rules.law.notices import notices
from outlint_rules.law.placing import append, inserted, missing


def check(ctx: Context) -> Iterator[Finding]:
    if consent(ctx):
        return  # the person gave the address: nothing was gathered elsewhere
    for duty in duties(ctx, "data-source"):
        if notices(ctx).data_source:
            return
        words = inserted(ctx, ctx.draft.language or "en", duty.market, "data-source")
        told = str(ctx.draft.meta.get("data-source") or "").strip()
        fix = append(ctx, words.format(source=told)) if words and told else None
        yield missing(ctx, duty, fix=fix)
