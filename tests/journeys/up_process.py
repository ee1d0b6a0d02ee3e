"""`converse up` on its real processes, as whoever typed it sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from runtime.embedded import free_port

CONVERSE = (sys.executable, "-P", "-m", "runtime")
PATIENCE = 60
"""Seconds until something that should happen counts as never happening; no promise, only an end."""


class Up:
    """A running `converse up`, as whoever typed it sees it."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.api_port, self.studio_port = free_port(), free_port()
        self.api = httpx.Client(base_url=f"http://127.0.0.1:{self.api_port}", trust_env=False)
        ports = ("--api-port", str(self.api_port), "--studio-port", str(self.studio_port))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CONVERSE_")}
        self.output = data.parent / f"up-{time.monotonic_ns()}.txt"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*CONVERSE, "up", "--data", str(data), *ports, *arguments],
                cwd=data.parent, env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        until(lambda: "Ready in" in self.text() or self.process.poll() is not None)
        assert self.process.poll() is None, self.text()

    def text(self) -> str:
        return self.output.read_text()

    def status(self) -> Any:
        return json.loads(converse("status", "--json", "--secrets", data=self.data).stdout)

    def pid(self, role: str) -> int | None:
        (pid,) = (one["pid"] for one in self.status()["processes"] if one["role"] == role)
        return None if pid is None else int(pid)

    def well(self) -> bool:
        """Whether /healthz says that everything works."""
        try:
            return self.api.get("/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        self.api.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)


def converse(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """A command in another terminal."""
    return subprocess.run([*CONVERSE, *arguments, "--data", str(data)], capture_output=True, text=True)


def until(happens: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
