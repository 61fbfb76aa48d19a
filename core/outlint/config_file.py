"""Configuration files: what they say, and where exactly they are wrong."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from outlint.config import LIST, Override, Settings, Variable
from outlint.config_errors import ConfigError, Mistake
from outlint.config_names import Names, name_faults
from outlint.config_schema import Fault, Path, faults
from outlint.text import LineIndex, Span


@dataclass(frozen=True, slots=True)
class Document:
    """One configuration file: its data, and the key path they stand at (("tool", "outlint") in pyproject.toml)."""

    file: str
    text: str
    data: Mapping[str, Any]
    prefix: tuple[str, ...] = ()

    def mistakes(self, found: Iterable[Fault]) -> Iterator[Mistake]:
        """The faults with their places in the file, in the order they stand there."""
        from outlint.toml_places import places

        listed = list(found)
        known = places(self.text) if listed else {}
        made = [self._mistake(fault, known) for fault in listed]
        yield from sorted(made, key=lambda m: (m.line, m.column))

    def _mistake(self, fault: Fault, known: Mapping[Path, Any]) -> Mistake:
        path: Path = (*self.prefix, *fault.path)
        while path and path not in known:
            path = path[:-1]
        place = known.get(path)
        span = (place.key if fault.on_key else place.value) if place else Span(0, 0)
        return located(self.file, self.text, span, fault.message, fault.hint, fault.data)

    def line(self, path: Path) -> int | None:
        """The line a key stands in, None when the file does not give it."""
        from outlint.toml_places import places

        place = places(self.text).get((*self.prefix, *path))
        return LineIndex(self.text).position(place.key.start).line if place else None


@dataclass(frozen=True, slots=True)
class Config:
    """Settings and the files they came from, the extended ones first."""

    settings: Settings
    documents: tuple[Document, ...] = ()

    def check(self, names: Names) -> None:
        """Raises ConfigError when a file names a rule, group, option or market that does not exist."""
        wrong = [m for d in self.documents for m in d.mistakes(name_faults(d.data, names))]
        if wrong:
            raise ConfigError(wrong)


def located(
    file: str, text: str, span: tuple[int, int], message: str, hint: str = "", data: Mapping[str, Any] | None = None
) -> Mistake:
    """A mistake at a span of the file; a span over several lines is marked to the end of the first."""
    lines = LineIndex(text)
    line, column = lines.position(span[0])
    excerpt = text[lines.start(line) : lines.end(line)].rstrip("\r\n")
    width = max(1, min(span[1] - span[0], len(excerpt) - column + 1))
    return Mistake(file, line, column, width, excerpt, message, hint, data or {})


def load(file: str, shown: str | None = None) -> Config:
    """Read a configuration file and those it extends. `shown` is the path for messages. Raises ConfigError."""
    shown = shown or os.path.relpath(file)
    documents = _family(file, shown, ())
    settings = Settings(root=os.path.dirname(os.path.abspath(file)))
    for document in documents:
        settings = _laid_over(settings, document)
    return Config(settings, tuple(documents))


def _family(file: str, shown: str, chain: tuple[str, ...]) -> list[Document]:
    """A document after all those it builds on."""
    document = read_document(file, shown)
    wrong = list(document.mistakes(faults(document.data)))
    if wrong:
        raise ConfigError(wrong)
    family: list[Document] = []
    chain = (*chain, os.path.realpath(file))
    for i, other in enumerate(document.data.get("extend", ())):
        path = os.path.join(os.path.dirname(file), other)
        problem = _extend_problem(path, chain)
        if problem:
            raise ConfigError(document.mistakes([Fault(("extend", i), *problem, {"file": other})]))
        family += _family(path, os.path.join(os.path.dirname(shown), other), chain)
    for i, pack in enumerate(document.data.get("packs", ())):
        if not os.path.isdir(os.path.join(os.path.dirname(file), pack)):
            hint = "packs are folders of rule files; the path counts from this file"
            fault = Fault(("packs", i), "there is no folder {file}", hint, {"file": pack})
            raise ConfigError(document.mistakes([fault]))
    folder = os.path.dirname(file)
    wrong = list(document.mistakes(_missing_lists(document.data, folder)))
    if wrong:
        raise ConfigError(wrong)
    return [*family, document]


def _missing_lists(data: Mapping[str, Any], folder: str, path: Path = ()) -> Iterator[Fault]:
    """Files that options of rules name and that are not there."""
    rules = data.get("rules", {})
    for rule, options in rules.items():
        name = options.get(LIST) if isinstance(options, dict) else None
        if isinstance(name, str) and name and not os.path.isfile(os.path.join(folder, name)):
            hint = "the path counts from this file's folder"
            yield Fault((*path, "rules", rule, LIST), "there is no file {file}", hint, {"file": name})
    for i, override in enumerate(data.get("override", ())):
        yield from _missing_lists(override, folder, (*path, "override", i))


def _extend_problem(path: str, chain: tuple[str, ...]) -> tuple[str, str] | None:
    if os.path.realpath(path) in chain:
        return "{file} extends itself in the end", "take it out of extend here or in one of the files between"
    if os.path.isdir(path):
        return "{file} is a folder", "extend takes configuration files; folders of rules go into packs"
    if not os.path.exists(path):
        return "there is no file {file}", "the path counts from this file's folder"
    if not os.access(path, os.R_OK):
        return "{file} can't be read", "look at the file's permissions"
    return None


def read_document(file: str, shown: str) -> Document:
    """Read one file, not yet checked. Raises ConfigError for what is no TOML."""
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError as error:
        why = {"why": error.strerror or type(error).__name__}
        raise ConfigError([Mistake(shown, 0, 0, 0, "", "can't be read: {why}", "", why)]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = len(data[: error.start].decode())
        whole = data.decode("utf-8", "replace")
        message = "not UTF-8: TOML files must be"
        raise ConfigError([located(shown, whole, (at, at + 1), message, "save the file as UTF-8")]) from None
    return parse_document(text, file, shown)


def parse_document(text: str, file: str, shown: str) -> Document:
    """The document of a file's text, not yet checked. Raises ConfigError for what is no TOML."""
    import tomllib

    try:
        parsed = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([_broken(shown, text, str(error))]) from None
    if os.path.basename(file) == "pyproject.toml":
        tool = parsed.get("tool", {})
        ours = tool.get("outlint", {}) if isinstance(tool, dict) else {}
        return Document(shown, text, ours if isinstance(ours, dict) else {}, ("tool", "outlint"))
    return Document(shown, text, parsed)


def _broken(shown: str, text: str, said: str) -> Mistake:
    """tomllib tells the place in words: "Expected '=' (at line 3, column 9)", or "(at end of document)"."""
    import re

    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)", said)
    at = len(text.rstrip())
    if place and place.group(1):
        at = LineIndex(text).offset(int(place.group(1)), int(place.group(2)))
    why = said[: place.start()] if place else said
    why = why[:1].lower() + why[1:]
    hint = ""
    if "overwrite" in why:
        hint = "a key may stand once in a table"
    elif why.startswith("invalid value"):
        hint = 'text stands in quotes: key = "value"'
    return located(shown, text, (at, at + 1), "not valid TOML: {why}", hint, {"why": why})


_FIELDS = {"rules": "rule_options"}
_ONE_TO_ONE = frozenset(
    {"lang", "template", "fail-level", "min-score", "ui-lang", "severity", "rules", "profile", "llm"}
)


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    """A file's keys and values as fields of Settings."""
    values: dict[str, Any] = {}
    for key, value in data.items():
        name = _FIELDS.get(key, key.replace("-", "_"))
        if key in _ONE_TO_ONE:
            values[name] = value
        elif key in ("select", "ignore"):
            values[name] = tuple(value)
        elif key == "markets":
            values[name] = tuple(m.upper() for m in value)
        elif key == "accept":
            values[name] = folded(value)
        elif key == "market-facts":
            values[name] = {k.upper(): v for k, v in value.items()}
        elif key == "variables":
            values[name] = {k: _variable(v) for k, v in value.items()}
        elif key == "override":
            values["overrides"] = tuple(
                Override(tuple(o["paths"]), _values({k: v for k, v in o.items() if k != "paths"})) for o in value
            )
    return values


def folded(words: Iterable[str]) -> frozenset[str]:
    """Words as phrase search writes them."""
    from outlint.fold import fold

    return frozenset(fold(word).text for word in words)


def _variable(value: str | Mapping[str, Any]) -> Variable:
    return Variable(value) if isinstance(value, str) else Variable(**value)


def _laid_over(settings: Settings, document: Document) -> Settings:
    """Settings with one document's values over them, and their origin noted."""
    values = _values(document.data)
    folder = os.path.dirname(document.file)
    if contacts := document.data.get("contacts"):
        values["contacts"] = os.path.abspath(os.path.join(folder, contacts))
    if packs := document.data.get("packs"):
        values["packs"] = (*settings.packs, *(os.path.abspath(os.path.join(folder, p)) for p in packs))
    if extend := document.data.get("extend"):
        values["extend"] = tuple(extend)
    if "rule_options" in values:
        values["rule_options"] = _placed(values["rule_options"], folder)
    if "overrides" in values:
        values["overrides"] = tuple(
            replace(o, values={k: _placed(v, folder) if k == "rule_options" else v for k, v in o.values.items()})
            for o in values["overrides"]
        )
        values["overrides"] = (*settings.overrides, *values["overrides"])
    origins = {**settings.origins, **dict.fromkeys(values, document.file)}
    return replace(settings.changed(values), origins=origins)


def _placed(options: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """Options of rules, the files they name as paths that hold from anywhere."""
    return {
        rule: {
            k: os.path.abspath(os.path.join(folder, v)) if k == LIST and isinstance(v, str) and v else v
            for k, v in told.items()
        }
        for rule, told in options.items()
    }
