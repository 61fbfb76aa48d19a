"""Whom a draft greets: by its To header, or by its greeting in any language of the library."""

from __future__ import annotations

import re
from functools import cache

from outlint.draft import Draft, Role

_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё][\w'’.-]*"
_NAME = rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,3}}"
_EAST = r"[\u3400-\u9fff\u30a0-\u30ff\u3040-\u309f\u3005]{1,8}?"
_FEMALE = "Ms|Mrs|Miss|Frau|Madame|Mme|Sra|Señora|Dott\\.ssa|Sig\\.ra|Signora|mevrouw|Pani|г-жа|госпожа|السيدة|الأستاذة|Bà|Chị|Ibu|Dr\\.ssa|Senhora"
_MALE = "Mr|Herrn?|Monsieur|M|Sr|Señor|Dott|Sig|Signor|heer|Panie?|г-н|господин|السيد|الأستاذ|Ông|Anh|Bapak|Pak|Senhor"
_OPENINGS = (
    "dear|hi|hello|hey|good (?:morning|afternoon)|sehr geehrter?|guten (?:tag|morgen)|hallo|liebe[r]?|bonjour|ch[eè]re?|estimad[oa]|buenos días|hola|"
    "prezad[oa]|car[oa]|bom dia|olá|gentile|egregio|buongiorno|ciao|geachte|beste|szanown[ay]|dzień dobry|уважаем(?:ый|ая)|здравствуйте|добрый день|"
    "sayın|merhaba|عزيزي|عزيزتي|حضرة|kính gửi|kính chào|yth\\.?|halo|selamat (?:pagi|siang)|안녕하(?:십니까|세요)"
)
_NOBODY = frozenset(
    [
        "sir",
        "madam",
        "sirs",
        "all",
        "team",
        "there",
        "everyone",
        "everybody",
        "friends",
        "colleague",
        "colleagues",
        "customer",
        "customers",
        "buyer",
        "manager",
        "damen",
        "herren",
        "señores",
        "senhores",
        "signori",
        "state",
        "państwo",
        "yetkili",
        "quý",
        "madame",
        "monsieur",
        "담당자",
        "관계자",
        "고객",
        "purchasing",
        "sales",
        "partner",
        "partners",
        "friend",
    ]
)
_NOBODY_EAST = re.compile("担当|负责|負責|采购|採購|客|各位|皆|大家|贵|貴|同事|朋友|部门|部門|公司|会社")
_GIVEN = frozenset(
    ["bey", "hanım", "السيد", "السيدة", "الأستاذ", "الأستاذة", "ông", "bà", "anh", "chị", "bapak", "ibu", "pak"]
)
"""Titles that stand with the given name."""
_HONORIFIC = r"(?P<female2>Hanım|女士|小姐)|(?P<male2>Bey|先生)|様|さん|殿|님|씨|总|總|经理|經理|部長|課長"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    titled = rf"(?:(?P<female>{_FEMALE})|(?P<male>{_MALE})|Dr|Prof)\.?\s(?P<name>{_NAME})"
    end = r"\s*(?:المحترمة?)?\s*[,:،!.：，]?\s*$"
    return (
        re.compile(rf"^(?:(?i:{_OPENINGS})[,،]?\s)?{titled}{end}"),
        re.compile(rf"^(?:(?i:sayın|merhaba)\s)?(?P<name>{_NAME})\s(?:{_HONORIFIC}){end}"),
        re.compile(
            rf"^(?:尊敬的|亲爱的|敬爱的|親愛的)?(?P<name>{_EAST})(?:{_HONORIFIC})?(?:您好|你好)?\s?[,:：，！!]*(?:您好|你好)?[：！!，]*$"
        ),
        re.compile(
            r"^(?:안녕하(?:십니까|세요)[,.]?\s)?(?P<name>[가-힣]{2,4})(?:\s(?P<title>[가-힣]{2,3}))?\s?님[,.]?$"
        ),
        re.compile(rf"^(?i:{_OPENINGS})[,،]?\s(?P<name>{_NAME}){end}"),
    )


def addressee(draft: Draft) -> dict[str, str]:
    """A contact row of whom the draft greets: name, or first_name and last_name, and gender; empty where it names nobody.

    A title in the greeting says the gender; the To header gives the whole name where it has one person's.
    """
    lines = [line for p in draft.main.with_role(Role.GREETING)[:1] for line in draft.main.text_of(p).splitlines()]
    greeted = next((found for line in reversed(lines) if (found := _greeted(line.strip()))), {})
    name = _of_header(draft)
    if not name:
        return greeted
    return {"name": name, **{k: v for k, v in greeted.items() if k in ("gender", "title")}}


def _of_header(draft: Draft) -> str:
    """The one person of the To header: "Weber, Anna" is Anna Weber; "" for several, and for none."""
    header = draft.header("to")
    if header is None or header.text.count("@") > 1 or ";" in header.text:
        return ""
    name = re.sub(r"<[^>]*>|\S+@\S+", "", header.text).strip(" \"'")
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else name


def _greeted(line: str) -> dict[str, str]:
    if not line or "\ufffc" in line or len(line) > 80:
        return {}
    for pattern in _patterns():
        m = pattern.match(line)
        if m is None:
            continue
        parts = m.groupdict()
        words = [w for w in parts["name"].strip(" .").split() if not w.startswith("المحترم")]
        if not words or any(w.lower().strip(".") in _NOBODY for w in words) or _NOBODY_EAST.search(parts["name"]):
            return {}
        said = {
            "gender": "f"
            if parts.get("female") or parts.get("female2")
            else "m"
            if parts.get("male") or parts.get("male2")
            else ""
        }
        if parts.get("title"):
            said["title"] = parts["title"]
        title = next((parts[k] for k in ("female", "male", "female2", "male2") if parts.get(k)), "")
        said |= _named(words, bool(title or re.search(r"\b(?:Dr|Prof)\b", line)) and title.lower() not in _GIVEN)
        return {k: v for k, v in said.items() if v}
    return {}


def _named(words: list[str], titled: bool) -> dict[str, str]:
    """First and last name: one word behind a title is the last name, alone it is the first; an Eastern one is the last."""
    if len(words) == 1:
        east = words[0][0] >= "\u2e80"
        if east and words[0][0] >= "\uac00" and len(words[0]) > 1:
            return {"last_name": words[0][0], "first_name": words[0][1:]}
        return {"last_name": words[0]} if titled or east else {"first_name": words[0]}
    return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}
