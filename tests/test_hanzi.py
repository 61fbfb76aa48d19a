"""Traditional Chinese: found by phrases written in simplified characters, and answered in its own script."""

from __future__ import annotations

import tomllib

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.fold import fold
from outlint.hanzi import is_traditional, simplifying
from outlint.source import Source
from outlint_rules import compiling

CHECKER = Checker(outlint_rules.load(), Settings(markets=("TW",)))
SCRIPT = CHECKER.book.language("zh")["lexicon"]["script"]
STRUCTURE = tomllib.loads((compiling.FOLDER / "lexicons/structure/zh.toml").read_text("utf-8"))
MAIL = "---\nlang: zh\n---\nSubject: {subject}\n\n陳經理，您好：\n\n{body}\n\n順頌商祺\n李娜\n"


def found(rule: str, subject: str, body: str) -> list[str]:
    text = MAIL.format(subject=subject, body=body)
    return [text[f.span.start : f.span.end] for f in CHECKER.check(Source("a.md", text)).findings if f.rule == rule]


@pytest.mark.parametrize(
    ("rule", "subject", "body", "marked"),
    [
        ("trigger-phrase", "不鏽鋼水槽限時特惠", "請問您下週方便通電話嗎？", ["限時", "特惠"]),
        ("trigger-phrase", "水槽", "🎉 名額有限，手慢無！請問您下週方便通電話嗎？", ["名額有限", "手慢無"]),
        ("trigger-phrase", "關於驗廠時間", "樣品免費，運費由我們負擔。請問您下週方便通電話嗎？", []),
        ("price-claim-without-validity", "水槽報價", "我們的價格市場最低。您看可以嗎？", ["價格市場最低"]),
        (
            "price-claim-without-validity",
            "水槽報價",
            "我們的價格市場最低，報價有效期至十二月底。您看可以嗎？",
            [],
        ),
        ("price-claim-without-validity", "水槽報價", "我們不敢說是最便宜的，只求品質穩定。您看可以嗎？", []),
        ("mass-mail-opening", "水槽", "尊敬的採購經理：請問您下週方便通電話嗎？", ["尊敬的採購經理"]),
        ("unfilled-variable", "水槽", "我們想與某某有限公司合作。請問您下週方便通電話嗎？", ["某某有限公司"]),
    ],
)
def test_what_the_lists_say_in_simplified_characters_is_found(
    rule: str, subject: str, body: str, marked: list[str]
) -> None:
    assert found(rule, subject, body) == marked


@pytest.mark.parametrize(
    ("draft", "question"),
    [
        ("我們自1998年起生產不鏽鋼水槽，去年有兩家零售商來廠驗廠並通過。", "請問您下週哪天方便通個電話？"),
        ("我们自1998年起生产不锈钢水槽，去年有两家零售商来厂验厂并通过。", "请问您下周哪天方便通个电话？"),
    ],
)
def test_a_fix_writes_the_draft_s_script(draft: str, question: str) -> None:
    text = f"---\nlang: zh\n---\nSubject: 12\n\n您好：\n\n{draft}\n\n李娜\n"
    finding = next(f for f in CHECKER.check(Source("a.md", text)).findings if f.rule == "missing-cta")
    assert finding.fix is not None
    assert finding.fix.edits[0].text.strip() == question


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("請問您何時方便？", True),
        ("请问您何时方便？", False),
        ("甚至覆盖全部著名品牌和型号的配件都有现货", False),
        ("Sink", False),
        ("", False),
    ],
)
def test_the_script_of_a_text(text: str, traditional: bool) -> None:
    assert is_traditional(text, SCRIPT) is traditional


def test_reading_traditional_characters_moves_nothing() -> None:
    text = "🎉\u00a0ＡＢ 點擊\n\n這裡 免費"
    plain, read = fold(text), fold(text, simplifying(SCRIPT))
    assert read.text == "🎉 ab 点击\n这里 免费"
    assert [read.span(i, i + 1) for i in range(len(read.text))] == [
        plain.span(i, i + 1) for i in range(len(plain.text))
    ]


@pytest.mark.parametrize("key", [k for k, v in STRUCTURE.items() if isinstance(v, list) and k not in ("surnames",)])
def test_words_of_structure_are_known_in_both_scripts(key: str) -> None:
    """Roles are told before the language is known, so that these words stand there as they are written."""
    letters = simplifying(SCRIPT)
    words = {w.translate(letters) for w in STRUCTURE[key] if w.translate(letters) != w}
    assert [w for w in STRUCTURE[key] if _only_simplified(w) and w not in words] == []


def _only_simplified(word: str) -> bool:
    try:
        word.encode("big5")
    except UnicodeEncodeError:
        return word.translate(simplifying(SCRIPT)) == word and "©" not in word
    return False
