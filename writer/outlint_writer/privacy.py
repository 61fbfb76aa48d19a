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
_NAME = r"[A-ZÀ-ÞĀ-ŽА-ЯЁ][\w'’-]{1,30}"
_TITLED = re.compile(
    r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Señora?|Sra?|Senhora?|Madame|Monsieur|Mme|Signora?|Dott|Dott\.ssa|Sig|Sig\.ra|Panie?|Pana|Panem|Pani|Panią"
    r"|mevrouw|meneer|heer|г-н|г-жа|[Гг]осподину?|[Гг]оспож[аеи]|[Bb]apak|[Ii]bu|Pak|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị"
    # who is met, asked for or named in running text
    r"|met(?:\swith)?|meet|spoke\s(?:to|with)|talked\sto|[Cc]ontact|ask\sfor|[Cc]olleagues?|[Mm]anager|[Dd]irector|[Ee]ngineer|[Aa]ssistant|[Bb]uyer|named|called"
    r"|Kollege|Kollegin|Ansprechpartner(?:in)?|Einkäufer(?:in)?|collègue|acheteu(?:r|se)|colega|compañer[oa]|collega)"
    rf"(?:\.|\s(?:is|ist|est|es|is:))?:?\s({_NAME}(?:\s{_NAME}){{0,2}})"
)
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董潘袁蔡蒋蔣余于杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范"
    "石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴洪"
)
_HONOURED = re.compile(
    rf"(?<!\w)({_NAME}(?:\s{_NAME})?)\s(?:Bey|Hanım)(?!\w)|(?:السيدة|السيد|الأستاذة|الأستاذ|المهندسة|المهندس)\s([^\W\d_]{{2,20}}(?:\s[^\W\d_]{{2,20}})?)"
    rf"|([{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?)(?:先生|女士|小姐|总经理|總經理|经理|經理|工程师|工程師|主任|主管)"
    r"|(?<![客皆々])([\u4e00-\u9fff]{1,4}|[\u30a0-\u30ff]{2,8})(?:様|さん|氏)|([가-힣]{2,4})\s?(?:부장|과장|대리|사장|이사|차장|팀장)?님"
)
_NOT_NAMES = re.compile("担当|负责|負責|采购|採購|客|各位|贵|貴|销售|銷售|总|副|部门|고객|담당|선생|사장")
_WORD = re.compile(r"[^\W\d_][\w'’.-]{1,40}")
_TOKEN = re.compile(r"⟪[A-Z]+_\d+⟫")
_PROFILE = {"name": "PERSON", "company": "COMPANY", "address": "ADDRESS", "phone": "PHONE", "email": "MAIL"}
_SPELT = frozenset(("PERSON", "COMPANY", "MAIL", "ADDRESS"))
_NO_WORD = 5
"""Letters of a name that is taken for one in small letters too: "may" and "will" are words."""
_AROUND = " \t\r\n,;:<>\"'，："
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
    title or somebody who is met or asked for, and whatever looks like a mail address, a telephone number, an IBAN or a card; names
    in other capitals too. A name that stands in running text only, with nothing that says so, can't be known.
    """
    texts = list(said)
    taken = set(_TOKEN.findall("\n".join(texts)))
    tokens: dict[str, str] = {}
    counts: dict[str, int] = {}
    values = list(_values(draft, profile, texts))
    people = {value.strip() for kind, value in values if kind == "PERSON" and value.strip()}
    values += [v for text in texts for v in _surnames(people, text)]
    values += [v for text in texts for v in _respelt(values, text)]
    for kind, value in values:
        value = value.strip(_AROUND)
        if len(value) < 2 or value in tokens or "\ufffc" in value or "⟪" in value:
            continue
        while True:
            counts[kind] = counts.get(kind, 0) + 1
            token = f"⟪{kind}_{counts[kind]}⟫"
            if token not in taken:
                break
        tokens[value] = token
    return Veil(tokens)


def _respelt(values: Iterable[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    """Known names in other capitals than they were found in: WEBER, and weber where the name is long enough to be no word."""
    kinds = {
        v.strip(_AROUND).casefold(): (k, v.strip(_AROUND))
        for k, v in values
        if k in _SPELT and len(v.strip(_AROUND)) >= 3
    }
    if not kinds:
        return []
    each = "|".join(re.escape(v) for _k, v in sorted(kinds.values(), key=lambda kv: -len(kv[1])))
    out = []
    for m in re.finditer(rf"(?<![^\W_])(?:{each})(?![^\W_])", text, re.I):
        found = kinds.get(m.group().casefold())
        if found and (not m.group().islower() or len(m.group()) >= _NO_WORD):
            out.append((found[0], m.group()))
    return out


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
        yield from (n for m in _TITLED.finditer(text) for n in (("PERSON", m.group(1)), *_names(m.group(1))))
        for m in _HONOURED.finditer(text):
            name = next(g for g in m.groups() if g)
            if not _NOT_NAMES.search(name):  # a surname alone is a sign of many words: it goes with its title
                yield "PERSON", name if len(name) > 1 else m.group()
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
