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
    if valid or configured:
        return tuple(dict.fromkeys(valid or configured)), unknown
    domains = {m.lower() for m in _DOMAIN.findall(recipients)}
    found = [code for code, entry in known.items() if domains & set(entry.get("tlds", ()))]
    return tuple(found), unknown
