"""Which notices a mail carries: a way to opt out, a postal address, where the reader's address is from, and the like.

Looks at what the sender wrote, never at a quoted reply. Data: lexicons/notices/<language>.toml, patterns over lower-case text:
`opt-out` (and `not-opt-out`, which are innocent), `link` (texts and addresses of links), `postal` (`abroad`: those that hold in mails of another language), `data-source`,
`objection`, `company-data`, `ad-nature`, and the sentences that fixes `insert`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from outlint.draft import Block, Paragraph, Role
from outlint.rule import Context
from outlint.view import HOLE

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u3000": " "})
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(
    r"(?:(?<!\w)\+|(?<!\d)00)\d[\d ().\-/]{6,20}\d"
    r"|(?:tel|phone|mob|cell|fon|fax|whatsapp|wechat|тел|电话|電話|手机|手機|전화|هاتف|جوال|điện thoại|đt|☎|📞)\w{0,8}[.:：]{0,2} ?\(?\+?\d[\d ().\-/]{5,20}"
)
_UNSUBSCRIBE = re.compile(r"unsub|opt_?out|abmeld|desinscri|desabon|descadastr|list[_:. -]?unsub", re.I)
_ADDRESS = re.compile(r"address(?!ee)|sender[_ -]?info|anschrift|direccion|endereco|indirizzo", re.I)
_MAIL_WORD = re.compile(r"e-?mail|mail", re.I)
_OWN = (Role.BODY, Role.CLOSING, Role.SIGNATURE, Role.FOOTER)
_ENDS = (Role.CLOSING, Role.SIGNATURE, Role.FOOTER)
_LONGEST = 4000
"""Characters of a paragraph that are looked at from its start and its end: a notice is short."""


@dataclass(frozen=True, slots=True)
class Found:
    """A notice: "sentence", "link" or "header", and its language ("" for one without words)."""

    kind: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    opt_out: tuple[Found, ...]
    postal: bool
    data_source: bool
    objection: bool
    company_data: bool
    ad_nature: bool
    email_contact: bool
    phone: bool


def notices(ctx: Context) -> Notices:
    """The notices of the part at hand, looked for once."""
    held: Notices | None = ctx.memo.get("notices")
    if held is None:
        held = ctx.memo["notices"] = _look(ctx)
    return held


def _look(ctx: Context) -> Notices:
    own = [p for p in ctx.part.paragraphs if p.role in _OWN and p.block is not Block.CODE]
    texts = [_lower(ctx, p) for p in own]
    whole = "\n\n".join(texts)
    words = dict(_lexicons(ctx, whole))
    late = _late(own, texts)
    return Notices(
        opt_out=tuple(_opt_outs(ctx, whole, words)),
        postal=_postal(ctx, late, texts, words),
        data_source=_any(words, "data-source", whole),
        objection=_any(words, "objection", whole),
        company_data=_any(words, "company-data", late),
        ad_nature=_any(words, "ad-nature", whole + "\n" + _subject(ctx)),
        email_contact=bool(_MAIL.search(whole)) or _filled(ctx, _MAIL_WORD),
        phone=bool(_PHONE.search(whole)),
    )


def _lower(ctx: Context, paragraph: Paragraph) -> str:
    text = ctx.part.text_of(paragraph)
    if len(text) > 2 * _LONGEST:
        text = text[:_LONGEST] + "\n" + text[-_LONGEST:]
    return text.lower().translate(_QUOTES)


def _late(own: Sequence[Paragraph], texts: Sequence[str]) -> str:
    """What stands at the end: from the closing on, and the last half in any case, at most three paragraphs of it."""
    first = next((i for i, p in enumerate(own) if p.role in _ENDS), len(own))
    return "\n\n".join(texts[min(first, len(own) - min(3, (len(own) + 1) // 2)) :])


def _subject(ctx: Context) -> str:
    return ctx.draft.subject.text.lower() if ctx.draft.subject else ""


_SCRIPTS = {"zh": "[\u4e00-\u9fff]", "ja": "[\u3040-\u30ff〒]", "ko": "[\uac00-\ud7a3]", "ru": "[\u0400-\u04ff]"}
_SCRIPTS |= {"ar": "[\u0600-\u06ff]", "he": "[\u0590-\u05ff]", "th": "[\u0e00-\u0e7f]"}


def _lexicons(ctx: Context, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Patterns of the draft's languages, its markets', those of other scripts in the text, and English, by language."""
    asked = [lang for code in ctx.draft.markets for lang in ctx.market_of(code).get("languages", ())]
    written = [lang for lang, letters in _SCRIPTS.items() if not text.isascii() and re.search(letters, text)]
    names = [*ctx.languages, *(lang.split("-")[0] for lang in asked), *written, "en"]
    for lang in dict.fromkeys(names):
        words = ctx.lexicon_of(lang).get("notices", {})
        if words.get("opt-out"):
            yield lang, words


def _any(words: Mapping[str, Mapping[str, Any]], key: str, text: str) -> bool:
    return any(_pattern(tuple(entry.get(key, ()))).search(text) for entry in words.values())


def _opt_outs(ctx: Context, text: str, words: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
    if ctx.draft.header("list-unsubscribe") is not None:
        yield Found("header")
    for lang, entry in words.items():
        innocent = _pattern(tuple(entry.get("not-opt-out", ())))
        if _pattern(tuple(entry["opt-out"])).search(innocent.sub(" ", text)):
            yield Found("sentence", lang)
    links = _pattern(tuple(w for entry in words.values() for w in entry.get("link", ())))
    for link in ctx.part.links:
        said = ctx.part.view.text[slice(*link.text_span)].lower()
        if links.search(said) or _UNSUBSCRIBE.search(link.href):
            yield Found("link")
    if _filled(ctx, _UNSUBSCRIBE):
        yield Found("link")


def _filled(ctx: Context, name: re.Pattern[str]) -> bool:
    """Whether a merge variable of such a name stands in the mail: the sending tool fills it in."""
    return any(name.search(p.name) for p in ctx.draft.placeholders)


def _postal(ctx: Context, late: str, texts: Sequence[str], words: Mapping[str, Mapping[str, Any]]) -> bool:
    """A postal address at the end of the mail or beside the company's name, or the profile's own anywhere."""
    whole = _squeezed("\n".join(texts))
    own = _squeezed(str(ctx.settings.profile.get("address", "")).lower().translate(_QUOTES))
    if own and own in whole:
        return True
    company = _squeezed(str(ctx.settings.profile.get("company", "")).lower())
    beside = "\n".join(t for t in texts if company and company in _squeezed(t))
    if any(_pattern(tuple(e.get("postal", ()))).search(part) for e in words.values() for part in (late, beside)):
        return True
    if _foreign_address(ctx, words):
        return True
    spans = [p.span for p in ctx.part.paragraphs if p.role in _ENDS]
    return any(
        _ADDRESS.search(p.name) and not _MAIL_WORD.search(p.name) and any(s.contains(p.view_span) for s in spans)
        for p in ctx.draft.placeholders
        if p.view_span is not None
    )


_LATIN = ("de", "fr", "es", "it", "pt", "nl", "pl", "tr", "vi", "id", "sv")


def _foreign_address(ctx: Context, known: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the signature or footer has an address as another language writes it: an English mail from Köln."""
    below = ctx.part.with_role(Role.SIGNATURE, Role.FOOTER)
    text = "\n".join(_lower(ctx, p) for p in below)
    others = (lang for lang in _LATIN if lang not in known) if any(c.isdigit() for c in text) else ()
    held = (ctx.lexicon_of(lang)["notices"] for lang in others)
    return any(_pattern(tuple(words.get("abroad", words["postal"]))).search(text) for words in held)


def _squeezed(text: str) -> str:
    """Text without what a line break changes: white space and commas."""
    return re.sub(r"[\s,，、·|]+", " ", text.replace(HOLE, " ")).strip()


@lru_cache(maxsize=256)
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns) or "(?!)", re.M)
