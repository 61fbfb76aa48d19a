"""Personal data is hidden in whatever capitals it stands and wherever something says that it is a name."""

from __future__ import annotations

import json
import time

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint_writer import prompt_for
from outlint_writer.privacy import veil

CHECKER = Checker(
    outlint_rules.load(),
    Settings(profile={"name": "Li Na", "company": "Brightsink Ltd.", "phone": "+86 757 8888 1234"}),
)


def sent(text: str, goal: str = "") -> str:
    told = prompt_for(CHECKER, Source("m.md", text), None, goal, True)
    assert told is not None
    return "\n".join(m["content"] for m in told.messages)


def mail(sentence: str, greeting: str = "Hi Tom,") -> str:
    return f"Subject: Sinks\nTo: Thomas Weber <weber@nova.example>\n\n{greeting}\n\n{sentence} Shall I send two samples?\n\nBest regards,\nLi Na\n"


HIDDEN = [
    ("WEBER asked for it, and weber@NOVA.example too.", ["WEBER", "NOVA.example"]),
    ("thomas said yes, BRIGHTSINK LTD. too.", ["thomas", "BRIGHTSINK"]),
    ("I met Carla Jones at the fair.", ["Carla", "Jones"]),
    ("Your colleague Peter Lang knows it, and Lang agrees.", ["Peter", "Lang"]),
    ("Please ask for Maria.", ["Maria"]),
    ("Unser Ansprechpartner ist Jörg Müller.", ["Jörg", "Müller"]),
    ("Frau Schmidt und Herrn Braun kennen es.", ["Schmidt", "Braun"]),
    ("Господин Иванов знает.", ["Иванов"]),
    ("Ahmet Bey biliyor.", ["Ahmet"]),
    ("السيد أحمد يعرف.", ["أحمد"]),
    ("王经理和张先生知道。", ["王", "张"]),
    ("田中様にお送りしました。", ["田中"]),
    ("김민수 부장님께 보냈습니다.", ["김민수"]),
    ("Bapak Budi tahu.", ["Budi"]),
]


@pytest.mark.parametrize(("sentence", "names"), HIDDEN, ids=[s for s, _ in HIDDEN])
def test_names_are_hidden(sentence: str, names: list[str]) -> None:
    text = sent(mail(sentence), goal="tell Thomas")
    data = text[text.index('"body"') if '"body"' in text else 0 :]
    assert [n for n in names if n in data] == []


def test_small_words_that_are_names_too_stay() -> None:
    assert "You will see" in sent(mail("You will see it in May.", "Hi Will,"))


def test_it_comes_back_as_it_was() -> None:
    text = mail("WEBER and Weber know Carla Jones, whom I met: met Carla Jones.")
    told = prompt_for(CHECKER, Source("m.md", text), None, "", True)
    assert told is not None
    body = json.loads(told.messages[1]["content"])["body"]
    assert "WEBER" not in body
    assert told.veil.show(body) in text


@pytest.mark.parametrize(
    "piece", ["Mr ", "Mr A", "met A B ", "A B ", "王", "様", "님", "+1 2", "a@", "AB12 ", "1234 ", "0123 "]
)
def test_it_is_linear(piece: str) -> None:
    draft = CHECKER.read(Source("m.md", mail("x")))

    def cost(size: int) -> float:
        started = time.process_time()
        veil(draft, {"name": "Li Na"}, [piece * (size // len(piece))])
        return time.process_time() - started

    cost(500)
    assert cost(40_000) < max(14 * cost(4_000), 0.5)
