"""A test's own folder: nothing of the machine's configuration, cache or model endpoint reaches the command line there."""

from __future__ import annotations

from pathlib import Path

import pytest

MODEL_KEYS = ("OPENAI_API_KEY", "OUTLINT_LLM_BASE_URL", "OUTLINT_LLM_API_KEY", "OUTLINT_LLM_MODEL")


def isolate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    for name in MODEL_KEYS:
        monkeypatch.delenv(name, raising=False)
