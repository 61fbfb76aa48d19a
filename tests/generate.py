"""Makes the pages of docs/ that come from the rules and the code: `python tests/generate.py`. A test fails when stale."""

from __future__ import annotations

import json
from pathlib import Path

import outlint_rules
from outlint.config_schema import SCHEMA
from outlint.docs import doc_of
from outlint.pack import RuleFile, read_pack

DOCS = Path(__file__).resolve().parent.parent / "docs"
_HEAD = """# Rules

Made from the rule files by `python tests/generate.py`; `outlint explain NAME` prints the same. Severity is the default;
`[severity]` in the configuration changes it. S: a safe fix (`--fix`), U: an unsafe one (`--unsafe-fixes`).

Phrases of a language file are written so: `(a|b|)` alternatives, `*` any further letters, ` ... ` up to six words of the same
sentence, a leading `=` letters exactly as written. Case, full width, accents' composition and white space do not matter.
"""


def pages() -> dict[Path, str]:
    """Path -> content of every generated page."""
    return {DOCS / "rules.md": rules(), DOCS / "config.schema.json": json.dumps(SCHEMA, indent=2) + "\n"}


def rules() -> str:
    files = read_pack(outlint_rules.FOLDER)
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
