"""The built-in library: mails by scenario and language, filled without a model.

A mail is one file, `library/<language>/<scenario>.j2`; adding one is adding one file. It may use `greeting`, `closing`,
`product`, `company`, `sender`, `slot` (always there), and `facts`, `fair`, `when`, `booth`, `order`, `valid_until`, `holiday`,
`back`, `customer`, `result`, `problem`; a first line {# requires: fair #} names what must be given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("library")
_REQUIRES = re.compile(r"\{# requires: ([a-z_, ]+) #\}")
_FEMALE = frozenset(
    [
        "f",
        "female",
        "ms",
        "ms.",
        "mrs",
        "mrs.",
        "miss",
        "frau",
        "madame",
        "mme",
        "sra",
        "sra.",
        "signora",
        "mevrouw",
        "pani",
        "женский",
        "bayan",
        "女",
        "女士",
        "小姐",
    ]
)
_MALE = frozenset(
    [
        "m",
        "male",
        "mr",
        "mr.",
        "herr",
        "monsieur",
        "sr",
        "sr.",
        "signor",
        "signore",
        "heer",
        "pan",
        "мужской",
        "bay",
        "男",
        "先生",
    ]
)
DEFAULT = "introduction"
VALUES = (
    *("product", "fair", "when", "booth", "order", "valid_until", "holiday", "back", "customer", "result", "problem"),
    *("slot", "facts"),
)
"""What a caller may give a mail."""
COMPANY = "profile.company"
"""What every mail needs of the sender, as LackingError names it."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mail of the library in one language. `requires` are the values it can't do without."""

    name: str
    language: str
    path: Path
    requires: tuple[str, ...]


class LackingError(Exception):
    """Values a mail of the library needs were not given: `names`."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(self.names))


def names() -> tuple[str, ...]:
    """Every scenario there is, in any language."""
    return tuple(sorted({p.stem for p in _FOLDER.glob("*/*.j2")}))


def languages() -> tuple[str, ...]:
    return tuple(sorted(p.name for p in _FOLDER.iterdir() if p.is_dir()))


def find(name: str, language: str, spoken: Iterable[str] = ()) -> Scenario | None:
    """A scenario in a language, in the script that a market (`spoken`: its languages) writes; None if there is none."""
    script = next((v for v in spoken if v.startswith(f"{language}-")), language)
    for lang in dict.fromkeys((script, language, language.split("-")[0])):
        path = _FOLDER / lang / f"{name}.j2"
        if path.is_file():
            m = _REQUIRES.match(path.read_text("utf-8"))
            required = tuple(n.strip() for n in m.group(1).split(",")) if m else ()
            return Scenario(name, lang, path, required)
    return None


def nearest(text: str) -> str:
    """The scenario whose words a text has most of."""
    folded = text.lower()
    counts = {name: sum(word in folded for word in words) for name, words in _cues().items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else DEFAULT


@cache
def _cues() -> Mapping[str, list[str]]:
    return tomllib.loads((_FOLDER / "cues.toml").read_text("utf-8"))


@cache
def custom(language: str, market: str = "") -> Mapping[str, str]:
    """How mails in a language open and close: forms of greeting, closing, and what stands in for missing values."""
    data: dict[str, Any] = tomllib.loads((_FOLDER / language / "custom.toml").read_text("utf-8"))
    own = data.get(market, {})
    return {k: v for k, v in {**data, **own}.items() if isinstance(v, str)}


def greeting(language: str, market: str, contact: Mapping[str, str], variables: str = "") -> str:
    """The market's greeting of a contact; of nobody in particular where its name is not known.

    `variables` are merge variables to stand as the name, as they are written.
    """
    forms = custom(language, market)
    who = person(contact)
    sex = "female" if who["gender"] in _FEMALE else "male" if who["gender"] in _MALE else ""
    who["title"] = who["title"] or forms.get(f"title-{sex}", forms.get("title", ""))
    if variables and re.search(r"\{(?:given|family)\}", forms["person"]):
        held = {**who, "given": variables, "family": "", "company": ""}
        return _tidy(forms["person"].format_map(held))
    for form in [*([forms[sex]] if sex else []), forms["person"]]:
        wanted = re.findall(r"\{(given|family|patronymic)\}", form)
        complete = all(who[k] for k in wanted)
        if not wanted or complete or (form == forms["person"] and any(who[k] for k in wanted)):
            return _tidy(form.format_map(who))
    nobody = forms.get("nobody-company", forms["nobody"]) if who["company"] else forms["nobody"]
    return _tidy(nobody.format_map(who))


def person(contact: Mapping[str, str]) -> dict[str, str]:
    """given, family, patronymic, gender, title and company of a contact row, whatever its columns are called."""
    row = {re.sub(r"[^a-z]+", "_", k.lower()).strip("_"): one_line(v) for k, v in contact.items()}
    given = row.get("first_name") or row.get("given_name") or row.get("given") or row.get("firstname") or ""
    family = row.get("last_name") or row.get("family_name") or row.get("family") or row.get("surname") or ""
    family = family or row.get("lastname", "")
    whole = row.get("name") or row.get("full_name") or row.get("contact") or ""
    if whole and not (given or family):
        given, _, family = whole.rpartition(" ") if " " in whole else ("", "", whole)
    gender = (row.get("gender") or row.get("salutation") or row.get("sex") or "").lower()
    return {
        "given": given,
        "family": family,
        "patronymic": row.get("patronymic", ""),
        "gender": gender,
        "title": row.get("title") or row.get("position") or row.get("job_title") or "",
        "company": row.get("company") or row.get("company_name") or row.get("organization") or "",
    }


def one_line(value: object) -> str:
    """A value as one line of printable text: it can't open a header, a paragraph or a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def _tidy(text: str) -> str:
    lines = (re.sub(r" +(?=[,:!،.：，]|$)", "", re.sub(r" {2,}", " ", line)).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def signature(profile: Mapping[str, Any]) -> str:
    """Name and title, company, address, ways to reach the sender: one line each, where the profile has them."""
    name = ", ".join(str(profile[k]) for k in ("name", "title") if profile.get(k))
    reach = " · ".join(str(profile[k]) for k in ("phone", "email", "site") if profile.get(k))
    address = " ".join(str(profile.get("address", "")).split())
    return "\n".join(line for line in (name, str(profile.get("company", "")), address, reach) if line)


def fill(
    scenario: Scenario,
    market: str,
    values: Mapping[str, str],
    facts: Iterable[str],
    contact: Mapping[str, str],
    profile: Mapping[str, Any],
) -> tuple[str, str]:
    """(subject, body) of a mail, greeting and signature included. Raises LackingError."""
    forms = custom(scenario.language, market)
    listed = [f"- {one_line(f)}" for f in facts if one_line(f)]
    given = {k: one_line(v) for k, v in values.items() if one_line(v)}
    have = {*given, *(("facts",) if listed else ())}
    lacking = [name for name in scenario.requires if name not in have]
    lacking += [] if profile.get("company") or profile.get("name") else [COMPANY]
    if lacking:
        raise LackingError(lacking)
    shown: dict[str, str] = {
        "product": forms["product"],
        "slot": forms["slot"],
        **given,
        "company": _company(forms, person(contact)["company"]),
        "sender": one_line(profile.get("company") or profile["name"]),
        "facts": "\n".join(listed),
        "greeting": greeting(scenario.language, market, contact),
        "closing": forms["closing"],
    }
    shown |= {f"{key}_start": shown[key][:1].upper() + shown[key][1:] for key in ("product", "slot")}
    text = _template(scenario.path).render(shown)
    subject, _, body = text.strip().partition("\n")
    body = re.sub(r"\n{3,}", "\n\n", body).strip()
    signed = signature(profile)
    return subject.removeprefix("Subject:").strip(), body + (f"\n{signed}" if signed else "") + "\n"


def _company(forms: Mapping[str, str], name: str) -> str:
    """The reader's company as a sentence names it; "your company" where it is not known."""
    return forms.get("company-named", "{company}").format(company=name) if name else forms["company"]


@cache
def _template(path: Path) -> Any:
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    return environment.from_string(path.read_text("utf-8"))
