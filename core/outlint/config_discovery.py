"""Which configuration file holds for a draft."""

from __future__ import annotations

import os

NAME = "outlint.toml"
PYPROJECT = "pyproject.toml"


def discover(folder: str) -> str | None:
    """The configuration nearest above a draft in `folder`: outlint.toml, or a pyproject.toml with [tool.outlint]."""
    here = os.path.abspath(folder)
    while True:
        own = os.path.join(here, NAME)
        if os.path.isfile(own):
            return own
        project = os.path.join(here, PYPROJECT)
        if os.path.isfile(project) and _speaks_of_us(project):
            return project
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above


def _speaks_of_us(file: str) -> bool:
    """Whether a pyproject.toml has our table. A file that can't be read or parsed is somebody else's trouble."""
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError:
        return False
    if b"outlint" not in data:
        return False
    import tomllib

    try:
        return "outlint" in tomllib.loads(data.decode()).get("tool", {})
    except (ValueError, AttributeError):
        return b"[tool.outlint" in data
