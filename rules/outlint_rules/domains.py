"""Whose domain an address or a site belongs to, by the public suffix list (publicsuffix.org).

The list stands in lexicons/lists/suffixes.txt and is searched as it is: no parsing, a fraction of a millisecond, and
only for a rule that has domains to compare.
"""

from __future__ import annotations

from functools import cache, lru_cache

from outlint_rules.lists import Listed, listed


@lru_cache(maxsize=4096)
def registrable(domain: str) -> str:
    """The part of a domain that somebody registered: "mail.hart.co.uk" -> "hart.co.uk".

    Lower-case and IDNA forms only; a public suffix, an IP address or a single label is given back as it is.
    """
    domain = ascii_form(domain)
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return domain
    size = _suffix_size(labels)
    return domain if size >= len(labels) else ".".join(labels[-size - 1 :])


def same_owner(one: str, other: str) -> bool:
    """Whether two domains were registered as one."""
    return registrable(one) == registrable(other)


def ascii_form(domain: str) -> str:
    """A domain in lower case, internationalised labels encoded (xn--) where they can be."""
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _suffix_size(labels: list[str]) -> int:
    """How many of the last labels are the public suffix: the longest rule that holds, one label when none does."""
    suffixes = _suffixes()
    for i in range(len(labels)):
        here, above = ".".join(labels[i:]), ".".join(labels[i + 1 :])
        if f"!{here}" in suffixes:
            return len(labels) - i - 1
        if here in suffixes or (above and f"*.{above}" in suffixes):
            return len(labels) - i
    return 1


@cache
def _suffixes() -> Listed:
    return listed("suffixes", {})
