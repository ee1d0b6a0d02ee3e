"""A folder to type commands in, and a small flow to type them about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runtime.cli.parser import run

SMALL = """\
schema: converse.flow/v1
process_type: tea
title: Tea
states: [waiting, done]
initial_state: waiting
terminal_states: [done]
transitions:
  - from_states: [waiting]
    to_state: done
    trigger: {type: event, value: boiled}
accept:
  - {finding: waits-for-ever, at: waiting, reason: the kettle always boils}
scenarios:
  - name: it boils
    steps:
      - event: boiled
        expect: {state: done, ended: true}
"""


class Said(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Shell:
    """A folder to type commands in; paths are relative to it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def __call__(self, *arguments: str) -> Said:
        self._capsys.readouterr()
        code = run(arguments)
        return Said(code, *self._capsys.readouterr())
