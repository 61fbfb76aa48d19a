"""What a draft is and how rules run over it. `lint` is the whole of it for a program that has a text."""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's, without its import: this module runs before every other one
if TYPE_CHECKING:
    from outlint.config import Settings
    from outlint.engine import FileReport

__version__ = "0.1.0"


def lint(text: str, path: str = "draft.md", settings: Settings | None = None) -> FileReport:
    """Check a text by the built-in rules, as `outlint check --isolated` does a file of that name.

    `path` is never opened: its suffix says how the text is read (.md, .txt, .html, .eml, templates). Of `settings` the
    part for that path holds. The report's `findings` are in the order of their places, which count code points of
    `text`; its `errors` say what kept a rule or the text from being read.
    """
    import outlint_rules
    from outlint.config import Settings
    from outlint.engine import Checker
    from outlint.source import Source

    return Checker(outlint_rules.load(), settings or Settings()).check(Source(path, text))
