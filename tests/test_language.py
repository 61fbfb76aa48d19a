"""The language of a draft: what is declared, what the script and the words say, and what must not tip it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlint.language import Detected, code, detect, draft_language
from reading import STRUCTURE, draft_of

SENTENCES = {
    "en": "We make stainless valves and ship them within two weeks. Could you tell us which size you need?",
    "zh": "我们专业生产不锈钢阀门，两周内发货。请问贵司需要什么尺寸？",
    "es": "Fabricamos válvulas de acero inoxidable y las enviamos en dos semanas. ¿Qué tamaño necesita usted?",
    "pt": "Fabricamos válvulas de aço inoxidável e enviamos em duas semanas. Que tamanho você precisa?",
    "fr": "Nous fabriquons des vannes en inox et les expédions sous deux semaines. Quelle taille vous faut-il ?",
    "de": "Wir fertigen Ventile aus Edelstahl und liefern in zwei Wochen. Welche Größe brauchen Sie?",
    "it": "Produciamo valvole in acciaio inox e le spediamo in due settimane. Di che misura ha bisogno?",
    "nl": "Wij maken kleppen van roestvrij staal en leveren binnen twee weken. Welke maat hebt u nodig?",
    "pl": "Produkujemy zawory ze stali nierdzewnej i wysyłamy je w ciągu dwóch tygodni. Jaki rozmiar jest potrzebny?",
    "ru": "Мы производим клапаны из нержавеющей стали и отправляем их за две недели. Какой размер вам нужен?",
    "tr": "Paslanmaz çelik vanalar üretiyor ve iki hafta içinde gönderiyoruz. Hangi ölçüye ihtiyacınız var?",
    "ar": "نحن ننتج صمامات من الفولاذ المقاوم للصدأ ونشحنها خلال أسبوعين. ما هو المقاس الذي تحتاجونه؟",
    "ja": "弊社はステンレス製バルブを製造し、二週間以内に出荷いたします。サイズをご教示ください。",
    "ko": "저희는 스테인리스 밸브를 생산하며 이 주 안에 출하합니다. 어떤 크기가 필요하십니까?",
    "vi": "Chúng tôi sản xuất van thép không gỉ và giao hàng trong hai tuần. Quý công ty cần kích thước nào?",
    "id": "Kami memproduksi katup baja tahan karat dan mengirimnya dalam dua minggu. Ukuran mana yang Anda perlukan?",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_each_language(lang: str) -> None:
    found, in_play = draft_language("", SENTENCES[lang], STRUCTURE)
    assert found.language == lang
    assert found.evidence in ("script", "words")
    assert in_play[0] == lang


@pytest.mark.parametrize(
    ("value", "lang"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("zh_TW", "zh"),
        ("zh-Hant", "zh"),
        ("German", "de"),
        ("日本語", "ja"),
        ("jp", "ja"),
        ("pt (Brazil)", "pt"),
        ("EN", "en"),
        ("", None),
        (None, None),
        (7, None),
        ("x", None),
        ("unknown tongue", None),
    ],
)
def test_declared_codes(value: object, lang: str | None) -> None:
    assert code(value) == lang


def test_what_is_declared_goes_first() -> None:
    draft = draft_of(f"---\nlang: fr\n---\n{SENTENCES['de']}\n")
    assert draft.language == "fr"
    assert set(draft.languages) == {"fr", "de", "en"}
    assert draft_of(SENTENCES["de"], lang="it").language == "it"


@pytest.mark.parametrize(
    "text",
    [
        "Hallo {{ first_name }},\n\nhier ist unser Angebot für {{ company.name_of_the_customer }}. Passt es Ihnen?\n\nBeste Grüße",
        "Wir sind auf https://www.the-best-valves-of-the-world.example/and/for/you und auf der Messe.\n",
        "Wir liefern an Johnson & Johnson, The Home Depot und an The Body Shop, und das seit zehn Jahren.\n",
        "ja, das passt uns gut, und wir freuen uns auf Sie.\n\nOn Mon, Tom wrote:\n> this is what we have and it is for you and all of your friends\n",
        "Hier ist der Code, den Sie haben wollten:\n\n```\nif this is not that: return the_value of it\n```\n",
    ],
)
def test_what_does_not_tip_the_language(text: str) -> None:
    assert draft_of(text).language == "de"


@pytest.mark.parametrize(
    "text", ["", " ", "Hi {{ name }},", "OK", "123 456", "https://a.example", "???", "\n\n", "💡💡"]
)
def test_too_little_text(text: str) -> None:
    assert draft_of(text).language is None
    assert draft_of(text).languages == ("en",)


def test_scripts() -> None:
    assert detect("這是我們的報價單", STRUCTURE) == Detected("zh", "script")
    assert detect("新製品のご案内", STRUCTURE).language == "ja"
    assert detect("ما گزارش‌ها را برای شما می‌فرستیم و پاسخ می‌گیریم", STRUCTURE).language == "fa"
    assert detect("Ми виготовляємо клапани й надсилаємо їх за два тижні", STRUCTURE).language == "uk"
    assert detect("Our 不锈钢 valves are shipped to you in two weeks", STRUCTURE).language == "en"
    assert detect("我们的 OEM 阀门通过 ISO 9001 认证，CE 齐全", STRUCTURE).language == "zh"


def test_subject_and_body_differ() -> None:
    found, in_play = draft_language("Unser Angebot für Sie und Ihre Kunden", SENTENCES["en"], STRUCTURE)
    assert found.language == "en"
    assert in_play == ("en", "de")
    assert draft_language("报价单", SENTENCES["en"], STRUCTURE)[1] == ("en", "zh")


def test_two_languages_in_one_mail() -> None:
    _, in_play = draft_language(
        "", f"{SENTENCES['en']}\n\n{SENTENCES['fr']} Merci de nous le dire par retour de mail.", STRUCTURE
    )
    assert set(in_play) == {"en", "fr"}
    _, in_play = draft_language("", f"{SENTENCES['zh']}\n\n{SENTENCES['en']}", STRUCTURE)
    assert set(in_play) == {"zh", "en"}


def test_english_phrases_are_looked_for_where_latin_words_stand() -> None:
    assert draft_language("BEST PRICE", SENTENCES["zh"], STRUCTURE)[1] == ("zh", "en")
    assert draft_language("", SENTENCES["zh"], STRUCTURE)[1] == ("zh",)


def test_the_subject_counts_where_the_body_says_nothing() -> None:
    assert (
        draft_language("Unser Angebot für Sie und für Ihre Kunden", "\ufffc\n\n\ufffc", STRUCTURE)[0].language == "de"
    )


def test_langdetect_is_imported_only_for_what_is_left_open() -> None:
    program = "import sys; from reading import draft_of; draft_of({!r}); print('langdetect' in sys.modules)".format(
        SENTENCES["nl"]
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=sys.path[0])
    assert done.stdout.strip() == "False"


def test_the_same_text_gives_the_same_answer() -> None:
    text = "superb links resources change catalogue valves flange gasket"
    assert len({detect(text, STRUCTURE) for _ in range(5)}) == 1


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_has_languages_in_play(body: str, subject: str) -> None:
    found, in_play = draft_language(subject, body, STRUCTURE)
    assert in_play
    assert len(set(in_play)) == len(in_play)
    assert found.language is None or in_play[0] == found.language
