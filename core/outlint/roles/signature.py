"""What a signature line looks like when no closing stands above it: names, titles, phones, addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlint.view import HOLE

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

SIGNATURE_LINES = 16
"""More lines than this below a closing are running text."""

_CONTACT = re.compile(
    r"@|https?://|www\.|\+?\d[\d ()./-]{6,}|[☎📞📱✆]"
    r"|\b(?:tel|phone|mobile|mob|cell|fax|e-?mail|web|whatsapp|wechat|skype|linkedin|add|address)\b|电话|手机|邮箱|微信|地址|電話|携帯|住所|〒|هاتف|جوال",
    re.I,
)
_LINK_LIKE = re.compile(
    r"link|lien|enlace|url|cta|button|bouton|botón|botão|calend|book|schedul|r[ée]serv|click|clic|demo|video|action|register|sign.?up"
    r"|download|here|content|body|offer|text|message|list|item|product|price|question|detail|summary|table|image|unsub|footer|p\.?s\b"
    r"|insert|topic|benefit|result|bullet|sentence|paragraph|ask",
    re.I,
)
_BUTTON = re.compile(
    r"→|>>|\b(?:link|lien|enlace|url|cta|click|book|schedule|register|sign up|download|here|now|more)\b", re.I
)
_END_MARK = ".?!。？！؟:：→>"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PARTICLES = _set(
    "de da do di del della van von der den la le el al bin ibn at of and et e y und the zu | & · • - – — / + , @"
)


def is_contact(text: str) -> bool:
    """Whether a line gives a phone number, an address, a site."""
    return _CONTACT.search(text) is not None


def is_link_like(name: str) -> bool:
    """Whether a merge variable stands for a button or for text, rather than for who signs."""
    return len(name.split()) > 5 or _LINK_LIKE.search(name) is not None


def signs(lines: Sequence[str], signers: Set[str], surnames: Set[str]) -> bool:
    """Whether all lines can belong to a signature, and one of them says who signs."""
    names = [_is_name(line, signers, surnames) for line in lines]
    return any(names) and all(named or _belongs(line, signers) for named, line in zip(names, lines, strict=True))


def _belongs(line: str, signers: Set[str]) -> bool:
    if len(line.split()) > 9 or len(line) > 80 or line[-1] in "?？؟:：":
        return False
    if is_contact(line) or _has_signer(line, signers):
        return True
    words = line.split()  # "Foshan Valves: Fittings for Dairies", below a name
    capital = sum(w[0].isupper() or not w[0].isalnum() for w in words)
    return (
        line[0].isupper() and line[-1] not in _END_MARK and not _BUTTON.search(line) and capital * 5 >= len(words) * 3
    )


def _is_name(line: str, signers: Set[str], surnames: Set[str]) -> bool:
    text = line.strip("-–—~*_ ")
    words = text.split()
    if not words or len(words) > 7 or len(text) > 60 or text[-1] in _END_MARK or _BUTTON.search(text):
        return False
    if _has_signer(text, signers):
        return True
    if not any(c.islower() or c.isupper() for c in text) and text != HOLE:
        return _is_uncased_name(text, surnames)
    first = text[0]
    return (first.isupper() or first == HOLE) and all(
        w[0].isupper() or w[0] in f"{HOLE}(|" or w.strip(",") in _PARTICLES for w in words
    )


def _is_uncased_name(text: str, surnames: Set[str]) -> bool:
    if text.startswith(HOLE):
        return len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in surnames


def _has_signer(text: str, signers: Set[str]) -> bool:
    """Whether a word for a team, a company or a job stands in the line, which must not be a sentence."""
    if text[-1] in _END_MARK or len(text.split()) > 7:
        return False
    lower = text.lower()
    if any(word.strip(",()|") in signers for word in lower.split()):
        return not text[0].islower()
    return not text.isascii() and any(not s.isascii() and s[0] >= "\u0600" and s in lower for s in signers)
