"""`converse diff A B`: what the newer of two flows does differently."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runtime.cli.command import DONE, FOUND, Command
from runtime.cli.console import Console, Style
from runtime.errors import InvalidRequest

if TYPE_CHECKING:
    from sqlmodel import Session

    from flows.diffing.difference import Difference, Group, Piece
    from flows.model import Flow

_STORED = re.compile(r"([a-z][a-z0-9_]{0,62})@([0-9]{1,9}|draft|current)")
_MARKS: dict[str, tuple[str, Style]] = {
    "added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "renamed": ("→", "blue"),
    "moved": ("↕", "blue"),
}  # fmt: skip


def run(given: Namespace, console: Console) -> int:
    """Tell it in sentences. As of `diff`, 1 says that they behave differently; titles and scenarios don't count."""
    from flows.diff import diff
    from runtime.cli.reading import read_once

    read_once((given.older, given.newer))
    older, newer = (_flow(name, given) for name in (given.older, given.newer))
    found = diff(older, newer)
    _show(found.behaviour, console)
    if found.behave_alike:
        console.say("They behave alike.")
    if found.beside:
        console.say()
        _show(found.beside, console)
    sides = {"from": _side(given.older, older), "to": _side(given.newer, newer)}
    console.document({**sides, **found.as_json()})
    return DONE if found.behave_alike else FOUND


def _flow(name: str, given: Namespace) -> Flow:
    """The flow of a file, or of the data folder by `PROCESS@2`, `PROCESS@current` or `PROCESS@draft`."""
    from flows import codec
    from flows.errors import FlowTextError
    from runtime.cli.reading import placed, read_text

    if (stored := _STORED.fullmatch(name)) and not Path(name).exists():
        return _stored(stored[1], stored[2], given)
    try:
        return codec.load(read_text(name), accept_edit=True)
    except FlowTextError as error:
        raise InvalidRequest(placed(name, error.words, error.line)) from None
    except InvalidRequest as error:
        raise InvalidRequest(placed(name, str(error))) from None


def _stored(process: str, which: str, given: Namespace) -> Flow:
    from runtime.cli.opening import opened

    with opened(given) as (_, database):
        return database.read_now(lambda session: _version(session, process, which))


def _version(session: Session, process: str, which: str) -> Flow:
    from runtime.store import flows as store

    if which == "draft":
        return store.latest(session, process)
    return store.version(session, process, None if which == "current" else int(which))


def _side(name: str, flow: Flow) -> dict[str, Any]:
    from flows import codec

    return {
        "name": name, "process_type": flow.process_type, "version": flow.version, "digest": codec.digest(flow),
    }  # fmt: skip


def _show(groups: Iterable[Group], console: Console) -> None:
    for group in groups:
        console.say(console.paint(group.title, "bold"))
        for one in group.differences:
            mark, style = _MARKS[one.kind]
            console.say(f"  {console.paint(mark, style)} {one.words}")
            if one.pieces:
                console.say(f"      {_text(one, console)}")


def _text(one: Difference, console: Console) -> str:
    from flows.diffing.wording import plainly

    return plainly(one.pieces, lambda piece, shown: _painted(piece, shown, console))


def _painted(piece: Piece, shown: str, console: Console) -> str:
    styles: dict[str, Style] = {"removed": "red", "added": "green", "gap": "dim"}
    return console.paint(shown, styles[piece.kind]) if piece.kind in styles else shown


def _arguments(parser: ArgumentParser) -> None:
    what = "a flow as YAML (- for standard input), or PROCESS@2, PROCESS@current, PROCESS@draft of the data folder"
    parser.add_argument("older", metavar="OLDER", help=what)
    parser.add_argument("newer", metavar="NEWER", help="the same, to compare with")


COMMAND = Command(
    "diff", "Say what one flow does differently from another.", run, _arguments,
    ("diff old.yaml new.yaml", "diff payment@current payment@draft   # what publishing would change",
     "diff - flow.yaml < before.yaml"),
    "they behave differently; titles, notes and scenarios don't count",
)  # fmt: skip
