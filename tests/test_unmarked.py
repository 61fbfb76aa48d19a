"""Vietnamese without its marks, and with marks of their own, is read as Vietnamese."""

from __future__ import annotations

import unicodedata

import pytest

import outlint_rules
from outlint import prose
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source
from outlint.unmarked import is_unmarked, without_marks

CHECKER = Checker(outlint_rules.load(), Settings(select=("missing-cta", "mass-mail-opening", "fake-reply")))
HEAD = "Subject: Lo hang 77\n\nKinh gui anh Hai,\n\nLo hang theo hop dong 77 da dong goi xong, du kien roi cang Ninh Ba ngay 2/12. "
MARKED = """Subject: Trả lời: Lô hàng 77

Kính gửi Quý khách hàng,

Lô hàng theo hợp đồng 77 đã đóng gói xong, dự kiến rời cảng Ninh Ba ngày 2/12. Rất mong nhận được phản hồi của Quý khách.

Trân trọng,
Li Na
"""


@pytest.mark.parametrize(
    ("sentence", "found"),
    [("Nho anh xac nhan giup em dia chi kho.", False), ("Nha may da kiem tra xong.", True), ("Xin cam on anh.", True)],
)
def test_asks_are_seen_without_marks(sentence: str, found: bool) -> None:
    report = CHECKER.check(Source("a.md", f"{HEAD}{sentence}\n\nTran trong,\nLi Na\n"))
    assert report.draft.language == "vi"
    assert [f.rule for f in report.findings] == ["missing-cta"] * found


def test_marks_of_their_own_change_nothing() -> None:
    apart = unicodedata.normalize("NFD", MARKED)
    here, there = CHECKER.check(Source("a.md", MARKED)), CHECKER.check(Source("a.md", apart))
    assert there.draft.language == "vi"
    quoted = [unicodedata.normalize("NFC", apart[f.span.start : f.span.end]) for f in there.findings]
    assert quoted == [MARKED[f.span.start : f.span.end] for f in here.findings]
    assert [f.rule for f in there.findings] == ["fake-reply", "mass-mail-opening", "missing-cta"]
    assert prose.words(apart) == prose.words(MARKED)


def test_a_text_is_unmarked_when_hardly_a_letter_has_a_mark() -> None:
    assert is_unmarked("Kinh gui anh Hai, lo hang da dong goi xong")
    assert not is_unmarked("Kính gửi anh Hải")
    assert is_unmarked("Kinh gui anh Hai, lo hang da dong goi xong, du kien roi cang Ninh Ba ngay 2/12 va den Cat Lái")


def test_only_rules_that_allow_it_are_read_so() -> None:
    entry = {"rules": {"a": {"data": {"unmarked": True, "words": ["đã"]}}, "b": {"data": {"words": ["đã"]}}}}
    assert without_marks(entry)["rules"]["a"]["data"]["words"] == ["da"]
    assert without_marks(entry)["rules"]["b"]["data"]["words"] == ["đã"]
