"""`converse schema`: the JSON Schema of flow files, for editors."""

from __future__ import annotations

import json
from argparse import Namespace

from runtime.cli.command import DONE, Command
from runtime.cli.console import Console


def run(_given: Namespace, console: Console) -> int:
    """Print it, with the actions that are installed here; it is JSON with --json and without."""
    from flows.json_schema import flow_schema

    console.print(json.dumps(flow_schema(), indent=2, ensure_ascii=False))
    return DONE


COMMAND = Command(
    "schema",
    "Print the JSON Schema of flow files, for editors.",
    run,
    examples=("schema > flow.schema.json",),
)
