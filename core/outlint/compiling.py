"""Rules compiled to JSON: a hundred TOML files take longer to parse than the whole start-up may cost.

`compile_pack` makes plain files of them: `rules.json` (declarations, the shared words) and `lang-<code>.json` (phrases
and data of one language).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outlint import pack, structure
from outlint.market_pack import read_market
from outlint.messages import _
from outlint.pack_errors import mistake
from outlint.rule import SCOPES


def compile_pack(folder: Path, package: str | None, movable: bool = False) -> dict[str, Any]:
    """File stem -> JSON-able content of a pack folder. `package` is the import name of its hooks, if it has one.

    `movable`: the content is used where the folder stands elsewhere.
    """
    rules: dict[str, Any] = {}
    langs: dict[str, dict[str, Any]] = {}
    for file in pack.read_pack(folder):
        rules[file.name] = _declaration(file, folder, package, movable)
        for lang, data in [("", file.main), *file.languages.items()]:
            phrases = pack.compile_phrases(data, file.paths.get(lang, file.path))
            if phrases or data.get("data"):
                entry = {"phrases": phrases, "data": data.get("data", {})}
                langs.setdefault(lang or "any", {"rules": {}, "lexicon": {}})["rules"][file.name] = entry
    shared: dict[str, Any] = {}
    for path in sorted((folder / "lexicons").glob("*")) if (folder / "lexicons").is_dir() else ():
        if path.is_dir():
            for file_path in sorted(path.glob("*.toml")):
                shared.setdefault(path.name, {})[file_path.stem] = pack.load_toml(file_path)
        elif path.suffix == ".toml":
            shared[path.stem] = pack.load_toml(path)
    if "structure" in shared:
        shared["structure"] = {lang: structure.compiled(entry) for lang, entry in shared["structure"].items()}
    for kind in [k for k, v in shared.items() if k != "structure" and (folder / "lexicons" / k).is_dir()]:
        for lang, data in shared.pop(kind).items():
            langs.setdefault(lang, {"rules": {}, "lexicon": {}})["lexicon"][kind] = data
    markets = _markets(folder / "markets")
    shared["markets"] = {code: {k: m[k] for k in _KNOWN if k in m} for code, m in markets.items()}
    return (
        {"rules": {"rules": rules, "shared": shared}}
        | {f"lang-{k}": v for k, v in langs.items()}
        | {f"market-{code}": m for code, m in markets.items()}
    )


_KNOWN = ("code", "name", "languages", "tlds", "phone", "within")
"""What a run knows of a market without its file."""


def _markets(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        return {}
    found = {path.stem.upper(): read_market(path) for path in sorted(folder.glob("*.toml"))}
    return {code: {k: v for k, v in m.items() if k not in ("bad", "good")} for code, m in found.items()}


def _declaration(file: pack.RuleFile, folder: Path, package: str | None, movable: bool) -> dict[str, Any]:
    main = file.main
    messages = {k: [v["text"], v.get("severity")] for k, v in main.get("messages", {}).items()}
    if "message" in main:
        messages["default"] = [main["message"], None]
    if "fix" in main:
        messages["fix"] = [main["fix"], None]
    hook = None
    if main["kind"] == "python":
        stem = file.name.replace("-", "_")
        base = file.path.parent.parent if file.path.name == "rule.toml" else file.path.parent
        source = base / f"{stem}.py"
        if not source.is_file():
            said = _("there is no {file} beside it", file=f"{base.name}/{source.name}")
            raise mistake(file.path, ("kind",), said, _("a python rule has a function check(context) there"))
        hook = f"{package}.{file.group}.{stem}" if package else str(source)
    examples = [e for d in (main, *file.languages.values()) for e in d.get("bad", ())]
    return {
        "group": file.group,
        "severity": main["severity"],
        "kind": main["kind"],
        "scope": main.get("scope", list(SCOPES)),
        "messages": messages,
        "options": {k: v["default"] for k, v in main.get("options", {}).items()},
        "sources": [[s["title"], s.get("url", "")] for s in main.get("sources", ())],
        "check": main.get("check", {}),
        "default": main.get("default", True),
        "needs-mail": main.get("needs-mail", False),
        "needs-market": main.get("needs-market", False),
        "needs": main.get("needs"),
        "needs-phrases": main.get("needs-phrases", []),
        "hook": hook,
        "languages": sorted(file.languages),
        "why": main.get("why", "").strip(),
        "fix": "safe"
        if any("fixed" in e for e in examples)
        else "unsafe"
        if any("unsafe" in e for e in examples)
        else None,
        # a wheel is installed elsewhere than it was built
        "path": file.path.relative_to(folder).as_posix() if movable else str(file.path),
    }
