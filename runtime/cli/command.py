"""What a command is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import NamedTuple

from runtime.cli.console import Console

DONE = 0
FOUND = 1
"""Findings, failed scenarios, flows that behave differently, a digest that doesn't fit."""
REFUSED = 2
"""What was asked can't be done as it stands; a file that isn't a flow is among it."""
NOT_POSSIBLE = "not possible; a line on stderr says why"
STDIN = "-"
"""As a file: the standard input."""
FLOW_FILE = "a flow as YAML, or a settings file with state maps; - for standard input"


def flow_files(parser: ArgumentParser) -> None:
    """FILE… and --accept-edit, of the commands that read flow files."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=FLOW_FILE)
    parser.add_argument(
        "--accept-edit", action="store_true", help="take an export that was edited since, without its version"
    )


def _none(parser: ArgumentParser) -> None:
    """No arguments of its own."""


class Command(NamedTuple):
    """A word after `converse`. `run` returns the exit code; what it needs it imports when it runs."""

    name: str
    summary: str
    run: Callable[[Namespace, Console], int]
    arguments: Callable[[ArgumentParser], None] = _none
    examples: tuple[str, ...] = ()
    """What to write behind `converse`; a remark may stand behind a `#`."""
    found: str = ""
    """What exit code 1 says, where there is one."""

    @property
    def epilog(self) -> str:
        """Examples and exit codes, as they stand below the help."""
        found = [f"  1  {self.found}"] if self.found else []
        listed = [f"  converse {one}" for one in self.examples]
        return "\n".join(
            ["examples:", *listed, "", "exit codes:", "  0  done", *found, f"  2  {NOT_POSSIBLE}"]
        )


class Group(NamedTuple):
    """A noun after `converse`, with a word for each thing that can be done with it."""

    name: str
    summary: str
    parts: tuple[Command, ...]
