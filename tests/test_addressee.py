"""Whom a draft greets, in each language."""

from __future__ import annotations

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer import scenarios
from outlint_writer.addressee import addressee

CHECKER = Checker(outlint_rules.load(), Settings())
BODY = "We make sinks of steel. Shall I send you two samples?\n\nBest regards,\nLi Na\n"

GREETINGS = [
    ("Dear Mr. Smith,", {"gender": "m", "last_name": "Smith"}),
    ("Dear Ms Anna Weber,", {"gender": "f", "first_name": "Anna", "last_name": "Weber"}),
    ("Hi Tom,", {"first_name": "Tom"}),
    ("Dear Sir or Madam,", {}),
    ("Hello team,", {}),
    ("Sehr geehrte Frau Weber,", {"gender": "f", "last_name": "Weber"}),
    ("Guten Tag Anna Weber,", {"first_name": "Anna", "last_name": "Weber"}),
    ("Sehr geehrte Damen und Herren,", {}),
    ("Bonjour Madame Dupont,", {"gender": "f", "last_name": "Dupont"}),
    ("Madame, Monsieur,", {}),
    ("Estimado Sr. García:", {"gender": "m", "last_name": "García"}),
    ("Estimados señores:", {}),
    ("Prezada Sra. Costa,", {"gender": "f", "last_name": "Costa"}),
    ("Gentile Dott.ssa Rossi,", {"gender": "f", "last_name": "Rossi"}),
    ("Geachte heer De Vries,", {"gender": "m", "first_name": "De", "last_name": "Vries"}),
    ("Уважаемая Анна Сергеевна!", {"first_name": "Анна", "last_name": "Сергеевна"}),
    ("Здравствуйте, Анна!", {"first_name": "Анна"}),
    ("Merhaba Ahmet Bey,", {"gender": "m", "first_name": "Ahmet"}),
    ("السيد أحمد المحترم،", {"gender": "m", "first_name": "أحمد"}),
    ("Kính gửi Ông Minh,", {"gender": "m", "first_name": "Minh"}),
    ("佐藤様", {"last_name": "佐藤"}),
    ("ご担当者様", {}),
    ("안녕하십니까, 김민수 부장님.", {"last_name": "김", "first_name": "민수", "title": "부장"}),
    ("尊敬的王女士：您好！", {"gender": "f", "last_name": "王"}),
    ("王经理您好：", {"last_name": "王"}),
    ("尊敬的采购负责人：您好！", {}),
]


@pytest.mark.parametrize(("greeting", "who"), GREETINGS, ids=[g for g, _ in GREETINGS])
def test_a_greeting_says_whom(greeting: str, who: dict[str, str]) -> None:
    found = addressee(CHECKER.read(Source("m.md", f"Subject: Sinks\n\n{greeting}\n\n{BODY}")))
    assert found == who


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("Tom Harris <tom@harris.example>", "Tom Harris"),
        ('"Weber, Anna" <anna@nova.example>', "Anna Weber"),
        ("tom@harris.example", ""),
        ("Tom <tom@a.example>, Anna <anna@b.example>", ""),
    ],
)
def test_the_to_header_gives_the_name_and_the_greeting_the_gender(to: str, name: str) -> None:
    draft = CHECKER.read(Source("m.md", f"To: {to}\nSubject: Sinks\n\nDear Ms. Weber,\n\n{BODY}"))
    found = addressee(draft)
    assert found.get("name", "") == name
    assert found["gender"] == "f"


@pytest.mark.parametrize("lang", ["de", "fr", "es", "nl", "ja"])
def test_a_greeting_of_the_library_is_read_back(lang: str) -> None:
    contact = {"first_name": "Anna", "last_name": "Weber", "gender": "f"}
    greeting = scenarios.greeting(lang, "", contact)
    found = addressee(CHECKER.read(Source("m.md", f"Subject: Sinks\n\n{greeting}\n\n{BODY}")))
    assert found.get("last_name") == "Weber" or lang == "ja"
