"""`outlint check`: its options."""

from __future__ import annotations

import sys
from typing import Any

import click

from outlint_cli import checking

FORMATS = ("text", "json", "github", "gitlab", "junit", "sarif", "html")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…|-]")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="How to report.")
@click.option("--output", type=click.Path(dir_okay=False), help="Write the report to a file.")
@click.option("--market", "markets", multiple=True, metavar="M", help="Market(s) the mails are for, e.g. DE.")
@click.option("--lang", metavar="L", help="Language of the drafts; detected when not given.")
@click.option("--select", multiple=True, metavar="RULE|GROUP", help="Only these rules.")
@click.option("--ignore", multiple=True, metavar="RULE|GROUP", help="Not these rules.")
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="Apply unsafe fixes too; read the drafts afterwards.")
@click.option("--diff", is_flag=True, help="Show what fixes would change; write nothing.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; as many as there are cores by default.")
@click.option(
    "--fail-level",
    type=click.Choice(("error", "warning", "info", "never")),
    help="From where on to exit with 1 (default: warning).",
)
@click.option("--min-score", type=click.IntRange(0, 100), help="Exit with 1 when a draft scores less.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False),
    help="Leave out the findings kept in this file; made when it does not exist.",
)
@click.option("--spamd", metavar="HOST:PORT", help="Ask the SpamAssassin there for its verdict on each draft.")
@click.option("--rspamd", metavar="URL", help="Ask the rspamd there for its verdict on each draft.")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("--stdin-filename", metavar="F", help="Name that tells how to read standard input (default: stdin.md).")
@click.option("--ui-lang", type=click.Choice(("en", "zh")), help="Language of messages; the locale's by default.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False), help="Use this configuration file.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
@click.option("--no-cache", is_flag=True, help="Check unchanged files again.")
@click.option("--quiet", "-q", is_flag=True, help="Only findings, no summary.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Colours in text output.")
def check(**options: Any) -> None:
    """Check drafts and templates: files, folders, or - for standard input.

    Exit code: 0 nothing at or above the fail level, 1 findings, 2 wrong use or a file that could not be read.
    """
    sys.exit(checking.check(options))
