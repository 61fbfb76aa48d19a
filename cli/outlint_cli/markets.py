"""`outlint markets`: the markets, and the card of one: its law, custom, good hours and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from outlint.messages import _
from outlint_cli.session import Session, checked_markets, complaining, use_language


@click.command()
@click.argument("codes", metavar="[MARKET]…", nargs=-1)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="How to print.")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language; the locale's by default.")
def markets(codes: tuple[str, ...], format_: str, ui_lang: str | None) -> None:
    """List the markets, or print the card of one: law, custom, good hours, sources."""
    lang = use_language(ui_lang)
    with complaining():
        session = Session(None, False, {}, lang)
        settings = session.settings("draft")
        known = session.markets(settings)
        checker = session.checker("draft")
        chosen = checked_markets(known, codes) or tuple(sorted(known))
    cards = [checker.market(code, settings) for code in chosen]
    if format_ == "json":
        import json

        print(json.dumps(cards, ensure_ascii=False, indent=2))
    elif codes:
        print("\n\n".join("\n".join(card(market)) for market in cards))
        print("\n" + _("Not legal advice. Facts with their sources, as of the day they were gathered."))
    else:
        print("\n".join(_row(market) for market in cards))
        print("\n" + _("The card of one: outlint markets CODE"))


def _row(market: Mapping[str, Any]) -> str:
    label = market["label"]
    parts = [
        _("consent: {model}", model=market["consent"].get("model") or market["consent"]["cold-mail"]),
        _("opt-out: {required}", required=market["opt-out"]["required"]),
    ]
    if label["when"] in ("always", "bulk"):
        parts.append(_("label: {label}", label=" / ".join(s.strip() for s in label["exact"])))
    return f"{market['code']}  {market['name']:24} {', '.join(market['languages']):12} " + " · ".join(parts)


def card(market: Mapping[str, Any]) -> Iterator[str]:
    """The lines of a market's card."""
    yield f"{market['code']}  {market['name']}" + f"  ({', '.join(market['languages'])})"
    if market.get("within"):
        yield _("The law of {union} holds here too: outlint markets {union}", union=market["within"])
    yield ""
    yield from _law(market)
    yield ""
    yield from _custom(market)
    yield ""
    yield _("Sources")
    for source in market["sources"]:
        yield f"  {source['title']}  {source.get('url', '')}".rstrip()
    for note in market.get("notes", ()):
        yield f"  {note}"
    if market.get("checked"):
        yield "  " + _("checked: {what}", what=market["checked"])


def _law(market: Mapping[str, Any]) -> Iterator[str]:
    consent, label, opt_out = market["consent"], market["label"], market["opt-out"]
    yield _("Law")
    model = ": ".join(p for p in (consent.get("model"), consent.get("b2b-cold-email")) if p)
    yield _entry(_("consent"), f"{model}; {consent['rule']}" if model else consent["rule"], consent)
    said = [opt_out["required"], opt_out["rule"]]
    if opt_out.get("honour-within"):
        said.append(_("honour: {when}", when=opt_out["honour-within"]))
    yield _entry(_("opt-out"), "; ".join(said), opt_out)
    exact = " / ".join(f"“{s}”" for s in label["exact"])
    yield _entry(_("label"), "; ".join(p for p in (label.get("required"), exact, label["rule"]) if p), label)
    for entry in market.get("content", ()):
        yield _entry(entry["id"].replace("_", " "), f"{entry['rule']} [{entry.get('scope', entry['applies'])}]", entry)
    for entry in market.get("claims", ()):
        name = _("claim {topic}", topic=entry["topic"].replace("_", " "))
        yield _entry(name, f"{entry['rule']} [{entry.get('scope', '')}]".removesuffix(" []"), entry)


def _entry(name: str, text: str, law: Mapping[str, Any]) -> str:
    ref = f" — {law['ref']}" if law.get("ref") else ""
    return f"  {name}: {text}{ref} ({_(law['confidence'])})"


def _custom(market: Mapping[str, Any]) -> Iterator[str]:
    send, custom = market["send-time"], market["custom"]
    yield _("Custom")
    hours = ", ".join("-".join(pair) for pair in send["hours"])
    yield "  " + _(
        "good hours: {days} {hours} ({zone})", days=" ".join(send["days"]), hours=hours, zone=send["zones"][0]
    )
    if send.get("legal-limit"):
        yield "  " + _("hours by law: {limit}", limit=send["legal-limit"])
    for start, end, name in send.get("avoid", ()):
        yield "  " + _("avoid: {start} to {end}, {name}", start=start, end=end, name=name)
    for key, name in (("salutation", _("greeting")), ("closing", _("closing")), ("taboo", _("taboo"))):
        if custom.get(key):
            yield f"  {name}: " + " · ".join(" ".join(v.split()) for v in custom[key])
    if custom.get("honorific-rules"):
        yield f"  {_('honorifics')}: {custom['honorific-rules']}"
    levels = [f"{_(k)} {custom[k]}/5" for k in ("directness", "formality") if k in custom]
    formats = [custom[k] for k in ("name-order", "date-format", "number-format", "currency-format") if custom.get(k)]
    yield "  " + " · ".join((*levels, *formats))
