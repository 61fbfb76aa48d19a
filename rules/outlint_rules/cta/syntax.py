"""What the cues leave open, by spaCy: is this question meant to be answered, does this sentence ask?

A statistical model is used when one is installed for the language; without one, the tokens of `spacy.blank` and the
patterns below decide. spaCy takes most of a second to import, so this module is only reached when no cue decided.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from typing import Any

MODELS = {
    "en": ("en_core_web_sm", "en_core_web_md"),
    "de": ("de_core_news_sm",),
    "fr": ("fr_core_news_sm",),
    "es": ("es_core_news_sm",),
    "pt": ("pt_core_news_sm",),
    "zh": ("zh_core_web_sm",),
    "ja": ("ja_core_news_sm",),
}
# A question that begins like this asks the reader for a decision or a fact; "Why X?" and "How does X work?" lead on.
_OPENERS = {
    "en": ["is", "are", "was", "were", "do", "does", "did", "can", "could", "would", "will", "should", "shall", "have", "has", "may", "any", "worth", "which", "when", "who", "still", "open", "interested", "ok", "okay", "fair"],
    "de": ["ist", "sind", "haben", "hat", "können", "könnte", "könnten", "wäre", "wären", "möchten", "dürfen", "darf", "wollen", "sollen", "passt", "welche", "welcher", "welches", "wann", "wer", "interesse", "gibt"],
    "fr": ["est", "avez", "êtes", "pouvez", "pourriez", "seriez", "auriez", "souhaitez", "voulez", "quand", "quel", "quelle", "quels", "quelles", "intéressé", "ça", "cela", "on"],
    "es": ["es", "está", "están", "tiene", "tienen", "puede", "podría", "podrían", "podemos", "quiere", "quieren", "cuándo", "cuál", "quién", "interesa", "hay", "sería", "te", "le", "les"],
    "pt": ["é", "está", "estão", "tem", "têm", "pode", "poderia", "podemos", "quer", "gostaria", "quando", "qual", "quem", "há", "seria", "faz", "interessa"],
    "it": ["è", "ha", "hai", "avete", "può", "puoi", "potete", "potrebbe", "possiamo", "vuoi", "volete", "quando", "quale", "sarebbe", "interessa", "ti", "vi", "le"],
}


def asks(sentence: str, language: str) -> bool:
    """Whether an open sentence asks the reader something that wants an answer."""
    nlp, trained = _pipeline(language)
    doc = nlp(sentence[:1000])
    if trained and any(_is_imperative(t) for t in doc):
        return True
    return _decides(doc, language)


def _is_imperative(token: Any) -> bool:
    """A verb without a subject that heads its sentence and is an imperative or a bare form."""
    if token.dep_ != "ROOT" or token.pos_ not in ("VERB", "AUX"):
        return False
    if any(c.dep_ in ("nsubj", "nsubjpass", "csubj", "sb") for c in token.children):
        return False
    return "Imp" in token.morph.get("Mood") or token.tag_ == "VB"


@lru_cache(maxsize=8)
def _pipeline(language: str) -> tuple[Any, bool]:
    """(pipeline, whether it is a statistical model)."""
    import spacy

    for name in MODELS.get(language, ()):
        if importlib.util.find_spec(name) is not None:
            return spacy.load(name, exclude=["ner", "lemmatizer"]), True
    known = language if language in _OPENERS else "xx"
    return spacy.blank(known), False


@lru_cache(maxsize=8)
def _matcher(language: str) -> Any:
    from spacy.matcher import Matcher

    nlp, _ = _pipeline(language)
    matcher = Matcher(nlp.vocab)
    matcher.add("decision", [[{"LOWER": {"IN": _OPENERS.get(language, [])}}]])
    return matcher


def _decides(doc: Any, language: str) -> bool:
    """Whether the first word opens a question for a decision or a fact, and the sentence is a question."""
    first = next((t.i for t in doc if t.is_alpha), None)
    marks = [t.text for t in doc[-3:] if not t.is_space]
    if first is None or not any("?" in m or "？" in m or "؟" in m for m in marks):
        return False
    return bool(_matcher(language)(doc[first : first + 1]))
