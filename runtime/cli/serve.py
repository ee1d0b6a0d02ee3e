"""`converse ingress`, `worker`, `studio`: one process each, alone or as `converse up` starts them."""

from __future__ import annotations

import os
import runpy
from argparse import Namespace

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console
from runtime.leash import follow_supervisor


def _prepare(given: Namespace) -> None:
    follow_supervisor()
    if given.data is not None:
        os.environ["CONVERSE_DATA"] = str(given.data.absolute())


def ingress(given: Namespace, _console: Console) -> int:
    """Serve until told to stop."""
    _prepare(given)
    from runtime.ingress.serve import main

    main()
    return DONE


def worker(given: Namespace, _console: Console) -> int:
    """Work until told to stop."""
    _prepare(given)
    from runtime.worker import main

    main()
    return DONE


def studio(given: Namespace, _console: Console) -> int:
    """Run the studio by its name: the runtime knows nothing else of it."""
    _prepare(given)
    runpy.run_module("studio", run_name="__main__", alter_sys=True)
    return DONE


COMMANDS = (
    Command("ingress", "Run the API and the chat page alone.", ingress, examples=("ingress",)),
    Command("worker", "Run one worker alone.", worker, examples=("worker",)),
    Command("studio", "Run the studio alone.", studio, examples=("studio",)),
)
