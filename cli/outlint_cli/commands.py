"""The commands, each imported when it is called."""

from __future__ import annotations

import importlib
import sys
from inspect import cleandoc
from typing import Any

import click

from outlint import __version__
from outlint.messages import _

_COMMANDS = {
    "check": ("outlint_cli.check", "Check drafts and templates before they are sent."),
    "rules": ("outlint_cli.catalogue", "List the rules."),
    "explain": ("outlint_cli.catalogue", "Say what a rule flags and why, with examples."),
    "markets": ("outlint_cli.markets", "List the markets, or show the law and custom of one."),
    "init": ("outlint_cli.setup", "Write a commented outlint.toml."),
    "compose": ("outlint_cli.compose", "Write a new draft from the library of mails."),
    "localize": ("outlint_cli.localize", "Make a draft fit for other markets."),
    "rewrite": ("outlint_cli.rewrite", "Rewrite a draft, checked before you see it."),
    "test": ("outlint_cli.packs", "Run the examples of a rule pack of your own."),
    "doctor": ("outlint_cli.doctor", "Say what works here and what doesn't."),
    "config": ("outlint_cli.setup", "Show each setting and where it comes from."),
    # By its name only: the command line does not import the server.
    "lsp": ("outlint_server.command", "Serve editors by the Language Server Protocol."),
}


class _Lazy(click.Group):
    """Knows the commands' names; imports one only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[name][0])
        command: click.Command = getattr(module, name)
        command.help = _(cleandoc(command.help or ""))
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                option.help = _(option.help)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in _COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0] if args else ""
        if name not in _COMMANDS and not name.startswith("-"):
            from outlint_cli.session import near

            raise click.UsageError(_("no command is called {name}; {hint}", name=name, hint=near(name, _COMMANDS)), ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="outlint")
def cli() -> None:
    """The linter for outreach email: reads every draft before it is sent."""


def run() -> None:
    """Run the command of the command line."""
    if len(sys.argv) < 2 or not {"-h", "--help"}.isdisjoint(sys.argv):
        from outlint_cli.session import use_language

        use_language("zh" if "zh" in sys.argv or "--ui-lang=zh" in sys.argv else None)
        cli.help = _(cleandoc(cli.help or ""))
    cli(prog_name="outlint")
