"""The variables that a template may use: those of the configuration and of its own front matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outlint.rule import Context


def declared(ctx: Context) -> dict[str, Any]:
    """Name -> what was said of it."""
    return {**ctx.settings.variables, **of_front_matter(ctx)}


def of_front_matter(ctx: Context) -> dict[str, Any]:
    said = ctx.draft.meta.get("variables")
    if isinstance(said, Mapping):
        return {str(k): v for k, v in said.items()}
    if isinstance(said, list):
        return {str(k): None for k in said}
    return {}
