"""One supervised process: heard to the last line, started again with growing pauses, stopped for certain."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from runtime.child import LOG_BYTES, LONGEST_LINE, Child, Log


class Ward(Child):
    """A child that runs a script and remembers all it said and all that was said of it."""

    def __init__(self, script: str, *, program: str = sys.executable, config: bytes | None = None) -> None:
        self.heard: list[str] = []
        self.said: list[str] = []
        self._more = asyncio.Event()
        command = (program, "-c", script)
        super().__init__("clock", command, os.environ, hear=self._hears, say=self.said.append, config=config)

    def _hears(self, line: str) -> None:
        self.heard.append(line)
        self._more.set()

    async def until_heard(self, line: str, times: int = 1) -> None:
        async with asyncio.timeout(20):
            while self.heard.count(line) < times:
                self._more.clear()
                await self._more.wait()


async def test_what_dies_is_started_again_after_growing_pauses() -> None:
    ward = Ward("print('tick'); raise SystemExit(3)")
    keeping = asyncio.create_task(ward.keep())
    await ward.until_heard("tick", times=3)
    await ward.stop(grace=5)
    await keeping
    assert ward.said[:2] == [
        "clock stopped (exit code 3); it is started again in 0.25 s.",
        "clock stopped (exit code 3); it is started again in 0.5 s.",
    ]


async def test_one_that_ignores_the_signal_is_killed() -> None:
    ward = Ward(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    )
    keeping = asyncio.create_task(ward.keep())
    await ward.until_heard("on")
    begun = time.monotonic()
    await ward.stop(grace=0.1)
    await keeping
    assert time.monotonic() - begun < 5
    assert ward.pid is None
    assert ward.said == []


async def test_a_program_that_isnt_there_is_tried_again() -> None:
    ward = Ward("", program="/no/such/program")
    keeping = asyncio.create_task(ward.keep())
    await asyncio.sleep(0.05)
    await ward.stop(grace=1)
    await keeping
    assert ward.said[0].startswith("clock stopped ([Errno 2] No such file")


async def test_lines_are_heard_whole_however_they_come() -> None:
    long = LONGEST_LINE + 10
    ward = Ward(
        "import sys; w = sys.stdout.buffer.write\n"
        f"w(b'one\\r\\n'); w(b'\\xff\\n'); w(b'x' * {long} + b'\\n'); w(b'no newline')"
    )
    keeping = asyncio.create_task(ward.keep())
    await ward.until_heard("no newline")
    await ward.stop(grace=5)
    await keeping
    first, second, *rest = ward.heard[:-1]
    assert (first, second) == ("one", "\N{REPLACEMENT CHARACTER}")
    assert "".join(rest).startswith("x" * long)


async def test_its_configuration_goes_to_stdin() -> None:
    ward = Ward("import sys; print(sys.stdin.read())", config=b"port 1")
    keeping = asyncio.create_task(ward.keep())
    await ward.until_heard("port 1")
    await ward.stop(grace=5)
    await keeping


def test_a_log_that_grew_long_is_put_aside_once(tmp_path: Path) -> None:
    path = tmp_path / "worker.log"
    path.write_bytes(b"x" * (LOG_BYTES + 1))
    Log(path).write("new")
    assert path.read_text() == "new\n"
    assert (tmp_path / "worker.old.log").stat().st_size == LOG_BYTES + 1
