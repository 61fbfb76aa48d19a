"""What a model is told: the prompt files filled in, and nothing personal where it goes elsewhere."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from outlint.engine import FileReport
from outlint.finding import Finding
from outlint_writer.blocks import Blocks
from outlint_writer.guard import Failure, draft_facts
from outlint_writer.passage import Passage
from outlint_writer.privacy import NOTHING, Veil, veil
from outlint_writer.provider import Message

_FOLDER = Path(__file__).with_name("prompts")
_SHOWN_FINDINGS = 40


@dataclass(frozen=True, slots=True)
class Prompt:
    """`messages` as they are sent; `veil` turns the answer back."""

    messages: tuple[Message, ...]
    veil: Veil
    sent: str

    def repaired(self, answer: str, failures: Iterable[Failure]) -> tuple[Message, ...]:
        """The messages of the next round. `answer` is what the model said, as it said it."""
        said = _filled("repair.j2", failures=[_line(self.veil.hide(f.text())) for f in failures])
        return (*self.messages, {"role": "assistant", "content": answer}, {"role": "user", "content": said})


def schema(passage: Passage | Blocks) -> dict[str, Any]:
    """JSON schema of the answer."""
    sizes = {"subject": 300, "body": 20_000}
    most = 4_000  # of one paragraph
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(passage.texts),
        "properties": {key: {"type": "string", "maxLength": sizes.get(key, most)} for key in passage.texts},
    }


def make(
    report: FileReport,
    passage: Passage | Blocks,
    *,
    goal: str,
    private: bool,
    profile: Mapping[str, Any],
    markets: Sequence[Mapping[str, Any]],
    language: str = "",
    template: str = "rewrite.j2",
    **more: Any,
) -> Prompt:
    """The prompt for a draft. `private`: personal data is hidden, for an endpoint that is not on this machine.

    `markets` are the facts of the draft's markets; `language` is the one to translate into, "" to keep the draft's;
    `template` one of prompts/, which gets `more` too.
    """
    draft = report.draft
    texts = passage.texts
    handed = "\n".join(texts.values())
    findings = [_line(f.text()) for f in left(report.findings)]
    facts = [_line(f.text) for f in draft_facts(draft).values() if f.text in handed]
    sender = _line(", ".join(str(profile[k]) for k in ("name", "title", "company") if profile.get(k)))
    goal = _line(goal)
    normal = unicodedata.normalize("NFKC", handed)  # how a refused answer's reasons write it
    hidden = veil(draft, profile, [*texts.values(), normal, *findings, *facts, goal]) if private else NOTHING
    written = (draft.source.text[p.span.start : p.span.end] for p in draft.placeholders)
    system = _filled(
        template,
        **more,
        keys=" and ".join(f'"{key}"' for key in texts if len(texts) < 3)
        or f'"{next(iter(texts))}" to "{list(texts)[-1]}"',
        paragraphs="p1" in texts,
        marked=any("⟦" in text for text in texts.values()),
        language=_named(language or draft.language),
        translated=bool(language),
        markets=[m for m in markets if m],
        placeholders=sorted({t for t in written if t in handed}),
        findings=[hidden.hide(f) for f in findings],
        facts=[hidden.hide(f) for f in facts],
        goal=hidden.hide(goal),
        profile=hidden.hide(sender),
    )
    data = json.dumps({key: hidden.hide(text) for key, text in texts.items()}, ensure_ascii=False, indent=1)
    return Prompt(({"role": "system", "content": system}, {"role": "user", "content": data}), hidden, data)


def _named(language: str | None) -> str:
    """A language in English words; its code where nobody knows it."""
    if not language:
        return "the language of the text"
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_")).get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language


def left(findings: Sequence[Finding]) -> list[Finding]:
    """The findings a rewrite is asked to cure, the gravest first."""
    return sorted(findings, key=lambda f: (-f.severity, f.span))[:_SHOWN_FINDINGS]


def _line(text: str) -> str:
    """One line: what a draft says can't open a section of the prompt."""
    return " ".join(text.split())


@cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, autoescape=False, trim_blocks=False)


def _filled(name: str, **values: Any) -> str:
    return str(_environment().get_template(name).render(**values)).strip() + "\n"
