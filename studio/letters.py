"""The letters that everything is written in: Roboto, which comes with NiceGUI and is served by it."""

from __future__ import annotations

import re

import nicegui

_FOLDER = f"/_nicegui/{nicegui.__version__}/static"
LETTERS = f"{_FOLDER}/fonts.css"
"""The sheet that names the files of the letters."""
_FILES = re.compile(rf"{re.escape(_FOLDER)}/(fonts\.css|fonts/[0-9a-z]+\.woff2)")


def are_letters(path: str) -> bool:
    """Whether this is that sheet or one of its files, which strangers get too; of NiceGUI they get nothing else."""
    return _FILES.fullmatch(path) is not None
