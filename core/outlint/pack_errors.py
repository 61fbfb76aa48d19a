"""What is wrong with a rule pack: a mistake with its file, line and key."""

from __future__ import annotations

from pathlib import Path

from outlint.messages import _

Keys = tuple["str | int", ...]


class PackError(Exception):
    """A mistake in a file of a pack: `path:line: key: what is wrong; what to do`."""

    def __init__(self, path: Path, line: int, message: str, hint: str = "", key: str = "") -> None:
        said = f"{key}: {message}" if key else message
        super().__init__(f"{path}:{line}: {said}" + (f"; {hint}" if hint else ""))
        self.path, self.line, self.message, self.hint, self.key = path, line, message, hint, key

    def __reduce__(self) -> tuple[type[PackError], tuple[Path, int, str, str, str]]:
        return PackError, (self.path, self.line, self.message, self.hint, self.key)


def mistake(path: Path, keys: Keys, message: str, hint: str = "") -> PackError:
    """The error of a key of a TOML file, or of the nearest table above it that the file has."""
    return PackError(path, line_of(path, keys), message, hint, shown(keys))


def shown(keys: Keys) -> str:
    """A key path as it is written: ("bad", 0, "draft") -> "bad[1].draft"."""
    out = ""
    for key in keys:
        out += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if out else key
    return out


def line_of(path: Path, keys: Keys) -> int:
    """The line a key stands in; 1 when the file does not have it."""
    from outlint.text import LineIndex
    from outlint.toml_places import places

    text = path.read_text("utf-8", "replace")
    known = places(text)
    while keys and keys not in known:
        keys = keys[:-1]
    place = known.get(keys)
    return LineIndex(text).position(place.key.start).line if place else 1


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint: the nearest word that exists, or all of them."""
    from rapidfuzz import process

    best = process.extractOne(word, known, score_cutoff=60)
    return _("did you mean {name}?", name=best[0]) if best else _("one of {known}", known=", ".join(known))
