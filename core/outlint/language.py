"""The language of a draft: declared, else by script, else by function words, else by langdetect.

Cheap first: most mails are settled by their script or by a handful of words like "the", "und", "votre"; langdetect
(seeded, so that the same text gives the same answer) is imported only for what these leave open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from outlint.addresses import addresses
from outlint.view import HOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.structure import Structure

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LETTER = re.compile(r"[^\W\d_]+")
_APART = bytes(c if c > 127 or c == ord("'") else ord(chr(c).lower() if chr(c).isalpha() else " ") for c in range(256))
"""Of UTF-8: letters of ASCII in lower case, and what is ASCII and stands in no word as a blank."""
_NO_LETTERS = bytes(c for c in range(256) if c > 127 or not chr(c).isalpha())
_RANGES = (
    ("zh", "\u3400", "\u9fff"),
    ("ja", "\u3041", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("ar", "\u0620", "\u06d3"),
    ("ru", "\u0400", "\u052f"),
    ("th", "\u0e01", "\u0e5b"),
    ("he", "\u05d0", "\u05ea"),
    ("el", "\u0370", "\u03ff"),
    ("hi", "\u0900", "\u097f"),
)
IN_PLAY = ("ja", "ko", "zh", "ar", "ru")
"""Languages in a script of their own that have phrase lists."""
_DENSE = frozenset({"zh", "ja", "ko"})  # one character says as much as half a word
_FARSI = frozenset("\u067e\u0686\u0698\u06a9\u06af\u06cc")
_URDU = frozenset("\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2")
_UKRAINIAN = frozenset("іїєґІЇЄҐ")
_NOT_UKRAINIAN = frozenset("ыэёъЫЭЁЪ")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_NOT_LATIN = re.compile("[^\0-\u036f]+")
_MARKS = {
    # letters and endings that one language of ours writes and the others hardly do: nearly as good as a function word
    "vi": "[đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
    "pl": "[ąęłńśźż]",
    "de": "ß",
    "tr": "[ğış]",
    "pt": "ção|ções|ã[oe]|õe",
    "es": "ñ|ción|ciones",
}
_PLAIN_MARK = "ciones"  # the only one of them that has no letter outside ASCII
_ALIASES = {
    "cn": "zh",
    "jp": "ja",
    "kr": "ko",
    "vn": "vi",
    "in": "id",
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "chinese": "zh",
    "中文": "zh",
    "简体中文": "zh",
    "繁體中文": "zh",
    "english": "en",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "português": "pt",
    "french": "fr",
    "français": "fr",
    "german": "de",
    "deutsch": "de",
    "italian": "it",
    "italiano": "it",
    "dutch": "nl",
    "polish": "pl",
    "russian": "ru",
    "turkish": "tr",
    "arabic": "ar",
    "japanese": "ja",
    "日本語": "ja",
    "korean": "ko",
    "한국어": "ko",
    "vietnamese": "vi",
    "indonesian": "id",
}
_MAX_CHARACTERS = 6000
_ENOUGH = 3.0  # votes that decide
_PLAIN = 1200  # characters that show a language plainly
_PLAIN_SHARE = 0.2  # of its words that are votes
_LEAST_LETTERS = 25  # with fewer, langdetect guesses


class Detected(NamedTuple):
    """`evidence` is declared, script, words, langdetect, or none (language None: too little text)."""

    language: str | None
    evidence: str


def code(value: object) -> str | None:
    """The language code of a declared value: "de-AT" -> "de", "zh_TW" -> "zh", "German" -> "de"; None for none."""
    if not isinstance(value, str) or not value.strip():
        return None
    first = re.split(r"[-_@.\s(,/]", value.strip().lower(), maxsplit=1)[0]
    known = _ALIASES.get(value.strip().lower()) or _ALIASES.get(first)
    return known or (first if 2 <= len(first) <= 3 and first.isascii() and first.isalpha() else None)


def draft_language(
    subject: str, body: str, structure: Structure, declared: object = None
) -> tuple[Detected, tuple[str, ...]]:
    """(the draft's language, the languages whose phrases are looked for: its own first, see `in_play`).

    `body` is the writer's running text (URLs and quotes blanked by NULs), `declared` what the front matter or the
    configuration says. The subject counts only where the body leaves it open.
    """
    body = unicodedata.normalize("NFC", body[:_MAX_CHARACTERS].replace(HOLE, " "))
    subject = unicodedata.normalize("NFC", _running(subject[:500].replace(HOLE, " ")))
    votes, scripts = function_words(body, structure), _scripts(body)
    said = code(declared)
    found = Detected(said, "declared") if said else detect(body, structure, votes, scripts)
    if found.language is None and subject:
        found = detect(f"{subject}\n{body}" if body.strip() else subject, structure)
    return found, in_play(found.language, subject, body, votes, scripts, structure)


def detect(
    text: str,
    structure: Structure,
    votes: Mapping[str, float] | None = None,
    scripts: Mapping[str, int] | None = None,
) -> Detected:
    """The language most of the text is in. `votes` and `scripts` are its function words and letters, if counted already."""
    cut = text[:_MAX_CHARACTERS]
    script = by_script(cut, scripts if len(cut) == len(text) else None)
    text = cut
    if script is not None:
        return Detected(script, "script")
    ranked = _ranked(function_words(text, structure) if votes is None else votes)
    if _decides(ranked):
        return Detected(ranked[0][0], "words")
    if sum(map(len, _LETTER.findall(text))) >= _LEAST_LETTERS:
        return _by_langdetect(text, ranked)
    weak = bool(ranked) and ranked[0][1] >= 1.0 and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1])
    return Detected(ranked[0][0], "words") if weak else Detected(None, "none")


def _ranked(votes: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(votes.items(), key=lambda v: (-v[1], v[0]))


def _decides(ranked: Sequence[tuple[str, float]]) -> bool:
    return bool(ranked) and ranked[0][1] >= _ENOUGH and (len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * 1.3)


def plainly(text: str, structure: Structure, *, letters: int = 40, votes: float = 4.0) -> str | None:
    """The language of a text where its script or its words leave no doubt, else None; never asks langdetect.

    It takes so many letters, and so many votes of words. These must be many for the number of words too, since a text
    in a language that has no list holds some words of others.
    """
    text = text[:_PLAIN]
    size = sum(map(len, _LETTER.findall(text)))
    script = by_script(text)
    if script is not None:
        return script if size * (3 if script in _DENSE else 1) >= letters else None
    if size < letters:
        return None
    ranked = _ranked(function_words(text, structure))
    if not ranked or ranked[0][1] < max(votes, _PLAIN_SHARE * len(_WORD.findall(text))):
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


def by_script(text: str, scripts: Mapping[str, int] | None = None) -> str | None:
    """The language that the script alone tells; None for Latin letters, and for too few of any.

    `scripts` are its characters by script, where they are counted already.
    """
    counts = _scripts(text) if scripts is None else scripts
    if not any(counts.values()):
        return None
    weight = {lang: n * (3 if lang in _DENSE else 1) for lang, n in counts.items()}
    if sum(weight.values()) < len(text.encode("utf-8", "surrogatepass").translate(None, _NO_LETTERS)):
        return None  # a quick look that saves most from counting Latin letters one by one
    latin = sum(map(len, _LATIN.findall(text)))
    if counts["ja"] >= 2 and counts["ja"] * 8 >= counts["zh"] and weight["ja"] + weight["zh"] >= latin:
        return "ja"  # Japanese is written with Chinese characters too, Chinese never with kana
    lang, most = max(weight.items(), key=lambda w: w[1])
    if most < max(latin, 2):
        return None
    if lang == "ar":
        urdu, farsi = _count(text, _URDU), _count(text, _FARSI)
        return "ur" if urdu * 20 > most else "fa" if farsi * 18 > most else "ar"
    if lang == "ru":
        ukrainian = _count(text, _UKRAINIAN)
        return "uk" if ukrainian * 40 > most and ukrainian > _count(text, _NOT_UKRAINIAN) else "ru"
    return lang


def _scripts(text: str) -> dict[str, int]:
    """Characters of each script that tells its language."""
    counts = dict.fromkeys((lang for lang, _, _ in _RANGES), 0)
    if text.isascii():
        return counts
    for c, n in Counter("".join(_NOT_LATIN.findall(text))).items():
        for lang, low, high in _RANGES:
            if low <= c <= high:
                counts[lang] += n
                break
    return counts


def _count(text: str, letters: frozenset[str]) -> int:
    return sum(c in letters for c in text)


def function_words(text: str, structure: Structure) -> dict[str, float]:
    """Votes by language: its function words and its own letters. A word of several languages is split among them."""
    table = structure.function_words
    counted = _counted(text.replace("’", "'"))
    votes: dict[str, float] = {}
    for word, count in counted.items():
        langs = table.get(word)
        if langs is None:
            if "'" not in word:
                continue
            langs = table.get(word.partition("'")[0] + "'", ())
        for lang in langs:
            votes[lang] = votes.get(lang, 0.0) + min(count, 5) / len(langs)
    if not text.isascii():
        marked = [word for word in counted if not word.isascii() or _PLAIN_MARK in word]
        for lang, pattern in _marks() if marked or "¿" in text else ():
            shown = sum(1 for word in marked if pattern.search(word)) + (text.count("¿") if lang == "es" else 0)
            if shown:
                votes[lang] = votes.get(lang, 0.0) + min(shown, 8) * 0.75
    return votes


def _counted(text: str) -> Mapping[str, int]:
    """How often each word stands in a text, in lower case, in the order in which they come first.

    The text is cut at its blanks, and the pattern only tried on what then is no plain word: several times faster.
    """
    if "Σ" in text:
        text = text.lower()  # the one letter whose lower case depends on what follows
    apart = Counter(text.encode("utf-8", "surrogatepass").translate(_APART).decode("utf-8", "surrogatepass").split())
    if text.isascii() and "'" not in text:
        return apart
    out: dict[str, int] = {}
    for piece, count in apart.items():
        word = piece if piece.isascii() else piece.lower()
        for w in (word,) if word.isalpha() else _WORD.findall(word):
            out[w] = out.get(w, 0) + count
    return out


@cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((lang, re.compile(pattern)) for lang, pattern in _MARKS.items())


def _by_langdetect(text: str, ranked: Sequence[tuple[str, float]]) -> Detected:
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0  # the same text gives the same answer
    try:
        found = detect_langs(text)
    except LangDetectException:
        found = []
    votes = dict(ranked)
    for guess in found:
        lang = "zh" if guess.lang.startswith("zh") else str(guess.lang)
        if guess.prob >= 0.9 or (guess.prob >= 0.4 and votes.get(lang, 0.0) >= 1.0):
            return Detected(lang, "langdetect")
    return Detected(ranked[0][0], "words") if ranked and ranked[0][1] >= 1.0 else Detected(None, "none")


def in_play(
    main: str | None,
    subject: str,
    body: str,
    votes: Mapping[str, float],
    scripts: Mapping[str, int],
    structure: Structure,
) -> tuple[str, ...]:
    """The languages whose phrases are looked for, the draft's own first.

    `votes` and `scripts` are the body's. A mail may be in two languages, or its subject in another than its body.
    English is always among them where Latin words stand, since "Best Price!!!" is written into mails of any language.
    """
    out = [main] if main else []
    total = sum(votes.values()) or 1.0
    out += [lang for lang, n in _ranked(votes) if n >= 4 and n / total >= 0.2]
    if subject.strip():
        ranked = _ranked(function_words(subject, structure))
        out += [ranked[0][0]] if _decides(ranked) else []
    if not (subject.isascii() and body.isascii()):
        top = _scripts(subject)
        seen = [k for k in IN_PLAY if top[k] >= 2 or scripts[k] >= 12]
        out += [k for k in seen if not (k == "zh" and ("ja" in seen or "ja" in out))]
    if not out or _LATIN.search(subject) or _LATIN.search(body):
        out.append("en")
    return tuple(dict.fromkeys(out))


def _running(text: str) -> str:
    """A subject without the addresses in it."""
    out, at = [], 0
    for start, end in addresses(text)[1]:
        out.append(text[at:start])
        at = end
    return " ".join([*out, text[at:]])
