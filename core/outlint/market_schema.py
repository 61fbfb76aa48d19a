"""What a market's file may say, as the JSON schema that its reader and `[market-facts.XX]` of a configuration both follow."""

from __future__ import annotations

from typing import Any

CONFIDENCE = ("high", "medium", "low")
ELEMENTS = (
    "opt-out",
    "postal-address",
    "sender-identity",
    "company-data",
    "contact",
    "data-source",
    "objection",
    "ad-nature",
    "offer-terms",
    "privacy-notice",
    "truthful",
    "validity",
    "record",
)
"""What a market asks a mail to hold. From "offer-terms" on no rule looks for it: the card tells it."""
APPLIES = ("all", "named", "bulk", "consumers", "senders", "expected")
"""To which mails: all, mails to a named person, bulk mails, mails to consumers, senders established there, custom."""
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
_DAY = "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def _text(description: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", **({"description": description} if description else {}), **more}


def _list(of: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": of, **({"description": description} if description else {})}


def _table(needed: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": needed.split(),
        "properties": properties,
        "x-missing": "a market's file has it; see docs/markets.md",
    }


_LAW = {
    "rule": _text("What is asked, in short."),
    "ref": _text("Statute and article."),
    "source": _text("Title of the source, one of [[sources]], whose link a finding carries."),
    "confidence": {"enum": list(CONFIDENCE), "description": "How sure the fact is; it bounds the severity."},
}
_CUSTOM = {
    "directness": {"type": "integer", "minimum": 1, "maximum": 5},
    "formality": {"type": "integer", "minimum": 1, "maximum": 5},
    "salutation": _list(_text()),
    "closing": _list(_text()),
    "taboo": _list(_text()),
    **{
        key: _text()
        for key in [
            "name-order",
            "date-format",
            "number-format",
            "currency-format",
            "text-direction",
            "honorific-rules",
        ]
    },
    "confidence": _LAW["confidence"],
}
_SEND = {
    "zones": _list(_text(), "IANA time zones of the market, the usual one first."),
    "holidays": _text("Country code of its public holidays."),
    "weekend": _list({"enum": list(DAYS)}),
    "days": _list({"enum": list(DAYS)}, "Days on which mail is read and answered; a heuristic."),
    "hours": _list(_list({"type": "string", "pattern": _TIME, "x-shape": "a time like 09:30"}), "Good hours, local."),
    "avoid": _list(_list(_text()), "Bad seasons: from, to (MM-DD), what it is."),
    "legal-limit": _text("Hours that the law forbids, or that none was found for email."),
    "legal-ref": _text(),
    "legal-confidence": _LAW["confidence"],
    "good-practice-days": _text(),
    "good-practice-local": _text(),
    "good-practice-confidence": _LAW["confidence"],
    "note": _text(),
}

MARKET: dict[str, Any] = _table(
    "code name languages consent opt-out label send-time custom sources",
    code=_text("ISO 3166 code, or EU."),
    name=_text(),
    languages=_list(_text(), "Languages business is written in, the first one first."),
    tlds=_list(_text(), "Country domains: a recipient there is taken to be of this market."),
    phone=_text("Country calling code."),
    within=_text("A market whose law holds here too, such as EU."),
    notes=_list(_text()),
    checked=_text("What was read when the facts were gathered."),
    consent=_table(
        "cold-mail rule confidence",
        **{
            "cold-mail": {"enum": ["opt-in", "opt-out", "mixed", "none"]},
            "model": _text(),
            "b2b-cold-email": _text(),
            **_LAW,
        },
    ),
    **{
        "opt-out": _table(
            "required rule confidence",
            **{
                "required": {"enum": ["yes", "recommended", "no"]},
                "languages": _list(_text(), "Languages that the notice must be in, each."),
                "by": {"enum": ["email"], "description": "An e-mail address must be among the ways."},
                "mechanism-valid-days": {"type": "integer", "minimum": 1, "maximum": 3650},
                "honour-within": _text(),
                **_LAW,
            },
        ),
        "send-time": _table("zones weekend days hours", **_SEND),
    },
    label=_table(
        "when exact rule confidence",
        **{
            "when": {"enum": ["never", "always", "bulk", "special"]},
            "required": _text("The condition in words."),
            "exact": _list(_text(), "The strings that are valid; a fix inserts the first."),
            "place": {"enum": ["start", "anywhere"], "description": "Where in the subject it must stand."},
            "ignore-case": {"type": "boolean", "description": "Whether capitals do not matter."},
            "position": _text("The place in the source's words."),
            "rejected-variants": _list(_text()),
            **_LAW,
        },
    ),
    content=_list(
        _table(
            "id elements applies rule confidence",
            id=_text(),
            elements=_list({"enum": list(ELEMENTS)}),
            applies={"enum": list(APPLIES)},
            where=_text(),
            scope=_text("To whom it applies, in the source's words."),
            **_LAW,
        )
    ),
    claims=_list(_table("topic rule confidence", topic=_text(), scope=_text(), **_LAW)),
    custom=_table("confidence", **_CUSTOM),
    bad=_list(_table("rule draft", rule=_text("The rule that finds what stands between ⟦ and ⟧."), draft=_text())),
    good=_list(_table("draft", draft=_text("A mail in which the law group finds nothing."))),
    sources=_list(_table("title", title=_text(), url=_text(), confidence=_LAW["confidence"])),
)


def loose(schema: dict[str, Any] = MARKET) -> dict[str, Any]:
    """The schema with nothing required: what a configuration lays over a market."""
    out = {k: v for k, v in schema.items() if k != "required"}
    if "properties" in out:
        out["properties"] = {k: loose(v) for k, v in out["properties"].items() if k not in ("bad", "good")}
    if "items" in out:
        out["items"] = loose(out["items"])
    return out
