"""The spam score: points of rules, as the compiled book has them."""

from __future__ import annotations

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker, FileReport
from outlint.source import Source

BOOK = outlint_rules.load()
POINTS: dict[str, int] = BOOK.shared["spam-points"]["points"]
LOUD = "Subject: FREE!!! Act now\n\nDear Sir/Madam,\n\nACT NOW TO GET THE LOWEST PRICE EVER!!! Click http://203.0.113.9/x\n"
PLAIN = """Subject: Two sink samples for Harris Kitchens

Dear Mr. Harris,

We make the undermount sinks you sell and can send two samples. Would Tuesday suit you for a short call?

Best regards,
Li Wei
Sales Manager, Ningbo Sinks
+86 574 1234 5678
www.ningbo-sinks.example
"""


def check(text: str, **values: object) -> FileReport:
    return Checker(BOOK, Settings(**values)).check(Source("a.md", text))  # type: ignore[arg-type]


def test_points_are_those_of_rules_that_run_by_default_on_any_draft() -> None:
    assert POINTS
    for name, points in POINTS.items():
        rule = BOOK.rules[name]
        assert rule.default, name
        assert not rule.needs_market, name
        assert 0 < points <= 100


def test_a_plain_mail_resembles_nothing_and_a_loud_one_much() -> None:
    assert check(PLAIN).spam_score == 0
    assert check(LOUD).spam_score >= 60


def test_each_rule_counts_once() -> None:
    once = check("Subject: Two samples\n\nHi Tom,\n\nLook here!!! Could you call?\n")
    twice = check("Subject: Two samples\n\nHi Tom,\n\nLook here!!! And there!!! Could you call?\n")
    assert len(twice.findings) > len(once.findings)
    assert twice.spam_score == once.spam_score > 0


def test_what_is_not_reported_does_not_count() -> None:
    text = PLAIN.replace("can send two samples.", "can send two samples!!! Act now.")
    loud, quiet = check(text), check(text, ignore=("trigger-phrase",))
    assert loud.spam_score - quiet.spam_score == POINTS["trigger-phrase"]
    assert quiet.spam_score == POINTS["punctuation-run"]
    assert check(LOUD, ignore=tuple(POINTS)).spam_score == 0


def test_it_ends_at_100() -> None:
    assert (
        check(
            LOUD
            + "\nBest quality, No. 1 in the world. 100% guaranteed, risk free, money back guarantee! It costs $ 99.\n"
        ).spam_score
        == 100
    )
