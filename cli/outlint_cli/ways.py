"""What two runs must share for one to use the other's results."""

from __future__ import annotations

import os
from dataclasses import fields

import outlint_rules
from outlint import __version__
from outlint.config import LIST, Settings
from outlint_cli.session import Session


def way(session: Session) -> str:
    """Version, rules and language of messages."""
    added = ":".join(outlint_rules.fingerprint(folder) for _package, folder in outlint_rules.installed_packs())
    return f"{__version__}:{outlint_rules.fingerprint()}:{added}:{session.ui_lang}"


def settings_key(settings: Settings) -> str:
    """A short text that differs when the settings do (the day included, since dates run out)."""
    from hashlib import sha256

    told = [(f.name, getattr(settings, f.name)) for f in fields(settings) if f.name not in ("origins", "_matched")]
    packs = [outlint_rules.fingerprint(p) for p in settings.packs]
    return sha256(repr((told, packs, _lists(settings))).encode()).hexdigest()[:16]


def _lists(settings: Settings) -> list[tuple[str, float]]:
    """The files that rules' options name, and when they changed."""
    told = [settings.rule_options, *(o.values.get("rule_options", {}) for o in settings.overrides)]
    files = {str(options[LIST]) for rules in told for options in rules.values() if options.get(LIST)}
    return [(f, os.stat(f).st_mtime) for f in sorted(files) if os.path.isfile(f)]
