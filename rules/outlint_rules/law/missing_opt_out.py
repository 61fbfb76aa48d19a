"""missing-opt-out: a market asks for a way to stop such mails, and none is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.law.duties import duties
from outlint_rules.law.notices import Notices, notices
from outlint_rules.law.placing import append, inserted, missing


def check(ctx: Context) -> Iterator[Finding]:
    for duty in duties(ctx, "opt-out"):
        found = notices(ctx)
        asked = _asked(ctx, duty.market)
        message, data = _lacking(found, asked)
        if message is None:
            continue
        yield missing(ctx, duty, message, fix=_fix(ctx, duty.market, found, asked), **data)


def _asked(ctx: Context, code: str) -> Mapping[str, Any]:
    opt_out: Mapping[str, Any] = ctx.market_of(code)["opt-out"]
    return opt_out


def _lacking(found: Notices, asked: Mapping[str, Any]) -> tuple[str | None, dict[str, str]]:
    """(message key, its data) of what is not there; (None, …) when nothing lacks."""
    if not found.opt_out:
        return "default", {}
    unsaid = _unsaid(found, asked)
    if unsaid:
        return "languages", {"languages": ", ".join(unsaid)}
    if asked.get("by") == "email" and not found.email_contact and all(f.kind == "link" for f in found.opt_out):
        return "email", {}
    return None, {}


def _unsaid(found: Notices, asked: Mapping[str, Any]) -> list[str]:
    """Languages that the notice must be in and is not. A link or header alone has no language."""
    said = {f.language.split("-")[0] for f in found.opt_out}
    return [lang for lang in asked.get("languages", ()) if lang not in said]


def _fix(ctx: Context, code: str, found: Notices, asked: Mapping[str, Any]) -> Fix | None:
    """The sentence in the mail's language, or in each that the market wants and the mail lacks."""
    email = str(ctx.settings.profile.get("email", ""))
    own = ctx.draft.language or "en"
    wanted = _unsaid(found, asked) if found.opt_out else [*(asked.get("languages") or (own,))]
    said = []
    for lang in wanted:
        words = inserted(ctx, lang, code, "opt-out")
        if not words:
            return None
        said.append(words)
    if asked.get("by") == "email" and said and email and email not in " ".join(said):
        said[-1] += f" <{email}>"
    return append(ctx, "\n".join(said).replace("\n", ctx.draft.source.newline)) if said else None
