"""Roles of paragraphs in sixteen languages, and the near misses that must stay body."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlint.draft import Block, Role
from outlint.structure import Openings, Piece, Structure, assign_roles
from outlint.text import Span
from outlint.view import HOLE
from reading import MARKUP, STRUCTURE, draft_of, roles, shown

LANGUAGES = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "vi", "zh"]


def _holes(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}|\[.*?\]", HOLE, text)


# greeting, body, closing, signature, and how that language introduces a quoted mail
MAILS = {
    "en": (
        "Dear Ms. Keller,",
        "Could you send the size?",
        "Best regards,",
        "Li Na\nSales Manager",
        "On Mon, 3 Mar 2026 at 10:00, Ann <a@b.example> wrote:",
    ),
    "de": (
        "Sehr geehrte Frau Dr. Keller,",
        "welche Größe brauchen Sie?",
        "Mit freundlichen Grüßen",
        "i. A. Li Na\nVertrieb",
        "Am 03.03.2026 um 10:00 schrieb Anna <a@b.example>:",
    ),
    "fr": (
        "Madame, Monsieur,",
        "quelle taille vous faut-il ?",
        "Bien cordialement,",
        "Li Na",
        "Le 3 mars 2026 à 10:00, Anna <a@b.example> a écrit :",
    ),
    "es": (
        "Estimado Sr. García:",
        "¿Qué tamaño necesita?",
        "Un cordial saludo,",
        "Li Na",
        "El lun, 3 mar 2026 a las 10:00, Ana (<a@b.example>) escribió:",
    ),
    "pt": (
        "Prezada Sra. Silva,",
        "que tamanho deseja?",
        "Atenciosamente,",
        "Li Na",
        "Em seg., 3 de mar. de 2026 às 10:00, Ana <a@b.example> escreveu:",
    ),
    "it": (
        "Gentile dott. Rossi,",
        "quale misura le serve?",
        "Cordiali saluti",
        "Li Na",
        "Il giorno lun 3 mar 2026 alle 10:00 Anna <a@b.example> ha scritto:",
    ),
    "nl": (
        "Geachte heer De Vries,",
        "welke maat zoekt u?",
        "Met vriendelijke groet,",
        "Li Na",
        "Op ma 3 mrt 2026 om 10:00 schreef Anna <a@b.example>:",
    ),
    "pl": (
        "Szanowny Panie Kowalski,",
        "jaki rozmiar jest potrzebny?",
        "Z poważaniem",
        "Li Na",
        "W dniu 3.03.2026 o 10:00 Anna <a@b.example> napisał(a):",
    ),
    "ru": (
        "Уважаемый Иван Петрович!",
        "Какой размер вам нужен?",
        "С уважением,",
        "Ли На",
        "пн, 3 мар. 2026 г. в 10:00, Анна <a@b.example> пишет:",
    ),
    "tr": (
        "Sayın Yılmaz,",
        "hangi boya ihtiyacınız var?",
        "Saygılarımla,",
        "Li Na",
        "3 Mart 2026 tarihinde Anna <a@b.example> şunu yazdı:",
    ),
    "ar": (
        "السيد المحترم محمد علي،",
        "ما هو المقاس المطلوب؟",
        "مع خالص التحية،",
        "لي نا\nمديرة المبيعات",
        "في 3 مارس 2026 كتب محمد:",
    ),
    "ja": (
        "田中様",
        "サイズをご教示いただけますでしょうか。",
        "何卒よろしくお願い申し上げます。",
        "李娜\n佛山バルブ株式会社",
        "-----元のメッセージ-----",
    ),
    "ko": (
        "김민수 부장님,",
        "어떤 크기가 필요하십니까?",
        "감사합니다.",
        "이나 드림",
        "2026년 3월 3일 (월) 10:00, 김민수 <a@b.example>님이 작성:",
    ),
    "zh": (
        "尊敬的王经理：",
        "请问贵司需要什么尺寸？",
        "此致\n敬礼！",
        "李娜\n佛山阀门有限公司",
        "发件人: 王\n发送时间: 周一\n主题: 阀门",
    ),
    "vi": (
        "Kính gửi anh Nam,",
        "anh cần kích thước nào?",
        "Trân trọng,",
        "Li Na\nPhòng kinh doanh",
        "Vào Th 2, 3 thg 3, 2026 lúc 10:00 Nam <a@b.example> đã viết:",
    ),
    "id": (
        "Yth. Bapak Budi,",
        "ukuran mana yang Bapak perlukan?",
        "Hormat kami,",
        "Li Na",
        "Pada Sen, 3 Mar 2026 pukul 10.00 Budi <a@b.example> menulis:",
    ),
}


@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["spaced", "tight"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_letter_in_each_language(lang: str, gap: str) -> None:
    greeting, body, closing, signature, intro = MAILS[lang]
    draft = draft_of(gap.join((greeting, body, closing)) + f"\n{signature}\n\n{intro}\n\nFREE!!!\n")
    found = {role: "\n".join(shown(draft, role)) for role in Role}
    assert found[Role.GREETING] == greeting
    assert found[Role.BODY] == body
    assert found[Role.CLOSING] == closing
    assert found[Role.SIGNATURE] == signature
    assert found[Role.QUOTE] == f"{intro}\nFREE!!!"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_each_language(lang: str) -> None:
    data = STRUCTURE.data[lang]
    assert {"greetings", "closings", "quotes", "footers", "subject", "headers", "postscripts"} <= data.keys()
    for key in ("greetings", "closings", "footers", "quotes"):
        assert len(data[key]) == len(set(data[key]))
        assert all(isinstance(w, str) and len(w.strip()) == len(w) and w for w in data[key])
    if lang not in ("ja", "ko", "zh"):
        assert all(w == w.lower() for w in data["words"])


@pytest.mark.parametrize(
    "line",
    [
        "Hi",
        "Hi Tom",
        "Hi Tom.",
        "Hey {{ first_name }} -",
        "Hello team!",
        "{{ first_name }},",
        "Tom,",
        "Anna Keller,",
        "To whom it may concern:",
        "Good morning Mr. Tan,",
        "Bonjour Marie !",
        "王总，您好！",
        "您好：",
        "お世話になっております。",
        "株式会社ケラー　御中",
        "Здравствуйте, Анна!",
    ],
)
def test_greetings(line: str) -> None:
    assert roles(draft_of(f"{line}\n\nWe make valves and ship them in two weeks.\n"))[0] == ("greeting", _holes(line))


@pytest.mark.parametrize(
    "line",
    [
        "Hi Tom, who buys your valves?",
        "Hi Tom. I saw your talk",
        "Dear is what your heating bill gets in winter",
        "Hello from the team that brought you last year's catalogue of valves",
        "We make valves,",
        "Quick question:",
        "Hai un nuovo appuntamento prenotato tramite link pubblico!",
        "您好，请问贵司是否需要阀门？",
        "致力于阀门制造二十年",
        "年终汇总",
    ],
)
def test_lines_that_are_no_greeting(line: str) -> None:
    assert roles(draft_of(f"{line}\n\nWe make valves and ship them in two weeks.\n"))[0] == ("body", line)


def test_what_may_stand_above_the_greeting() -> None:
    draft = draft_of("株式会社ケラー\n営業部　田中様\n\nお世話になっております。\n本文です。\n")
    assert [r for r, _ in roles(draft)] == ["greeting", "greeting", "body"]
    draft = draft_of("Rice and spices from India\n\nDear Ms Tan,\n\ntext\n")
    assert [r for r, _ in roles(draft)] == ["body", "greeting", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Best price you can get is 3 USD.",
        "Thanks in advance for sending me the drawings by Friday.",
        "Thank you for your interest. Which size do you need?",
        "Best time to call?",
        "Looking forward to hearing from you.",
        "ご確認のほどよろしくお願いいたします。",
        "感谢您的关注，期待您尽快回复我们的报价。",
        "Merci de me répondre avant vendredi prochain au plus tard",
    ],
)
def test_a_request_in_a_closing_is_body(line: str) -> None:
    assert ("body", line) in roles(draft_of(f"Hi Tom,\n\ntext here\n\n{line}\n\nLi Na\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Best,",
        "Best, Tom",
        "Thanks!",
        "Thanks for the chat,",
        "Warm regards from Foshan",
        "Mit freundlichen Grüßen aus Foshan",
        "Veuillez agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",
        "祝您工作顺利，生活愉快！",
        "以上、よろしくお願いいたします。",
        "وتفضلوا بقبول فائق الاحترام والتقدير",
    ],
)
def test_closings(line: str) -> None:
    assert ("closing", line) in roles(draft_of(f"Hi Tom,\n\nWe make valves.\n\n{line}\n\nLi Na\n"))


@pytest.mark.parametrize(
    "tail",
    [
        "{{ sender.name }}",
        "[Your Name]\n[Your Title]",
        "Li Na",
        "- Tom",
        "Li Na\n+86 757 1234567\nwww.a.example",
        "The Foshan Team",
        "Rodrigue\nFoshan Valves — Fittings for Dairies",
        "李娜",
    ],
)
def test_signatures_without_a_closing(tail: str) -> None:
    assert roles(draft_of(f"Hi Tom,\n\nWe make valves.\n\nWould Tuesday suit you?\n\n{tail}\n"))[-1] == (
        "signature",
        _holes(tail),
    )


@pytest.mark.parametrize(
    "tail",
    [
        "[Book a call]",
        "{{ cta_link }}",
        "https://cal.example/x",
        "Monday or Tuesday",
        "→ Register",
        "立即预约",
        "Interested?",
        "Let me know",
    ],
)
def test_last_lines_that_are_no_signature(tail: str) -> None:
    assert roles(draft_of(f"Hi Tom,\n\nWe make valves.\n\n{tail}\n"))[-1][0] == "body"


def test_signature_delimiter() -> None:
    draft = draft_of("Hi,\n\ntext\n\nBest,\nLi\n-- \nLi Na\nFoshan Valves\n\nConfidentiality notice: for you only.\n")
    assert [r for r, _ in roles(draft)][2:] == ["closing", "signature", "signature", "signature", "footer"]
    long = draft_of("Hi,\n\n--\n\n" + "A paragraph of the letter itself.\n\n" * 40)
    assert "signature" not in {r for r, _ in roles(long)}


def test_postscripts_are_body() -> None:
    draft = draft_of(
        "Hi Tom,\n\ntext\n\nBest,\nLi\n\nP.S. Shall we meet in Hanover?\n\n---\nFoshan Valves | +86 757 1234567\nLi Na\n"
    )
    assert [r for r, _ in roles(draft)][-4:] == ["signature", "body", "body", "signature"]
    for mark in ("PS:", "P.D.", "P.S. -", "附：", "追伸", "추신:", "ملاحظة:"):
        assert roles(draft_of(f"Hi Tom,\n\ntext\n\nBest,\nLi\n\n{mark} one more word\n"))[-1][0] == "body"


@pytest.mark.parametrize(
    "line",
    [
        "If you'd rather not hear from me, reply STOP.",
        "Unsubscribe",
        "© 2026 Foshan Valves. All rights reserved.",
        "To unsubscribe, click here.",
        "如不希望再收到此类邮件，请回复退订。",
        "Pour ne plus recevoir nos messages, répondez STOP.",
        "Wenn Sie keine weiteren E-Mails wünschen, antworten Sie kurz.",
        "配信停止をご希望の方はこちら",
        "لإلغاء الاشتراك اضغط هنا",
        "This email and any attachments are confidential.",
    ],
)
def test_footers(line: str) -> None:
    assert roles(draft_of(f"Hi Tom,\n\ntext\n\nBest,\nLi Na\n\n{line}\n"))[-1] == ("footer", line)


@pytest.mark.parametrize(
    "line", ["Our tool cuts unsubscribe rates by half.", "We read your privacy policy with interest, and liked it."]
)
def test_words_of_footers_in_the_text(line: str) -> None:
    assert ("body", line) in roles(
        draft_of(f"Hi Tom,\n\ntext here\n\n{line}\n\nWould Tuesday suit you?\n\nBest,\nLi\n")
    )


def test_an_opt_out_above_the_closing_is_footer() -> None:
    draft = draft_of(
        "Hi Tom,\n\ntext\n\nWould Tuesday suit you?\n\nIf you no longer wish to hear from us, say so.\n\nBest,\nLi\n"
    )
    assert shown(draft, Role.FOOTER) == ["If you no longer wish to hear from us, say so."]
    assert shown(draft, Role.CLOSING) == ["Best,"]


def test_quotes_below_and_above() -> None:
    below = draft_of("Hi,\n\nyes.\n\nBest,\nLi\n\n-----Original Message-----\nFrom: Tom\nSent: Monday\n\nFREE\n")
    assert [r for r, _ in roles(below)] == ["greeting", "body", "closing", "signature", "quote", "quote", "quote"]
    above = draft_of("On Mon, Tom Harris <t@h.example>\nwrote:\n> prices?\n\nHi Tom,\n\n3 USD.\n\nBest,\nLi\n")
    assert [r for r, _ in roles(above)][-4:] == ["greeting", "body", "closing", "signature"]
    assert shown(above, Role.QUOTE)[-1] == "> prices?"


@pytest.mark.parametrize(
    "line",
    ["On Tuesday you wrote to us about prices.", "On Monday we shipped:", "From: what you told us, size 3 fits."],
)
def test_lines_that_introduce_no_quote(line: str) -> None:
    assert not shown(draft_of(f"Hi Tom,\n\n{line}\n\nmore text\n"), Role.QUOTE)


def test_roles_of_given_pieces() -> None:
    text = "Hi Tom,\ntext\nold mail\nBest,\nLi"
    pieces = [Piece(Span(0, 12)), Piece(Span(13, 21), Block.TEXT, Role.QUOTE), Piece(Span(22, 30))]
    assert [(p.role.value, text[slice(*p.span)]) for p in assign_roles(text, pieces, STRUCTURE)] == [
        ("greeting", "Hi Tom,"),
        ("body", "text"),
        ("quote", "old mail"),
        ("closing", "Best,"),
        ("signature", "Li"),
    ]


def test_holes_named_for_a_button_sign_nothing() -> None:
    text = "Hi,\n\ntext here\n\n\ufffc"
    pieces = [Piece(Span(0, 3)), Piece(Span(5, 14)), Piece(Span(16, 17))]
    assert assign_roles(text, pieces, STRUCTURE, {16: "Your Name"})[-1].role is Role.SIGNATURE
    assert assign_roles(text, pieces, STRUCTURE, {16: "Book a call"})[-1].role is Role.BODY


def test_without_any_words_all_is_body() -> None:
    empty = Structure.from_data({})
    pieces = [Piece(Span(0, 7)), Piece(Span(8, 12))]
    assert {p.role for p in assign_roles("Hi Tom. text", pieces, empty)} == {Role.BODY}


def test_openings_are_whole_words() -> None:
    openings = Openings(["best", "best regards", "敬具", "p.s"])
    assert [openings.end(t) for t in ("best regards, li", "best, li", "bestseller", "敬具です", "p.s. x", "", "b")] == [
        12,
        4,
        0,
        2,
        3,
        0,
        0,
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_roles_cover_what_is_shown_in_order(text: str) -> None:
    spans = [(m, m + 5) for m in range(0, max(len(text) - 5, 0), 7)]
    found = assign_roles(text, [Piece(Span(*s)) for s in spans], STRUCTURE)
    at = 0
    for p in found:
        assert at <= p.span.start < p.span.end
        at = p.span.end


def test_hostile_text_is_read_to_its_end() -> None:
    for line in ("Best,\n", "Hi\n", "P.S. a\n", "unsubscribe\n", "On a\n", "Li Na\n"):
        text = line * 20_000
        pieces = [Piece(Span(i, i + len(line) - 1)) for i in range(0, len(text), len(line))]
        assert assign_roles(text, pieces, STRUCTURE)[-1].span.end == len(text) - 1
