"""`outlint rules` and `outlint explain`: what the rules are."""

from __future__ import annotations

import sys
from typing import Any

import click

import outlint_rules
from outlint.book import Book
from outlint.messages import _
from outlint_cli.session import Session, complaining, near, use_language

_UI = click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language; the locale's by default.")


@click.command()
@click.option("--group", metavar="G", help="Only the rules of a group.")
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="How to list.")
@_UI
def rules(group: str | None, format_: str, ui_lang: str | None) -> None:
    """List the rules: name, severity, fix, languages, and what each says."""
    use_language(ui_lang)
    book = _book()
    if group is not None and group not in book.groups:
        sys.exit(_wrong(_("no group is called {name}; {hint}", name=group, hint=near(group, book.groups))))
    listed = [_entry(book, name) for name in book.rules if group in (None, book.rules[name].group)]
    if format_ == "json":
        import json

        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    width = max(len(r["name"]) for r in listed)
    last = ""
    for r in listed:
        if r["group"] != last:
            last = r["group"]
            print(f"\n{last}")
        fix = {"safe": "S", "unsafe": "U", None: " "}[r["fix"]]
        print(f"  {r['name']:{width}}  {r['severity']:7}  {fix}  {_(r['message'])}")
    print("\n" + _("S: a safe fix (--fix); U: an unsafe one (--unsafe-fixes). More: outlint explain NAME"))


def _entry(book: Book, name: str) -> dict[str, Any]:
    rule = book.rules[name]
    declared = book.declared(name)
    return {
        "name": name,
        "group": rule.group,
        "severity": rule.severity.label,
        "default": rule.default,
        "message": rule.messages["default"].text,
        "languages": list(declared["languages"]),
        "fix": declared["fix"],
        "options": dict(rule.options),
        "sources": [{"title": t, "url": u} for t, u in rule.sources],
    }


@click.command()
@click.argument("name", metavar="RULE|GROUP")
@_UI
def explain(name: str, ui_lang: str | None) -> None:
    """Say what a rule flags, why, how to change it, and show a bad and a good example."""
    use_language(ui_lang)
    book = _book()
    names = book.groups.get(name) or ((name,) if name in book.rules else ())
    if not names:
        hint = near(name, [*book.rules, *book.groups])
        sys.exit(_wrong(_("no rule or group is called {name}; {hint}", name=name, hint=hint)))
    for i, rule in enumerate(names):
        if i:
            print("\n" + "─" * 40 + "\n")
        print(page(book, rule))


def page(book: Book, name: str) -> str:
    """The rule's page as text."""
    rule = book.rules[name]
    declared = book.declared(name)
    doc = outlint_rules.doc_of(book, name)
    fix = {"safe": _("safe fix (--fix)"), "unsafe": _("unsafe fix (--unsafe-fixes)"), None: _("no fix")}[
        declared["fix"]
    ]
    out = [f"{name} ({rule.group}, {_(rule.severity.label)}, {fix})", "", _(doc.what), "", _(doc.why)]
    for key, option in doc.options.items():
        out += ["", f"[rules.{name}] {key} = {_toml(option['default'])}", f"    {_(option['doc'])}"]
    if declared["languages"]:
        out += ["", _("Languages: {languages}", languages=", ".join(declared["languages"]))]
    for title, text in ((_("Bad"), doc.bad), (_("Good"), doc.good)):
        if text:
            out += ["", f"{title}:", *(f"    {line}" for line in text.splitlines())]
    if rule.sources:
        out += ["", _("Sources") + ":", *(f"    {t} <{u}>" for t, u in rule.sources)]
    return "\n".join(out)


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _book() -> Book:
    """The rules here; ends the command when the configuration or a pack can't be read."""
    session = Session(None, False, {})
    with complaining():
        session.book(session.settings("x"))
    return session.book(session.settings("x"))


def _wrong(message: str) -> int:
    print(f"outlint: {message}", file=sys.stderr)
    return 2
