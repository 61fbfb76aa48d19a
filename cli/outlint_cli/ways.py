"""What two runs must share for one to use the other's results."""

from __future__ import annotations

from dataclasses import fields

import outlint_rules
from outlint.config import Settings
from outlint_cli.main import VERSION
from outlint_cli.session import Session


def way(session: Session) -> str:
    """Version, rules and language of messages."""
    return f"{VERSION}:{outlint_rules.fingerprint()}:{session.ui_lang}"


def settings_key(settings: Settings) -> str:
    """A short text that differs when the settings do (the day included, since dates run out)."""
    from hashlib import sha256

    told = [(f.name, getattr(settings, f.name)) for f in fields(settings) if f.name not in ("origins", "_matched")]
    packs = [outlint_rules.fingerprint(p) for p in settings.packs]
    return sha256(repr((told, packs)).encode()).hexdigest()[:16]
