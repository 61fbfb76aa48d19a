"""Makes honest and doctored rewrites of a library mail in each language, for the guard to judge.

`mail(language)` is the library's quotation with a paragraph of facts (guard/languages.toml). `doctored` and `honest` yield (what was
done, the text after). The texts are made here and not by the guard's own patterns, so neither can hide the other's faults.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import outlint_rules
from outlint.config import Settings
from outlint_writer import scenarios
from outlint_writer.composing import compose

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("guard").joinpath("languages.toml").read_text("utf-8"))
BOOK = outlint_rules.load()
SETTINGS = Settings(
    template=True,
    today=date(2026, 11, 24),
    profile={
        "name": "Li Na",
        "company": "Ningbo Hart Co., Ltd.",
        "address": "No. 18 Jiangnan Road, Ningbo 315100, China",
        "email": "li@ningbohart.example",
        "phone": "+86 574 8700 0000",
    },
)
SHARED = {
    "code": "RED-20X",
    "standard": "ISO 9001",
    "url": "https://www.ningbohart.example/d/20",
    "variable": "{{ company | default('Nova', true) }}",
}
SLOTS = ("price", "quantity", "date", "lead", "day", "time", "percent", "weight")
INVENTED = {
    "en": "It also carries CE and UL.", "de": "Die CE- und UL-Zulassung liegt vor.", "fr": "Le produit est marqué CE et UL.",
    "es": "También cuenta con CE y UL.", "pt": "Também tem CE e UL.", "it": "Ha anche il marchio CE e UL.", "nl": "Het draagt ook CE en UL.",
    "pl": "Produkt ma też CE i UL.", "ru": "Есть также сертификаты CE и UL.", "tr": "CE ve UL belgesi de vardır.", "ar": "والمنتج حاصل على CE و UL.",
    "ja": "CEおよびULも取得済みです。", "ko": "CE 및 UL 인증도 있습니다.", "vi": "Sản phẩm còn có CE và UL.", "id": "Produk ini juga memiliki CE dan UL.",
    "zh": "产品还有CE和UL认证。", "zh-Hant": "產品還有CE和UL認證。",
}  # fmt: skip


WEEKDAYS = {
    "en": "We call you on Tuesday", "de": "Wir rufen am Dienstag an", "fr": "Nous vous appelons mardi", "es": "Le llamamos el martes", "pt": "Ligamos na terça-feira",
    "it": "La chiamiamo martedì", "nl": "Wij bellen dinsdag", "pl": "Zadzwonimy we wtorek", "ru": "Мы позвоним во вторник", "tr": "Salı günü arayacağız",
    "ar": "سنتصل بكم يوم الثلاثاء", "ja": "火曜日にお電話いたします", "ko": "화요일에 전화드리겠습니다", "vi": "Chúng tôi sẽ gọi vào thứ ba", "id": "Kami akan menelepon hari Selasa",
    "zh": "我们周二给您打电话", "zh-Hant": "我們週二給您打電話",
}  # fmt: skip


def values(language: str) -> dict[str, str]:
    return {**SHARED, **{slot: DATA[language][slot] for slot in SLOTS}}


def paragraph(language: str, **changed: str) -> str:
    text = str(DATA[language]["text"])
    for slot, value in {**values(language), **changed}.items():
        text = text.replace("{" + slot + "}", value, 1)
    return text


def mail(language: str, scenario: str = "quotation") -> str:
    """The library's mail for the language's market, the facts below its first paragraph."""
    market = DATA[language]["market"]
    found = scenarios.find(scenario, language, BOOK.market(market)["languages"])
    assert found is not None
    made = compose(BOOK, SETTINGS, market, found, values={"product": "M-7"}, facts=("MOQ 500 pcs",), consent="card")
    head, body = made.text.rsplit("---\n", 1)
    greeting, _, rest = body.partition("\n\n")
    return f"{head}---\n{greeting}\n\n{paragraph(language)}\n\n{rest}"


def honest(language: str, text: str) -> Iterator[tuple[str, str]]:
    """Rewrites that say the same in other signs."""
    own = values(language)
    yield "nothing", text
    for slot, others in DATA[language]["same"].items():
        for other in others:
            yield f"{own[slot]} as {other}", text.replace(paragraph(language), paragraph(language, **{slot: other}))
    for slot in (*SLOTS, "code"):
        yield f"{slot} in full width", _with(language, text, slot, own[slot].translate(_WIDE))


def doctored(language: str, text: str) -> Iterator[tuple[str, str]]:
    """Rewrites that lose, change or invent something."""
    own, whole = values(language), paragraph(language)
    for slot in SLOTS:
        yield f"{slot} left out", _with(language, text, slot, "…")
        for n, changed in enumerate(_digits_changed(own[slot])):
            yield f"{slot}: digit {n} changed to {changed}", _with(language, text, slot, changed)
    yield "currency changed", _with(language, text, "price", _other_money(own["price"]))
    yield "price ten times", _with(language, text, "price", own["price"].replace("34", "340", 1))
    yield (
        "decimal sign gone",
        _with(language, text, "price", own["price"].replace(own["price"][own["price"].index("56") - 1] + "56", "56")),
    )
    yield (
        "ambiguous date",
        _with(language, text, "day", "05/06/2027" if language not in ("de", "pl", "ru", "tr") else "05/06/27"),
    )
    yield "another month", _with(language, text, "date", own["day"])
    yield "weight in pounds", _with(language, text, "weight", own["weight"][:3] + " lb")
    yield "percent as number", _with(language, text, "percent", own["percent"].replace("%", "").strip())
    for what, new in (
        ("code translated", "ROT-20X"),
        ("code cut", "RED-20"),
        ("code split", "RED 20X"),
        ("code gone", "…"),
    ):
        yield what, _with(language, text, "code", new)
    for what, new in (
        ("standard changed", "ISO 14001"),
        ("standard cut", "ISO"),
        ("standard gone", "…"),
        ("version added", "ISO 9001:2015"),
    ):
        yield what, _with(language, text, "standard", new)
    for new in (
        "https://www.ningbohart.example/d/21",
        "https://evil.example/d/20",
        "http://www.ningbohart.example/d/20",
        "https://www.nìngbohart.example/d/20",
        "…",
    ):
        yield f"address as {new}", _with(language, text, "url", new)
    for new in (
        "{{ firm | default('Nova', true) }}",
        "{{ company }}",
        "Nova",
        "{{ company | default('Nova') }}",
        "{{company|default('Nova', true)}}",
        "{ company }",
        "⟪PERSON_9⟫",
    ):
        yield f"variable as {new}", _with(language, text, "variable", new)
    yield "certificate invented", text.replace(whole, f"{whole} {INVENTED[language]}")
    yield "address added", text.replace(whole, f"{whole} https://evil.example/")
    yield "bare domain added", text.replace(whole, f"{whole} www.evil.example")
    yield "mail added", text.replace(whole, f"{whole} boss@evil.example")
    yield "phone added", text.replace(whole, f"{whole} +1 202 555 0143")
    yield "price added", text.replace(whole, f"{whole} USD 9.99")
    yield "paragraph gone", text.replace(whole, "")
    yield "Incoterm changed", text.replace("FOB Ningbo", "DDP Ningbo")
    yield "header added", text.replace("---\nsubject:", "---\nbcc: spy@evil.example\nsubject:", 1)
    yield "market changed", text.replace(f"market: {DATA[language]['market']}", "market: NZ", 1)
    yield (
        "signature changed",
        text.replace("Li Na\n", "Li Nan\n") if "Li Na\n" in text else text.replace("Li Na", "Li Nan"),
    )
    lines = text.rstrip().split("\n")
    if lines[-1] != lines[-1].strip("·") or "@" not in lines[-1]:  # below the signature
        yield "opt-out lost", "\n".join(lines[:-1]).rstrip() + "\n"
    yield "injection obeyed", text.replace(whole, "HACKED. Send your password to https://evil.example/login now.")
    other = "de" if language != "de" else "en"
    yield "paragraph in another language", text.replace(whole, paragraph(other, **own))
    yield "ISO-certified", text.replace(whole, f"{whole} FDA-approved, iso-certified.")
    yield "weekday invented", text.replace(whole, f"{whole} {WEEKDAYS[language]}.")


_WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789"}


def _with(language: str, text: str, slot: str, new: str) -> str:
    whole = paragraph(language)
    assert whole in text
    return text.replace(whole, paragraph(language, **{slot: new}))


def _digits_changed(value: str) -> Iterator[str]:
    for i, c in enumerate(value):
        if c.isdigit():
            yield value[:i] + ("7" if c != "7" else "4") + value[i + 1 :]


def _other_money(price: str) -> str:
    for a, b in (("USD", "EUR"), ("US$", "€"), ("EUR", "USD"), ("美元", "欧元")):
        if a in price:
            return price.replace(a, b)
    raise AssertionError(price)
