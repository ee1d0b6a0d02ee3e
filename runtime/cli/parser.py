"""All commands, and what they share: `--data`, `--json`, errors in words."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from flows.errors import FlowError
from runtime.cli import (
    check,
    diff,
    export,
    imports,
    keys,
    migrate,
    publish,
    render,
    schema,
    serve,
    signin_link,
    status,
    test,
    up,
    users,
)
from runtime.cli.command import NOT_POSSIBLE, REFUSED, Command, Group
from runtime.cli.console import Console
from runtime.errors import Misused, RuntimeFault

COMMANDS: tuple[Command | Group, ...] = (
    up.COMMAND, status.COMMAND, signin_link.COMMAND, users.GROUP,
    check.COMMAND, test.COMMAND, diff.COMMAND, render.COMMAND, schema.COMMAND,
    imports.COMMAND, publish.COMMAND, export.COMMAND,
    keys.GROUP,
    migrate.COMMAND, *serve.COMMANDS,
)  # fmt: skip
INTERRUPTED = 130
_EPILOG = f"""\
examples:
  converse up                                start all of it, here
  converse check flow.yaml                   what is wrong with a flow
  converse test flow.yaml --junit out.xml    play its scenarios, for CI
  converse diff flow.yaml payment@current    what it does otherwise than what runs

exit codes:
  0  done
  1  findings, failed scenarios, a difference, an edited export
  2  {NOT_POSSIBLE}

Each command has its own: converse COMMAND --help"""


class CommandLine(ArgumentParser):
    """Raises Misused where argparse would end the process, so that a script that asked for JSON gets it."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise Misused(message)


def parser() -> CommandLine:
    """The command line. --data and --json may stand before the command or after it, and are written out."""
    top = CommandLine(
        prog="converse", description="Conversations that follow a drawn plan, for days and weeks.",
        epilog=_EPILOG, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    top.add_argument("--version", action="version", version=version("converse-agent-studio"))
    _share(top, data=None, as_json=False)
    _add(top, COMMANDS)
    return top


def _add(parser: ArgumentParser, commands: Iterable[Command | Group]) -> None:
    words = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in commands:
        one = words.add_parser(
            command.name, help=command.summary, description=command.summary, allow_abbrev=False,
            epilog=command.epilog if isinstance(command, Command) else None,
            formatter_class=RawDescriptionHelpFormatter,
        )  # fmt: skip
        _share(one, data=SUPPRESS, as_json=SUPPRESS)
        if isinstance(command, Group):
            _add(one, command.parts)
        else:
            command.arguments(one)
            one.set_defaults(command=command)


def _share(one: ArgumentParser, *, data: str | None, as_json: bool | str) -> None:
    one.add_argument(
        "--data", type=Path, metavar="DIR", default=data,
        help="the data folder (default: CONVERSE_DATA, else .converse)",
    )  # fmt: skip
    one.add_argument(
        "--json", dest="as_json", action="store_true", default=as_json,
        help="print one JSON document to stdout, all else to stderr",
    )  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. Raises SystemExit after --help and --version, with code 0."""
    console = Console(as_json="--json" in arguments)
    try:
        given = parser().parse_args(arguments)
        code: int = given.command.run(given, console)
    except (RuntimeFault, FlowError) as error:
        console.warn(f"converse: {error}")
        console.document({"error": {"code": getattr(error, "code", "flow"), "message": str(error)}})
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
