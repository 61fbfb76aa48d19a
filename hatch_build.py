"""Compiles the built-in rules into the wheel, so that a run parses no TOML."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # a checkout compiles into a cache, so that an edited rule counts at once
        root = Path(self.root)
        sys.path[:0] = [str(root / "core"), str(root / "rules")]
        from outlint_rules import compiling

        target = compiling.FOLDER / "_compiled"
        shutil.rmtree(target, ignore_errors=True)
        compiling.write(compiling.compiled(compiling.FOLDER, "outlint_rules"), target)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        shutil.rmtree(Path(self.root) / "rules/outlint_rules/_compiled", ignore_errors=True)
