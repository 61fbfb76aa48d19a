"""What the cues leave open, by a spaCy model: does a sentence without a cue still ask for something?

Reached only when nothing in a mail asked by its cues, and only when a statistical model of the language is installed.
`spacy.blank` is not used: it took 0.7 to 5 s to load here, and its tokens decide no question that the word lists don't.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

MODELS = {
    "en": ("en_core_web_sm", "en_core_web_md", "en_core_web_lg"),
    "de": ("de_core_news_sm", "de_core_news_md"),
    "fr": ("fr_core_news_sm", "fr_core_news_md"),
    "es": ("es_core_news_sm", "es_core_news_md"),
    "pt": ("pt_core_news_sm", "pt_core_news_md"),
}
"""spaCy's own models by language, the smallest first. Languages without imperative forms in their models have none."""
_SUBJECTS = ("nsubj", "nsubj:pass", "nsubjpass", "csubj", "expl", "sb", "sp")


def asks(sentences: Iterable[str], language: str) -> bool:
    """Whether a model of the language finds an imperative among the sentences; False without a model."""
    name = _installed(language)
    if name is None:
        return False
    return any(_is_imperative(token) for doc in _load(name).pipe(s[:1000] for s in sentences) for token in doc)


@lru_cache(maxsize=16)
def _installed(language: str) -> str | None:
    if importlib.util.find_spec("spacy") is None:
        return None
    return next((m for m in MODELS.get(language, ()) if importlib.util.find_spec(m) is not None), None)


@lru_cache(maxsize=4)
def _load(name: str) -> Any:
    import spacy

    return spacy.load(name, exclude=["ner"])


def _is_imperative(token: Any) -> bool:
    """A verb that heads its sentence, has no subject, and is an imperative (in English: a bare form)."""
    if token.dep_ != "ROOT" or token.pos_ not in ("VERB", "AUX"):
        return False
    if any(child.dep_ in _SUBJECTS for child in token.children):
        return False
    if any(child.dep_ == "aux" for child in token.children):
        return False
    return "Imp" in token.morph.get("Mood") or token.tag_ == "VB"
