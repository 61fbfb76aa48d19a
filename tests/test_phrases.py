"""The one-pass search: what counts as the same words, and exact places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlint.draft import Paragraph, Part, Role
from outlint.fold import fold
from outlint.heads import Heads
from outlint.pack import compile_phrases
from outlint.phrase_items import ItemError, compile_item
from outlint.phrases import Searcher
from outlint.text import Span
from outlint.view import View


def found(items: list[str], text: str, lang: str = "en", unless: tuple[str, ...] = ()) -> list[str]:
    from pathlib import Path

    table = {"phrases": [{"items": items, "except": list(unless)}]}
    searcher = Searcher([("r", lang, entry) for entry in compile_phrases(table, Path("x.toml"))])
    part = Part("text", View.of(text), (Paragraph(Span(0, len(text)), Role.BODY),))
    hits = searcher.search(part, None).get("r", {}).get("phrases", [])
    return [text[h.span.start : h.span.end] for h in hits]


@pytest.mark.parametrize(
    ("items", "text", "expected"),
    [
        (["best price"], "our BEST  Price now", ["BEST  Price"]),
        (["best price"], "our best\nprice now", ["best\nprice"]),
        (["best price"], "our best\n\nprice now", []),
        (["best price"], "Ｂｅｓｔ　Ｐｒｉｃｅ", ["Ｂｅｓｔ　Ｐｒｉｃｅ"]),
        (["best price"], "best prices", []),
        (["best price(s|)"], "best prices", ["best prices"]),
        (["discount*"], "discounted and discounts", ["discounted", "discounts"]),
        (["send (a|an|us your) (su|sus)"], "send a sus, send an su", ["send a sus", "send an su"]),
        (["free"], "BPA-free, free-range, freedom, carefree", []),
        (["=FREE"], "free Free FREE", ["FREE"]),
        (
            ["send(s|) us ... drawing"],
            "send us the drawing, sends us a new drawing",
            ["send us the drawing", "sends us a new drawing"],
        ),
        (["would you ... available"], "Would you be at all available?", ["Would you be at all available"]),
        (["would you ... available"], "Would you. We are available", []),
        (["mak(e|es) it to a new ... account"], "make it to a new HSBC account", ["make it to a new HSBC account"]),
        (["été"], "l'e\u0301te\u0301 ÉTÉ", ["e\u0301te\u0301", "ÉTÉ"]),
        (["don't miss"], "Don’t miss it", ["Don’t miss"]),
        (["最低价"], "我们给全网最低价。最低\n价", ["最低价", "最低\n价"]),
        (["グランド"], "ｸﾞﾗﾝﾄﾞ", ["ｸﾞﾗﾝﾄﾞ"]),
    ],
)
def test_same_words(items: list[str], text: str, expected: list[str]) -> None:
    assert found(items, text) == expected


def test_arabic_prefixes_and_vowel_signs() -> None:
    assert found(["سعر"], "بسعر والسعر وسِعْر", "ar") == ["سعر", "سعر", "سِعْر"]
    assert found(["سعر"], "أسعار تسعير", "ar") == []


def test_exceptions_win() -> None:
    assert found(["free"], "a duty free shop, free gift", unless=("duty free",)) == ["free"]


def test_longest_wins() -> None:
    assert found(["price", "best price"], "best price, price") == ["best price", "price"]


def test_items_that_cannot_be_found_are_refused() -> None:
    for item in ("*free", "... free", "a", "(best|lowest price", "pay (us |)... today"):
        with pytest.raises(ItemError):
            compile_item(item)


@pytest.mark.parametrize(
    ("item", "opening"),
    [
        ("free gift", None),
        ("could (we|I) (also |)enclose", "i |we"),
        ("sample (A1|b|) report", " r|a1|b |br|re"),
        ("offer (|very) good", " g|go|ve"),
        ("click*", None),
        ("could it ... be", None),
        ("down(s|) to", " t|s |st|to"),
        ("feel (d|da*|x) y", "d |da|x "),
    ],
)
def test_what_a_tail_may_open_with(item: str, opening: str | None) -> None:
    assert {v[3] for v in compile_item(item)} == {opening}


@given(st.text(alphabet=st.sampled_from("aÄß fFİıée\u0301\u0308ﬁ\n\r　最ｸﾞ\u00adـأةx-’\ufffc\0"), max_size=60))
def test_fold_keeps_places(text: str) -> None:
    folded = fold(text)
    at = 0
    for i in range(len(folded.text)):
        start, end = folded.span(i, i + 1)
        assert at <= start < end <= len(text)
        at = start
    assert "  " not in folded.text


@given(st.text(max_size=40), st.text(max_size=20))
def test_folding_pieces_finds_them_in_the_whole(before: str, after: str) -> None:
    text = f"{before} Best Price {after}"
    quoted = found(["best price"], text)
    assert "Best Price" in quoted


@given(
    st.lists(st.text("abc ", min_size=1, max_size=6), min_size=1, max_size=30, unique=True),
    st.text("abc ", max_size=60),
)
def test_the_first_draft_is_searched_as_the_others(heads: list[str], text: str) -> None:
    first, other = Heads(heads), Heads(heads)
    first.expect(text)
    for piece in (text, text[:20], f"{text}abc", "cab"):
        assert first.find(piece) == other.find(piece)
