"""Claims: the law of a market speaks before advice, and what stands beside a claim is looked for in every part of a mail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source

SENTENCES = sorted((Path(__file__).parent / "claims").glob("*.txt"))
AROUND = {
    "en": ("Dear Mr. Harris,", "Shall I send two samples?", "Best regards,"),
    "zh": ("王经理，您好！", "请问十二月方便收样品吗？", "此致\n敬礼"),
    "es": ("Estimada señora Ruiz:", "¿Le vendría bien recibir dos muestras?", "Un cordial saludo,"),
    "pt": ("Prezada Joana,", "Podemos enviar duas amostras?", "Atenciosamente,"),
    "fr": ("Bonjour Madame Morel,", "Puis-je vous envoyer deux échantillons ?", "Cordialement,"),
    "de": ("Guten Tag Frau Weber,", "Darf ich Muster schicken?", "Mit freundlichen Grüßen"),
    "it": ("Gentile signora Rossi,", "Posso inviarle due campioni?", "Cordiali saluti,"),
    "nl": ("Beste mevrouw De Vries,", "Zal ik twee monsters sturen?", "Met vriendelijke groet,"),
    "pl": ("Szanowna Pani Anno,", "Czy mogę przesłać dwie próbki?", "Z poważaniem,"),
    "ru": ("Уважаемая Анна Сергеевна!", "Удобно ли Вам созвониться в среду?", "С уважением,"),
    "tr": ("Sayın Ayşe Hanım,", "İki numune göndermemi ister misiniz?", "Saygılarımla,"),
    "ar": ("السيد أحمد المحترم،", "هل يمكن أن نرسل إليكم عينتين؟", "مع خالص التحية،"),
    "ja": ("田中様", "サンプルをお送りしてもよろしいでしょうか。", "よろしくお願いいたします。"),
    "ko": ("안녕하십니까, 김민수 부장님.", "샘플을 보내 드려도 될까요?", "감사합니다."),
    "vi": ("Kính gửi Anh Minh,", "Em gửi anh hai mẫu được không ạ?", "Trân trọng,"),
    "id": ("Yth. Bapak Budi,", "Bolehkah kami mengirim dua sampel?", "Hormat kami,"),
}
BOOK = outlint_rules.load()
MAIL = "Subject: 水槽\n\n王经理，您好！\n\n我们的水槽是顶级产品。请问周三方便通话吗？\n\n顺颂商祺\n李娜\n"


def rules_of(text: str, name: str = "a.txt", **settings: object) -> list[str]:
    checker = Checker(BOOK, Settings(today=date(2026, 11, 24), **settings))  # type: ignore[arg-type]
    return [f.rule for f in checker.check(Source(name, text)).findings if f.group in ("claims", "law")]


def test_where_a_law_bars_a_word_only_the_law_speaks() -> None:
    found = rules_of(MAIL, markets=("CN",))
    assert "banned-absolute-term" in found
    assert "unsubstantiated-superlative" not in found


def test_without_that_law_or_with_its_rule_off_the_advice_is_given() -> None:
    assert rules_of(MAIL) == ["unsubstantiated-superlative"]
    assert "unsubstantiated-superlative" in rules_of(MAIL, markets=("CN",), ignore=frozenset({"law"}))


def test_a_promise_without_terms_is_told_once() -> None:
    text = "Subject: x\n\nHi Tom,\n\nWe promise 100% satisfaction guaranteed. Shall I call?\n\nBest,\nLi\n"
    assert rules_of(text) == ["guarantee-without-terms"]


def test_a_certificate_among_the_attachments_is_proof() -> None:
    mail = (
        "From: li@a.example\nTo: tom@b.example\nSubject: Taps\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n'
        "Hi Tom,\n\nour taps are CE certified. Shall I call?\n\nBest,\nLi\n\n--b\n"
        'Content-Type: application/pdf; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n\nx\n--b--\n'
    )
    assert "uncertified-claim" not in rules_of(mail.replace("{name}", "CE-certificate.pdf"), "a.eml")
    assert "uncertified-claim" in rules_of(mail.replace("{name}", "price-list.pdf"), "a.eml")


@pytest.mark.parametrize(
    ("variable", "flagged"), [("{{company}}", False), ("{{our_company}}", True), ("[Your Company]", True)]
)
def test_a_variable_before_a_claim_tells_whose_it_is(variable: str, flagged: bool) -> None:
    text = f"Subject: x\n\nHi Tom,\n\n{variable} is a leading supplier of taps. Shall I call?\n\nBest,\nLi\n"
    assert ("unsubstantiated-superlative" in rules_of(text, template=True)) is flagged


@pytest.mark.parametrize("path", SENTENCES, ids=lambda p: p.stem)
def test_sentences_of_claims_and_innocent_ones_in_all_languages(path: Path) -> None:
    checker = Checker(BOOK, Settings(select=(path.stem,), today=date(2026, 11, 24)))
    wrong = []
    for line in path.read_text("utf-8").splitlines()[1:]:
        lang, sign, text = line.split("|", 2)
        greeting, question, closing = AROUND[lang]
        gap = "" if lang in ("zh", "ja") else " "
        mail = f"Subject: 304\n\n{greeting}\n\n{text}{gap}{question}\n\n{closing}\nLi Na\n"
        found = checker.check(Source("a.txt", mail)).findings
        if bool(found) != (sign == "+"):
            wrong.append(line)
    assert wrong == []
