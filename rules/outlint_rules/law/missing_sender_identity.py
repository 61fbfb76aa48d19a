"""missing-sender-identity: a market asks who is writing (company, contact, register data), and the mail does not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from outlint.draft import Role
from outlint.finding import Finding
from outlint.fold import fold
from outlint.rule import Context
from outlint_rules.law.duties import Duty, duties
from outlint_rules.law.notices import notices
from outlint_rules.law.placing import append, missing
from outlint_rules.sender.signature_reading import Reading, words_of

_LINE = 80  # characters of a line that signs a mail: "Lina — Hart | Sinks"
_PARTED = re.compile(r"\s[—–|·]\s")


def check(ctx: Context) -> Iterator[Finding]:
    for duty in duties(ctx, "sender-identity"):
        if not _company(ctx):
            yield _finding(ctx, duty, "default", str(ctx.settings.profile.get("company", "")))
    for duty in duties(ctx, "contact"):
        found = notices(ctx)
        if not found.email_contact and not found.phone:
            profile = ctx.settings.profile
            yield _finding(ctx, duty, "contact", str(profile.get("email") or profile.get("phone") or ""))
    for duty in duties(ctx, "company-data"):
        if not notices(ctx).company_data:
            yield _finding(ctx, duty, "registration", str(ctx.settings.profile.get("registration", "")))


def _finding(ctx: Context, duty: Duty, message: str, line: str) -> Finding:
    return missing(ctx, duty, message, fix=append(ctx, line) if line else None)


def _company(ctx: Context) -> bool:
    """Whether the mail says whose it is: the profile's company, a company form, or a signature with a firm's name."""
    if "company" not in ctx.memo:
        ctx.memo["company"] = _says_company(ctx)
    return bool(ctx.memo["company"])


def _says_company(ctx: Context) -> bool:
    name = fold(str(ctx.settings.profile.get("company", ""))).text.strip()
    own = [ctx.part.text_of(p) for p in ctx.part.paragraphs if p.role is not Role.QUOTE]
    text = fold("\n".join(own)).text
    if name:
        return name in text
    forms = tuple(sorted({f for data in ctx.data.values() for f in data.get("forms", ())}))
    if _forms(forms).search(text):
        return True
    signature = [ctx.part.text_of(p) for p in ctx.part.with_role(Role.SIGNATURE)]
    lines = [line for piece in signature for line in piece.splitlines() if line.strip()]
    if len(lines) > 2 or _filled_in(ctx):
        return True
    last = own[-1].rstrip().rpartition("\n")[2] if own else ""
    reading = Reading(words_of(ctx))
    for line in lines or ([last] if len(last) <= _LINE and _PARTED.search(last) else []):
        reading.add(line)
    reading.settle()
    return "company" in reading.found


def _filled_in(ctx: Context) -> bool:
    """Whether a merge variable stands in the signature: the sending tool fills it."""
    spans = [p.span for p in ctx.part.with_role(Role.SIGNATURE, Role.FOOTER)]
    held = [p.view_span for p in ctx.draft.placeholders if p.view_span is not None]
    return any(s.contains(v) for v in held for s in spans)


@lru_cache(maxsize=8)
def _forms(forms: tuple[str, ...]) -> re.Pattern[str]:
    folded = sorted({fold(f).text for f in forms}, key=lambda f: (-len(f), f))
    words = [re.escape(f) for f in folded if not _cjk(f)]
    whole = [re.escape(f) for f in folded if _cjk(f)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)|{'|'.join(whole) or '(?!)'}")


def _cjk(text: str) -> bool:
    return "\u3040" <= text[0] <= "\u9fff" or "\uac00" <= text[0] <= "\ud7a3"
