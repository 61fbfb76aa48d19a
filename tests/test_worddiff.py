"""The word-level diff shows what changed, can be read back to both texts, and takes no quadratic time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlint_cli.worddiff import words_marked
from timing import seconds


def test_it_marks_words() -> None:
    assert words_marked("Act now, it is 12.50 USD.", "It is 12.50 USD.") == "[-Act now, it-]{+It+} is 12.50 USD."


TEXT = st.text(alphabet="ab \n.", max_size=300)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    marked = words_marked(old, new)
    assert re.sub(r"\[-.*?-\]|\{\+(.*?)\+\}", r"\1", marked, flags=re.S) == new
    assert re.sub(r"\{\+.*?\+\}|\[-(.*?)-\]", r"\1", marked, flags=re.S) == old


@pytest.mark.parametrize("piece", ["a ", "a b ", "word{n} ", "x{n} x "])
def test_it_is_linear(piece: str) -> None:
    def cost(size: int) -> float:
        old = "".join(piece.format(n=n) for n in range(size))
        new = "".join(piece.format(n=n * 7 % size) for n in range(size)) + "end"
        return seconds(lambda: words_marked(old, new))

    cost(100)
    assert cost(40_000) < max(14 * cost(4_000), 0.5)
