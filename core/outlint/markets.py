"""Which markets a draft is for: the option, its front matter, the configuration, else the recipients' domains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_DOMAIN = re.compile(r"@[\w.-]*\.([A-Za-z]{2,})\b")


def named(value: Any) -> list[str]:
    """Market codes of a front-matter value: "DE", "de, us" or a list; upper case."""
    items = re.split(r"[,;\s]+", value) if isinstance(value, str) else value if isinstance(value, Sequence) else ()
    return [str(i).strip().upper() for i in items if str(i).strip()]


def resolve(
    meta: Mapping[str, Any], configured: Sequence[str], forced: bool, recipients: str, known: Mapping[str, Any]
) -> tuple[tuple[str, ...], list[str]]:
    """(markets, unknown codes) of a draft. `forced`: `configured` comes from the command line and wins.

    `recipients` is the text of To and Cc; `known` maps code -> {"tlds": […]}.
    """
    said = named(meta.get("markets") or meta.get("market") or ())
    unknown = [code for code in said if code not in known]
    if forced:
        return tuple(configured), unknown
    valid = [code for code in said if code in known]
    seen = _of_recipients(meta, recipients, known)
    if not valid and not configured:
        return seen, unknown
    chosen = list(valid or configured)
    chosen += [c for c in seen if known[c].get("within") in chosen]  # the union named: the state's law holds too
    return tuple(dict.fromkeys(chosen)), unknown


def _of_recipients(meta: Mapping[str, Any], recipients: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    """The markets of the recipients' country domains, else of the calling code of the front matter's `phone`."""
    domains = {m.lower() for m in _DOMAIN.findall(recipients)}
    found = [code for code, entry in known.items() if domains & set(entry.get("tlds", ()))] if domains else []
    if found:
        return tuple(found)
    if not meta.get("phone"):
        return ()
    phone = re.sub(r"[^\d+]", "", str(meta.get("phone") or ""))
    number = phone.removeprefix("+") if phone.startswith("+") else phone.removeprefix("00")
    if number == phone:  # no calling code
        return ()
    codes = {c: entry["phone"] for c, entry in known.items() if "phone" in entry and number.startswith(entry["phone"])}
    longest = max(map(len, codes.values()), default=0)
    found = [c for c, prefix in codes.items() if len(prefix) == longest]
    return tuple(found) if len(found) == 1 else ()  # +1 is the United States and Canada
