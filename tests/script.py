"""Makes lexicons/script/zh.toml: which characters are traditional, and what fixes say in a draft written in them.

OpenCC is needed here only; neither a run nor a build needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from outlint.pack import read_pack
from outlint_rules import compiling

PATH = compiling.FOLDER / "lexicons/script/zh.toml"
_HEAD = """# Made by `python tests/generate.py` with OpenCC; what the keys mean: core/outlint/hanzi.py.
# `traditional` and `simplified` stand character above character; `both` are written in simplified texts too; `wording` has what fixes write, simplified and traditional.
"""
_COMMON = b"\xc6\x7f"
"""End of the characters in common use in Big5."""
_RARER = "裏爲麽綫峯祕羣牀囉嚐鉢衞恆"
"""Forms in use, in Hong Kong above all, that Big5 counts among the rare ones or lacks."""
_SAME = {"覆": "复", "著": "着", "甚": "什", "妳": "你"}
"""Characters of both scripts that one writes where the other has another: 回覆, 試著, 甚麼."""


def script() -> str:
    """The content of the file."""
    from opencc import OpenCC

    simplified, taiwan = OpenCC("t2s").convert, OpenCC("s2twp").convert
    pairs = {c: simplified(c) for c in [*_common(), *_RARER]} | _SAME
    pairs = {t: s for t, s in pairs.items() if s != t and len(s) == 1}
    wording = {w: said for w in sorted(set(_wordings())) if (said := taiwan(w)) != w}
    lines = [_HEAD + f"traditional = {_quoted(''.join(pairs))}", f"simplified  = {_quoted(''.join(pairs.values()))}"]
    lines.append(f"both = {_quoted(''.join(_SAME))}")
    return "\n".join([*lines, "", "[wording]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in wording.items()), ""])


def _common() -> Iterator[str]:
    for code in range(0x4E00, 0xA000):
        try:
            known = chr(code).encode("big5")
        except UnicodeEncodeError:
            continue
        if known < _COMMON:
            yield chr(code)


def _wordings() -> Iterator[str]:
    """What the rules put into Chinese drafts: replacements of phrases, and the texts among their data."""
    for rule in read_pack(compiling.FOLDER):
        data = rule.languages.get("zh", {})
        for table in data.get("phrases", ()):
            yield from filter(None, (table.get("replace"), *table.get("replacements", {}).values()))
        for value in data.get("data", {}).values():
            found = value.values() if isinstance(value, dict) else (value,)
            yield from (text for text in found if isinstance(text, str))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
