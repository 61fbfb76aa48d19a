"""What people read, in their language. The English text is the key; a catalogue maps it to the translation.

Nothing is loaded for English. For another language the front end calls `use` with a compiled catalogue, or
`compile_po` makes one from a .po file (that needs Babel, so it is done when outlint is built, not when it runs).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "zh")
_BLANKS = frozenset("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
"""Blanks of all widths are no control characters, though str.isprintable says so."""
_catalog: Mapping[str, str] = {}


def use(catalog: Mapping[str, str]) -> None:
    """Translate by this catalogue from now on; an empty one means English."""
    global _catalog
    _catalog = catalog


def translate(text: str) -> str:
    """The text in the user's language, its {fields} not yet filled; the English text when there is none."""
    return _catalog.get(text, text)


def _(text: str, /, **fields: Any) -> str:
    """The text in the user's language, its {fields} filled; control characters in them are made visible."""
    said = _catalog.get(text, text)
    return said.format_map({k: safe(v) if isinstance(v, str) else v for k, v in fields.items()}) if fields else said


def plural(n: int, one: str, many: str, /, **fields: Any) -> str:
    """`one` or `many` by n, translated and filled; {n} is the number."""
    return _(one if n == 1 else many, n=n, **fields)


def safe(text: str) -> str:
    """Text that can do nothing to a terminal: control, bidi and surrogate characters are shown as \\x1b, \\u202e."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _visible(c) for c in text)


def _visible(c: str) -> str:
    if c in _BLANKS:
        return c
    code = ord(c)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def choose(asked: str | None, environment: Mapping[str, str]) -> str:
    """The language of the interface: what was asked for, else the locale's, else English."""
    if asked:
        return asked
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def catalogues() -> dict[str, Path]:
    """The .po files there are, by language."""
    from pathlib import Path

    files = sorted(Path(__file__).with_name("locale").glob("*/LC_MESSAGES/outlint.po"))
    return {file.parts[-3]: file for file in files}


def compile_po(path: str | Path) -> dict[str, str]:
    """A .po file as {English: translation}, without untranslated and fuzzy entries. Raises OSError, and ValueError
    naming the entry whose {fields} differ from the English text's."""
    from babel.messages.pofile import read_po

    with open(path, "rb") as file:
        entries = [m for m in read_po(file) if m.id and m.string and not m.fuzzy]
    catalog = {str(m.id): str(m.string) for m in entries}
    for english, said in catalog.items():
        if fields_of(english) != fields_of(said):
            raise ValueError(f"{path}: the fields of {said!r} are not those of {english!r}")
    return catalog


def fields_of(text: str) -> frozenset[str]:
    """Names of the {fields} of a message."""
    from string import Formatter

    try:
        return frozenset(name for _text, name, _spec, _conv in Formatter().parse(text) if name)
    except ValueError:  # prose with a lone brace, never filled
        return frozenset()
