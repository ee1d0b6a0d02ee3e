"""The variables that settings may come from."""

from __future__ import annotations

import os
from pathlib import Path

from dotenv import dotenv_values

PREFIX = "CONVERSE_"
DELIMITER = "__"
ENV_FILE = ".env"
OUTSIDE = frozenset({"CONVERSE_DATA", "CONVERSE_CONFIG"})
"""These say where things lie; they are no settings, so that a file can't move itself."""


def variables() -> dict[str, str]:
    """The environment over `.env`; one that is empty counts as not set."""
    file = Path(ENV_FILE)
    stored = dotenv_values(file) if file.is_file() else {}
    return {name: value for name, value in {**stored, **os.environ}.items() if value}


def variable(path: tuple[str | int, ...]) -> str:
    """The name of the variable that holds a setting."""
    return PREFIX + DELIMITER.join(str(part) for part in path).upper()
