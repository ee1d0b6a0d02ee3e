"""Everything of `flows` imported and used, in a process that watches what is asked of the machine meanwhile.

Allowed is what libraries ask for while they are imported; and files that packages bring along, read where they are
needed: time zones (`tzdata`), the words of locales (`babel`) and of holidays (`holidays`), the shipped flows, and
what is installed (`entry_points`: actions of other packages). All else is printed, and is a fault: other files, the
network, the environment but for `SETTINGS`, the clock, chance, other processes.

    python -m tests.flows.watched
"""

from __future__ import annotations

import datetime
import os
import random
import sys
import time
import zoneinfo
from collections.abc import Callable
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType
from typing import Any

ROOT = str(Path(__file__).parents[2] / "flows") + os.sep
IMPORTING = "<frozen importlib._bootstrap>"
WATCHED = (
    "open", "socket.", "subprocess.", "os.", "shutil.", "tempfile.", "glob.", "sqlite3.", "urllib.", "http.", "ctypes.",
    "time.sleep", "signal.",
)  # fmt: skip
"""Audit events of Python that stand for asking something of the machine."""
CLOCK_AND_CHANCE = {
    time.time, time.time_ns, time.localtime, time.gmtime, time.monotonic, time.perf_counter, time.strftime,
    datetime.datetime.now, datetime.datetime.utcnow, datetime.datetime.today, datetime.date.today,
    random.random, random.getrandbits, os.urandom,
}  # fmt: skip

SETTINGS = {
    "PYDANTIC_DISABLE_PLUGINS",  # when it makes a model ready: nobody's flow behaves otherwise by it
    "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG",  # for the names of holidays, of which only the dates are read
}  # fmt: skip
"""Of the environment, what libraries read when they are used."""

asked: list[str] = []
"""What was asked for, and by which line of `flows`."""


def asking(frame: FrameType | None) -> str | None:
    """The line of `flows` that led here; None where an import did."""
    while frame is not None and frame.f_code.co_filename != IMPORTING:
        if frame.f_code.co_filename.startswith(ROOT):
            return f"{frame.f_code.co_filename.removeprefix(ROOT)}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def note(what: str, frame: FrameType | None) -> None:
    """Remember what was asked for, if `flows` did."""
    line = asking(frame)
    if line is not None:
        asked.append(f"{line} asks for {what}")


def brought_along() -> tuple[str, ...]:
    """The folders of packages whose files are read where they are needed."""
    packages = [str(files(name)) for name in ("babel", "holidays", "tzdata", "flows.library")]
    return (*packages, *zoneinfo.TZPATH)


def is_allowed(path: Any, folders: tuple[str, ...]) -> bool:
    """Whether a path is below them, or says what is installed."""
    where = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
    return where != "" and (where.startswith(folders) or ".dist-info" in where or where in sys.path)


def watch() -> None:
    """From now on, until the process ends."""
    folders = brought_along()

    def on_event(event: str, details: tuple[Any, ...]) -> None:
        if event.startswith(WATCHED) and not (details and is_allowed(details[0], folders)):
            note(f"{event} {details[:2]}", sys._getframe(1))

    def on_call(frame: FrameType, kind: str, called: Any) -> None:
        if kind == "c_call" and called in CLOCK_AND_CHANCE:
            note(f"{called.__qualname__}", frame)

    def reading(read: Callable[..., Any]) -> Callable[..., Any]:
        def noting(environment: Any, name: Any) -> Any:
            if name not in SETTINGS:
                note(f"the environment's {name}", sys._getframe(1))
            return read(environment, name)

        return noting

    type(os.environ).__getitem__ = reading(type(os.environ).__getitem__)  # type: ignore[method-assign]
    sys.addaudithook(on_event)
    sys.setprofile(on_call)


def use_everything() -> None:
    """Import each module of `flows`, and do with flows what can be done with them."""
    flows = import_module("flows")
    for module in walk_packages(flows.__path__, "flows."):
        import_module(module.name)
    broken_files = import_module("tests.faults.broken_files")
    mutations = import_module("tests.faults.mutations")
    codec = import_module("flows.codec")
    for name in ("by hand", "seed form", "payment_collection"):
        text = mutations.files()[name]
        case = mutations.Mutated(0, name, (), text)
        for source in codec.sources(text):
            for use in broken_files.USES.values():
                use(source, case)


def main() -> int:
    """Print what was asked for; 1 when anything was."""
    watch()
    use_everything()
    sys.setprofile(None)
    print("\n".join(dict.fromkeys(asked)))
    return 1 if asked else 0


if __name__ == "__main__":
    sys.exit(main())
