"""What counts as a way to opt out, a postal address, a source of the address: wordings of each language, and what only looks like one."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

import outlint_rules
from outlint.config import Settings
from outlint.engine import Checker
from outlint.source import Source

BOOK = outlint_rules.load()
CHECKER = Checker(BOOK, Settings(markets=("US",), select=("missing-opt-out", "missing-postal-address")))
SOURCE = Checker(BOOK, Settings(markets=("DE",), select=("missing-data-source-notice",)))


def lacks(text: str, path: str = "a.txt", lang: str | None = None) -> set[str]:
    checker = Checker(BOOK, replace(CHECKER.settings, lang=lang)) if lang else CHECKER
    return {f.rule for f in checker.check(Source(path, text)).findings}


def mail(end: str, body: str = "Shall I send two samples on Tuesday?") -> str:
    return f"Subject: Steel sinks\n\nDear Ms. Harris,\n\n{body}\n\nBest regards,\nLi Na\n\n{end}\n"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "If you'd rather not hear from me, just reply 'no' and I won't write again."),
        ("en", "Not relevant? Let me know and I will not contact you again."),
        ("en", "To stop receiving these emails, click here."),
        ("en", "Unsubscribe | Privacy policy"),
        ("en", "You can opt out of future mails at any time."),
        ("de", "Möchten Sie keine weiteren E-Mails? Eine kurze Antwort genügt."),
        ("de", "Sie können der Verwendung jederzeit widersprechen."),
        ("de", "Newsletter hier abbestellen"),
        ("fr", "Pour vous désabonner, répondez « stop »."),
        ("es", "Si no desea recibir más correos, responda a este mensaje."),
        ("es", "Para darse de baja, escríbanos."),
        ("it", "Se non desidera ricevere altre e-mail, risponda a questo messaggio."),
        ("pt", "Caso não queira receber mais e-mails, responda a esta mensagem."),
        ("nl", "Wilt u geen berichten meer ontvangen? Laat het mij weten."),
        ("pl", "Jeśli nie życzą sobie Państwo wiadomości, proszę o krótką odpowiedź."),
        ("ru", "Чтобы отписаться, ответьте на это письмо."),
        ("tr", "E-posta almak istemiyorsanız lütfen yanıtlayın."),
        ("ar", "إذا كنتم لا ترغبون في تلقي رسائلنا فيكفي الرد علينا."),
        ("zh", "如不希望再收到邮件，请回复退订。"),
        ("zh", "如不想再收到此類郵件，請回覆告知。"),
        ("ja", "配信停止をご希望の場合は、本メールにご返信ください。"),
        ("ko", "수신을 원하지 않으시면 회신해 주십시오."),
        ("vi", "Nếu không muốn nhận thư nữa, xin trả lời thư này."),
        ("id", "Jika tidak ingin menerima email lagi, balas email ini."),
    ],
)
def test_a_way_to_opt_out(lang: str, words: str) -> None:
    assert "missing-opt-out" not in lacks(mail(words), lang=lang)


@pytest.mark.parametrize(
    ("lang", "body"),
    [
        ("en", "Your customers can unsubscribe in one click, says your site."),
        ("en", "You may opt out of the extended warranty. Which model do you need?"),
        ("en", "We never stop improving. Could you reply by Friday?"),
        ("en", "I don't want to miss your deadline; let me know the date."),
        ("en", "Do not hesitate to reply. Please remove the film before use."),
        ("de", "Ihre Kunden können sich jederzeit vom Newsletter abmelden."),
        ("de", "Bitte melden Sie sich zur Messe an. Ich melde mich am Montag."),
        ("fr", "Vos abonnés peuvent se désinscrire en un clic."),
        ("es", "La bomba trabaja con baja presión y baja temperatura."),
        ("pl", "Proszę wypisać fakturę na firmę."),
        ("zh", "您的客户可以在网站上退订。"),
        ("ko", "고객의 수신거부율이 낮습니다."),
    ],
)
def test_no_way_to_opt_out(lang: str, body: str) -> None:
    assert "missing-opt-out" in lacks(mail("Ningbo Hart", body), lang=lang)


@pytest.mark.parametrize(
    "line",
    [
        "12 Harbour Road, Bristol BS1 4TR",
        "350 Fifth Avenue, Suite 2100, New York, NY 10118",
        "P.O. Box 12, Ningbo",
        "No. 18 Jiangnan Road, Yinzhou District, Ningbo 315100, China",
        "Room 1203, 12/F, Lee Garden Tower, Hong Kong",
        "Hauptstraße 12, 50667 Köln",
        "12 rue de la Paix, 75002 Paris",
        "Calle de Alcalá 45, 28014 Madrid",
        "Rua Augusta, 1500, 01304-001 São Paulo",
        "Via Roma 12, 20121 Milano",
        "Keizersgracht 241, 1016 EA Amsterdam",
        "ul. Marszałkowska 10, 00-590 Warszawa",
        "ул. Тверская, д. 7, Москва, 125009",
        "Atatürk Cad. No: 12, 34000 İstanbul",
        "شارع الملك فهد، الرياض",
        "浙江省宁波市鄞州区江南路18号",
        "〒150-0002 東京都渋谷区渋谷1-12-2",
        "서울특별시 강남구 테헤란로 152",
        "số 18 đường Lê Lợi, quận 1, TP. Hồ Chí Minh",
        "Jl. Sudirman No. 12, Jakarta 10220",
    ],
)
def test_a_postal_address(line: str) -> None:
    assert "missing-postal-address" not in lacks(mail(f"Ningbo Hart\n{line}"))


@pytest.mark.parametrize(
    "body",
    [
        "Your article on Wall Street was good.",
        "See you at hall 3, booth B42, on 12 May.",
        "Order 315100 has 500 pieces at 12.50 USD.",
        "Call me at +86 574 8700 0000 on Tuesday.",
        "Visit us at Messeplatz 1, 50679 Köln, during the fair.",
        "Wir liefern 50667 Stück in der Woche.",
    ],
)
def test_no_postal_address(body: str) -> None:
    assert "missing-postal-address" in lacks(
        f"Subject: Steel sinks\n\nDear Ms. Harris,\n\n{body}\n\nThe model is new.\n\nBest regards,\nLi Na\n"
    )


def test_headers_links_and_variables_count_but_quoted_mail_does_not() -> None:
    head = "From: li@hart.example\nTo: a@b.example\nSubject: Sinks\n"
    assert "missing-opt-out" not in lacks(head + "List-Unsubscribe: <https://hart.example/u>\n\nHello\n", "a.eml")
    assert "missing-opt-out" not in lacks(
        "Subject: Sinks\n\nHello\n\n[Leave](https://x.example/unsubscribe?u=1)\n", "a.md"
    )
    assert "missing-opt-out" not in lacks("Subject: Sinks\n\nHello\n\n{{ unsubscribe_url }}\n", "a.md.j2")
    assert "missing-postal-address" not in lacks(mail("{{ company_address }}"), "a.txt.j2")
    assert lacks("Subject: Sinks\n\nHello\n\nThe code:\n\n    unsubscribe()\n", "a.md") >= {"missing-opt-out"}


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("Ihre Kontaktdaten habe ich im Impressum Ihrer Website gefunden.", True),
        ("Ich habe Ihre Website gelesen.", False),
        ("Wir haben Ihre Bestellung erhalten.", False),
    ],
)
def test_the_source_of_the_address(words: str, there: bool) -> None:
    text = f"Subject: Spülen\n\nSehr geehrte Frau Weber,\n\n{words} Darf ich Muster schicken?\n\nMit freundlichen Grüßen\nLi Na\n"
    found = {f.rule for f in SOURCE.check(Source("a.txt", text)).findings}
    assert ("missing-data-source-notice" not in found) == there


def test_the_search_is_linear() -> None:
    """Ten times the text in at most thirty times the time: a quadratic pattern would take a hundred times."""
    for piece in ("reply with ", "not want to receive ", "12 main ", "keine weiteren ", "street street ", "1 2 3 "):
        times = []
        for size in (300, 3000):
            text = mail(piece * size)
            started = time.perf_counter()
            lacks(text)
            times.append(time.perf_counter() - started)
        assert times[1] < 30 * times[0] + 1.0, (piece, times)
