"""The language of a draft: declared, else by script, else by function words, else by langdetect."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from outlint.structure import Structure

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_RANGES = (
    ("ja", "\u3041", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("zh", "\u3400", "\u9fff"),
    ("ar", "\u0621", "\u064a"),
    ("ru", "\u0400", "\u04ff"),
    ("th", "\u0e01", "\u0e5b"),
    ("he", "\u05d0", "\u05ea"),
    ("el", "\u0370", "\u03ff"),
    ("hi", "\u0900", "\u097f"),
)
_FARSI = frozenset("\u067e\u0686\u0698\u06a9\u06af\u06cc")
_UKRAINIAN = frozenset("іїєґ")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ALIASES = {"cn": "zh", "jp": "ja", "kr": "ko", "zh-hans": "zh", "zh-hant": "zh", "chinese": "zh", "english": "en"}
MAX_CHARACTERS = 6000
ENOUGH_TEXT = 2000  # characters in which function words are counted
IN_PLAY = ("ja", "ko", "zh", "ar", "ru")
ENOUGH = 3  # function words that decide


def code(value: object) -> str | None:
    """The language code of a declared value: "de-AT" -> "de", "zh_TW" -> "zh"."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip().lower().replace("_", "-")
    return _ALIASES.get(text) or _ALIASES.get(text.split("-")[0]) or text.split("-")[0]


def detect(text: str, structure: Structure) -> str | None:
    """The language most of the text is in; None when there is too little of it."""
    text = text[:MAX_CHARACTERS]
    letters = len(_LETTER.findall(text))
    if letters < 2:
        return None
    by_script = _by_script(text, letters)
    if by_script is not None:
        return by_script
    votes = function_words(text[:ENOUGH_TEXT], structure)
    ranked = sorted(votes.items(), key=lambda v: -v[1])
    if ranked and ranked[0][1] >= ENOUGH and (len(ranked) == 1 or ranked[0][1] >= ranked[1][1] * 1.3):
        return ranked[0][0]
    if letters < 20:
        return ranked[0][0] if ranked else None
    return _by_langdetect(text, [lang for lang, _ in ranked])


def _by_script(text: str, letters: int) -> str | None:
    if text.isascii():
        return None
    counts = scripts(text)
    # A Chinese character says as much as a word of three letters, and Japanese is written with both.
    weight = {lang: n * (3 if lang in ("zh", "ja", "ko") else 1) for lang, n in counts.items()}
    latin = len(_LATIN.findall(text))
    if counts["ja"] * 8 >= counts["zh"] and counts["ja"] >= 2 and weight["ja"] + weight["zh"] >= latin:
        return "ja"
    lang, most = max(weight.items(), key=lambda w: w[1])
    if most < max(latin, 1) or most < letters // 4:
        return None
    if lang == "ar" and sum(c in _FARSI for c in text) * 12 > counts["ar"]:
        return "fa"
    if lang == "ru" and sum(c in _UKRAINIAN for c in text) * 20 > counts["ru"]:
        return "uk"
    return lang


def scripts(text: str) -> dict[str, int]:
    """Characters of each script that tells its language."""
    counts = dict.fromkeys((lang for lang, _, _ in _RANGES), 0)
    for c in text:
        if c >= "\u0370":
            for lang, low, high in _RANGES:
                if low <= c <= high:
                    counts[lang] += 1
                    break
    return counts


def function_words(text: str, structure: Structure) -> dict[str, float]:
    """Votes by language; a word that several languages share is split among them."""
    table = structure.function_words
    votes: Counter[str] = Counter()
    for word, count in Counter(w.lower().replace("’", "'") for w in _WORD.findall(text)).items():
        langs = table.get(word) or (table.get(word.split("'")[0] + "'") if "'" in word else None)
        for lang in langs or ():
            votes[lang] += min(count, 5) / len(langs or ())  # type: ignore[assignment]
    return dict(votes)


def _by_langdetect(text: str, likely: Sequence[str]) -> str | None:
    from langdetect import DetectorFactory, detect_langs
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0  # the same text gives the same answer
    try:
        found = detect_langs(text)
    except LangDetectException:
        return likely[0] if likely else None
    best = found[0]
    lang = "zh" if best.lang.startswith("zh") else best.lang
    if best.prob < 0.8 and likely:
        return likely[0]
    return str(lang)


def languages_in_play(main: str | None, subject: str, body: str, structure: Structure) -> tuple[str, ...]:
    """The languages whose phrases are looked for: the draft's own first, English wherever Latin words stand."""
    out = [main] if main else []
    votes: Mapping[str, float] = function_words(body[:ENOUGH_TEXT], structure)
    total = sum(votes.values()) or 1
    out += [lang for lang, n in sorted(votes.items(), key=lambda v: -v[1]) if n >= 5 and n / total >= 0.25]
    if not (subject.isascii() and body.isascii()):
        top, rest = scripts(subject), scripts(body[:MAX_CHARACTERS])
        out += [k for k in top if k in IN_PLAY and (top[k] or rest[k] >= 20) and not (k == "zh" and "ja" in out)]
    if not out or _LATIN.search(subject) or _LATIN.search(body):
        out.append("en")
    return tuple(dict.fromkeys(out))
