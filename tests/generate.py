"""Makes the pages of docs/ and the tables that come from the rules and the code: `python tests/generate.py`. A test fails when stale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import outlint_rules
import script
from outlint.config_schema import SCHEMA
from outlint.docs import doc_of
from outlint.pack import RuleFile, read_pack
from outlint_rules import compiling

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MARKETS = """# Markets

Made from `rules/outlint_rules/markets/` by `python tests/generate.py`; `outlint markets CODE` prints the card of one. **This is not
legal advice**: facts with their sources, gathered for a linter. Confidence bounds the severity of a finding: *high* may be an
error, *medium* is a warning at most, *low* is a hint to verify. Good hours are custom, never law. What a state does not say itself, its
union says for it. Mails that answer somebody (In-Reply-To, a quoted mail) are left alone.

Front matter that these rules read: `market` or `markets`, `consent` (where the reader's consent is), `data-source` (where you have the address from),
`campaign: {volume: 500}` (what goes to over 100 readers is bulk mail), `send_at`, `time-zone` (the reader's, where a market has several), `phone` (the
reader's, for its calling code). From the profile: `company`, `address`, `email`, `phone`, `registration`, `time-zone`. What stands under "asks for" after
`ad-nature` in the packs (truthful headers, records, terms of an offer) no rule can see in a mail; the card tells it.

`[market-facts.DE.send-time]` in `outlint.toml` changes a key of a market; a market that outlint does not have is given whole, by the keys of
`docs/config.schema.json`.
"""
_HEAD = """# Rules

Made from the rule files by `python tests/generate.py`; `outlint explain NAME` prints the same. Severity is the default;
`[severity]` in the configuration changes it. S: a safe fix (`--fix`), U: an unsafe one (`--unsafe-fixes`).

Phrases of a language file are written so: `(a|b|)` alternatives, `*` any further letters, ` ... ` up to six words of the same
sentence, a leading `=` letters exactly as written. Case, full width, accents' composition and white space do not matter.
"""


def pages() -> dict[Path, str]:
    """Path -> content of every generated page."""
    return {
        DOCS / "rules.md": rules(),
        DOCS / "markets.md": markets(),
        DOCS / "config.schema.json": json.dumps(SCHEMA, indent=2) + "\n",
        script.PATH: script.script(),
    }


def markets() -> str:
    """docs/markets.md: one row a market, then what each asks."""
    book = outlint_rules.load()
    out = [
        _MARKETS,
        "| market | languages | consent | opt-out | label | asks for | good hours |",
        "|---|---|---|---|---|---|---|",
    ]
    packs = [book.market(code) for code in sorted(book.markets)]
    for m in packs:
        asked = sorted(
            {e for c in m.get("content", ()) for e in c["elements"] if c["applies"] in ("all", "named", "bulk")}
        )
        label = " / ".join(f"`{s.strip()}`" for s in m["label"]["exact"]) if m["label"]["when"] != "never" else ""
        hours = " ".join(
            (
                m["send-time"]["days"][0] + "–" + m["send-time"]["days"][-1],
                *("–".join(h) for h in m["send-time"]["hours"]),
            )
        )
        consent = f"{m['consent']['cold-mail']} ({m['consent']['confidence']})"
        out.append(
            f"| [{m['code']}](#{m['code'].lower()}) {m['name']} | {' '.join(m['languages'])} | {consent} | {m['opt-out']['required']} | {label} | {', '.join(asked)} | {hours} |"
        )
    return "\n".join([*out, *(_market(m) for m in packs)]) + "\n"


def _market(m: Mapping[str, Any]) -> str:
    out = [f"\n## {m['code']}\n", f"{m['name']}" + (f", and what holds in {m['within']}" if "within" in m else ""), ""]
    out += ["| | asked | law | confidence |", "|---|---|---|---|"]
    urls = {s["title"]: s.get("url") for s in m["sources"]}
    named = [("consent", m["consent"]), ("opt-out", m["opt-out"]), ("label", m["label"])]
    named += [(c["id"].replace("_", " "), c) for c in m.get("content", ())]
    named += [("claim: " + c["topic"].replace("_", " "), c) for c in m.get("claims", ())]
    for name, law in named:
        url = urls.get(law.get("source"))
        ref = law.get("ref", "").replace("|", "/")
        out.append(
            f"| {name} | {law['rule'].replace('|', '/').replace('<', '&lt;')} | {f'[{ref}]({url})' if url and ref else ref} | {law['confidence']} |"
        )
    return "\n".join(out)


def rules() -> str:
    files = read_pack(compiling.FOLDER)
    book = outlint_rules.load()
    out = [_HEAD, "| rule | group | severity | fix | languages |", "|---|---|---|---|---|"]
    for f in files:
        fix = {"safe": "S", "unsafe": "U", None: ""}[book.declared(f.name)["fix"]]
        langs = " ".join(sorted(f.languages))
        out.append(f"| [{f.name}](#{f.name}) | {f.group} | {f.main['severity']} | {fix} | {langs} |")
    return "\n".join([*out, *(_page(f) for f in files)]) + "\n"


def _page(file: RuleFile) -> str:
    doc = doc_of(file)
    out = [f"\n## {file.name}\n", f"*{file.group} · {file.main['severity']}*\n", doc.what, "", doc.why]
    if doc.options:
        out += ["", "| option | default | |", "|---|---|---|"]
        out += [f"| `{k}` | `{o['default']}` | {o['doc']} |" for k, o in doc.options.items()]
    for title, text in (("Bad", doc.bad), ("Good", doc.good)):
        if text:
            out += ["", f"{title}:", "", "```text", text, "```"]
    sources = file.main.get("sources", ())
    if sources:
        out += ["", "Sources: " + " · ".join(f"[{s['title']}]({s['url']})" for s in sources)]
    return "\n".join(out)


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
        print(path.name)
