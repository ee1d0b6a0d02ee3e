"""`converse status`: what runs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console
from runtime.folder import folder_path, open_folder
from runtime.masking import masked
from runtime.running import Running, read_running


def run(given: Namespace, console: Console) -> int:
    """Show each process. That nothing runs is an answer, not a failure."""
    running = None
    if folder_path(given.data).is_dir():  # asking makes no folder
        running = read_running(open_folder(given.data))
    if running is None:
        console.warn(f"Nothing runs on {folder_path(given.data)}; `converse up` starts it.")
        console.document({"processes": [], "redis": None, "database": None})
        return DONE
    hide = str if given.secrets else masked
    redis, database = hide(running.redis), hide(running.database)
    _show(running, redis, database, console)
    processes = [process._asdict() for process in running.processes]
    console.document({"processes": processes, "redis": redis, "database": database})
    return DONE


def _show(running: Running, redis: str, database: str, console: Console) -> None:
    console.table(
        [
            ("PROCESS", "PID", "READY", "ADDRESS"),
            *(
                (one.role, str(one.pid or "–"), "yes" if one.ready else "no", one.address or "")
                for one in running.processes
            ),
        ]
    )
    console.say()
    console.table([("queue", redis), ("database", database)])


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--secrets", action="store_true", help="show the passwords in addresses, too")


COMMAND = Command("status", "Show what runs.", run, _arguments, ("status", "status --json"))
