"""`converse up`: everything, until Ctrl-C."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console, Style
from runtime.folder import folder_path

if TYPE_CHECKING:
    from runtime.installation import Installation
    from runtime.supervisor import Ready

_COLOURS: dict[str, Style] = {"ingress": "cyan", "worker": "magenta", "studio": "blue"}
_WIDTH = max(map(len, _COLOURS))


def run(given: Namespace, console: Console) -> int:
    """Start everything, and stop everything."""
    console.say(f"Starting Converse on {folder_path(given.data)} …")
    # What follows takes a second to load.
    from runtime.installation import open_to_serve
    from runtime.settings import remarks
    from runtime.supervisor import Supervisor

    installation = open_to_serve(given.data)
    installation = installation.at_ports(api=given.api_port, studio=given.studio_port)
    for remark in remarks(installation.settings):
        console.say(f"  {console.paint('!', 'yellow')} {remark}")

    async def supervise() -> None:
        await Supervisor(
            installation,
            say=lambda sentence: console.say(f"  {sentence}"),
            hear=lambda role, line: console.warn(f"{_label(role, console)} {line}"),
            ready=lambda ready: _announce(installation, ready, console),
        ).run()

    asyncio.run(supervise())
    console.say("Stopped.")
    return DONE


def _label(role: str, console: Console) -> str:
    return console.paint(f"{role.ljust(_WIDTH)} │", _COLOURS.get(role, "dim"))


def _announce(installation: Installation, ready: Ready, console: Console) -> None:
    link = f"{installation.studio_entrance()}/sign-in?token={ready.signin_token}"
    chat, api = f"{installation.api_address}/chat", f"{installation.api_address}/api/v1"
    key = (
        "the one in CONVERSE_API_KEY"
        if installation.settings.api_key
        else f"api_key in {installation.folder.secrets_file}"
    )
    console.say()
    console.say(
        console.paint(f"Ready in {ready.seconds:.1f} s.", "bold", "green") + " Ctrl-C stops everything."
    )
    console.say()
    console.table(
        [
            ("Studio", link),
            (
                "",
                console.paint(
                    "signs in once, within 15 minutes; `converse signin-link` makes another", "dim"
                ),
            ),
            ("Chat", chat),
            ("API", f"{api}  {console.paint(f'described at {installation.api_address}/docs', 'dim')}"),
            ("API key", key),
        ]
    )
    console.say()
    console.document(
        {"studio": link, "chat": chat, "api": api, "api_key": key, "seconds": round(ready.seconds, 2)}
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ArgumentTypeError(f"“{text}” is no port: a number from 1 to 65535")
    return int(text)


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--api-port", type=_port, metavar="N", help="the API and the chat page (default: 8000)"
    )
    parser.add_argument("--studio-port", type=_port, metavar="N", help="the studio (default: 8080)")


COMMAND = Command(
    "up", "Run everything: queue, API, worker, studio.", run, _arguments,
    ("up", "up --data /srv/converse --api-port 8000 --studio-port 8080"),
)  # fmt: skip
