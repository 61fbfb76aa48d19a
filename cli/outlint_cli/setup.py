"""`outlint init` and `outlint config`: the configuration of a folder."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from datetime import date
from typing import Any

import click

from outlint.config import Settings
from outlint.messages import _
from outlint_cli.session import Session, checked_markets, complaining, use_language

_HIDDEN = ("origins", "_matched", "command_line", "root")
_TEMPLATE = """# Configuration of outlint; every key is optional. `outlint config` shows what holds, `outlint rules` the rules.

# Markets the mails are for, when neither the command line nor a draft says so. ISO 3166 codes.
{markets}

# Language of messages: "en" or "zh"; the locale's when not given.
# ui-lang = "en"

# Rules or groups to leave out, and exit with 1 from this severity on.
# ignore = ["generic-subject"]
# fail-level = "warning"

# Words of your own that no rule should flag.
# accept = ["ACME"]

# Severity of a rule or group: "error", "warning", "info" or "off".
[severity]
# mass-mail-opening = "warning"

# Options of a rule, as `outlint explain RULE` lists them.
# [rules.paragraph-too-long]
# lines = 4

# Who is sending.
[profile]
# name = "Li Na"
# company = "Foshan Brightsink Co., Ltd."
# site = "https://www.brightsink.example"
# brands = ["BRIGHTSINK"]

# Merge variables that your sending tool fills in, with a sample value.
[variables]
# first_name = {{ sample = "Tom", fallback = "there" }}
# company = {{ sample = "Harris Kitchens", required = true }}

# Other values for some paths.
# [[override]]
# paths = ["templates/**"]
# template = true
"""


@click.command()
@click.option("--market", "markets", multiple=True, metavar="M", help="Market(s) to write into it.")
@click.option("--force", is_flag=True, help="Overwrite an outlint.toml that is there.")
def init(markets: tuple[str, ...], force: bool) -> None:
    """Write a commented outlint.toml into this folder."""
    use_language(None)
    with complaining():
        session = Session(None, True, {})
        codes = checked_markets(session.markets(Settings()), markets)
    listed = ", ".join(f'"{c}"' for c in codes)
    line = f"markets = [{listed}]" if codes else '# markets = ["DE", "US"]'
    try:
        with open("outlint.toml", "w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(_TEMPLATE.format(markets=line))
    except FileExistsError:
        print(_("outlint: outlint.toml is there already; --force overwrites it"), file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        print(_("outlint: outlint.toml can't be written: {why}", why=error.strerror or "?"), file=sys.stderr)
        sys.exit(2)
    print(_("Wrote outlint.toml. Next: outlint check"))


@click.command()
@click.argument("path", default=os.curdir)
@click.option("--format", "format_", type=click.Choice(("text", "json")), default="text", help="How to show.")
@click.option("--config", "file", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
def config(path: str, format_: str, file: str | None) -> None:
    """Show each setting that holds for a draft (or this folder) and where it comes from."""

    use_language(None)
    with complaining():
        session = Session(file, False, {})
        inside = os.path.join(path, "draft.md") if os.path.isdir(path) else path
        settings = session.settings(inside).for_path(inside)
    shown = {f.name: getattr(settings, f.name) for f in fields(settings) if f.name not in _HIDDEN}
    if format_ == "json":
        import json

        told = {_key(k): {"value": _plain(v), "origin": settings.origins.get(k, "default")} for k, v in shown.items()}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for name, value in shown.items():
        print(f"{_key(name):14} = {_text(value):40}  # {settings.origins.get(name, _('default'))}")


def _key(name: str) -> str:
    return {"rule_options": "rules", "overrides": "override"}.get(name, name.replace("_", "-"))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, frozenset | tuple | list):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}


def _text(value: Any) -> str:
    import json

    return json.dumps(_plain(value), ensure_ascii=False) if value is not None else "-"
