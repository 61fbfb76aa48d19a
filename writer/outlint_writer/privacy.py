"""Personal data as tokens for a model elsewhere, and back again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from outlint.draft import Draft, Role
from outlint_writer.guard import Failure

_MAIL = re.compile(r"[\w.%+-]{1,64}[@＠][\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<![\w.-])\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w+.-])(?:[+＋]|00)\d[\d ()./-]{6,22}\d(?!\w)|(?<![\w.,-])0\d{2,4}[ /-]\d[\d -]{4,12}\d(?!\w)|(?<!\d)1[3-9]\d{9}(?!\d)"
)
_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau|Señora?|Sra?|Madame|Monsieur|Mme|Signora?|Pan|Pani)\.?\s((?:[A-ZÀ-Þ][\w'’-]{1,30})(?:\s[A-ZÀ-Þ][\w'’-]{1,30}){0,2})"
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]{1,40}")
_TOKEN = re.compile(r"⟪[A-Z]+_\d+⟫")
_PROFILE = {"name": "PERSON", "company": "COMPANY", "address": "ADDRESS", "phone": "PHONE", "email": "MAIL"}
_HEADERS = ("from", "to", "cc", "bcc", "reply-to", "sender")


@dataclass(frozen=True, slots=True)
class Veil:
    """Values and the tokens that stand for them: the same value has the same token in everything sent."""

    tokens: Mapping[str, str]

    def hide(self, text: str) -> str:
        """The text with every known value as its token, the longest first."""
        if not self.tokens:
            return text
        return _searched(self.tokens).sub(lambda m: self.tokens[m.group()], text)

    def show(self, text: str) -> str:
        """The text with the values back; an unknown token stays, and the guard refuses it."""
        back = {token: value for value, token in self.tokens.items()}
        return _TOKEN.sub(lambda m: back.get(m.group(), m.group()), text)

    def missing(self, sent: str, answer: str) -> list[Failure]:
        """Tokens that were sent and did not come back: a name or an address is lost."""
        lost = dict.fromkeys(t for t in _TOKEN.findall(sent) if t not in answer)
        return [Failure("token", "{what} is missing", t) for t in lost]


NOTHING = Veil({})


def _searched(tokens: Mapping[str, str]) -> re.Pattern[str]:
    each = []
    for value in sorted(tokens, key=len, reverse=True):
        edge = value[0].isalnum() and value[0] < "\u0300", value[-1].isalnum() and value[-1] < "\u0300"
        each.append((r"(?<![^\W_])" if edge[0] else "") + re.escape(value) + (r"(?![^\W_])" if edge[1] else ""))
    return re.compile("|".join(each))


def veil(draft: Draft, profile: Mapping[str, object], said: Iterable[str]) -> Veil:
    """The veil for a draft. `said` are all texts that will be sent.

    Known are: the sender's profile, names and addresses of the headers, the greeting and the signature, names behind a
    title, and whatever looks like a mail address, a telephone number, an IBAN or a card. A name that stands in running
    text only, without a title, can't be known.
    """
    texts = list(said)
    taken = set(_TOKEN.findall("\n".join(texts)))
    tokens: dict[str, str] = {}
    counts: dict[str, int] = {}
    values = list(_values(draft, profile, texts))
    people = {value.strip() for kind, value in values if kind == "PERSON" and value.strip()}
    values += [v for text in texts for v in _surnames(people, text)]
    for kind, value in values:
        value = value.strip(" \t\r\n,;:<>\"'，：")
        if len(value) < 2 or value in tokens or "\ufffc" in value or "⟪" in value:
            continue
        while True:
            counts[kind] = counts.get(kind, 0) + 1
            token = f"⟪{kind}_{counts[kind]}⟫"
            if token not in taken:
                break
        tokens[value] = token
    return Veil(tokens)


def _surnames(known: Iterable[str], text: str) -> Iterator[tuple[str, str]]:
    """Capitalised words right behind a known first name: "Harris" where only "Tom" was known."""
    first = "|".join(re.escape(w) for w in sorted(known, key=len, reverse=True))
    if first:
        for m in re.finditer(rf"(?<!\w)(?:{first})((?:\s[A-ZÀ-Þ][\w'’-]{{1,30}}){{1,2}})", text):
            yield "PERSON", m.group()[: -len(m.group(1))]
            yield from _names(m.group(1))


def _values(draft: Draft, profile: Mapping[str, object], texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for key, kind in _PROFILE.items():
        if isinstance(value := profile.get(key), str):
            yield kind, value
            if kind == "PERSON":
                yield from _names(value)
    for text in texts:
        yield from (("MAIL", m.group()) for m in _MAIL.finditer(text))
        yield from (("BANK", m.group()) for p in (_IBAN, _CARD) for m in p.finditer(text))
        yield from (("PHONE", m.group()) for m in _PHONE.finditer(text))
        yield from (("PERSON", m.group(1)) for m in _TITLED.finditer(text))
    yield from _of_headers(draft)
    for part in draft.parts:
        for p in part.with_role(Role.SIGNATURE):
            yield from (
                ("ADDRESS" if any(c.isdigit() for c in line) else "PERSON", line)
                for line in part.text_of(p).splitlines()
            )
            first = part.text_of(p).strip().splitlines()[:1]
            yield from (n for line in first for n in _names(line))
        for p in part.with_role(Role.GREETING):
            yield from _greeted(part.text_of(p))


def _of_headers(draft: Draft) -> Iterator[tuple[str, str]]:
    for header in draft.headers:
        if header.name not in _HEADERS:
            continue
        yield from (("MAIL", m.group()) for m in _MAIL.finditer(header.text))
        for entry in re.split(r"[,;]", _MAIL.sub("", header.text)):
            name = entry.strip(" <>\"'()")
            if name:
                yield "PERSON", name
                yield from _names(name)


def _names(whole: str) -> Iterator[tuple[str, str]]:
    """The words of a name, each of which may stand alone: "Tom" of "Tom Harris"."""
    for word in _WORD.findall(whole):
        if len(word) >= 3 and word[0].isupper():
            yield "PERSON", word


def _greeted(line: str) -> Iterator[tuple[str, str]]:
    """The names in a greeting: capitalised words behind its first word, or what stands before 您好 or 様."""
    east = re.match(
        r"\s*(?:尊敬的)?([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6}?)(?:您好|你好|様|さま|님|[:：,，])", line
    )
    if east:
        yield "PERSON", east.group(1)
    for word in _WORD.findall(line)[1:]:
        if word[0].isupper() and len(word) >= 3:
            yield "PERSON", word.rstrip(".")
