"""One supervised process: started, listened to, started again when it dies, stopped."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0
STEADY_SECONDS = 20.0
"""A process that ran this long is started again as if it had never failed."""
LONGEST_LINE = 64 * 1024
LOG_BYTES = 5 * 1024 * 1024

Say = Callable[[str], None]


class Log:
    """A role's log file; the one before it is kept beside it when it grows too long."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, line: str) -> None:
        """Append a line."""
        with suppress(OSError):  # a full disk must not stop those who still can work
            if self.path.exists() and self.path.stat().st_size > LOG_BYTES:
                self.path.replace(self.path.with_suffix(".old.log"))
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")


class Child:
    """A process and its successors. `hear` gets each line it says, `say` what becomes of it."""

    def __init__(
        self,
        role: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        hear: Say,
        say: Say,
        config: bytes | None = None,
    ) -> None:
        """With `config`, that is its stdin; else its stdin stays open for as long as we live."""
        self.role = role
        self.pid: int | None = None
        self._command = command
        self._environment = dict(environment)
        self._hear = hear
        self._say = say
        self._config = config
        self._process: Process | None = None
        self._stopping = asyncio.Event()

    async def keep(self) -> None:
        """Run it, again and again, until `stop`; the pauses grow as long as it keeps dying early."""
        delay = FIRST_DELAY
        while not self._stopping.is_set():
            begun = monotonic()
            ending = await self._run_once()
            if self._stopping.is_set():
                return
            if monotonic() - begun >= STEADY_SECONDS:
                delay = FIRST_DELAY
            self._say(f"{self.role} stopped ({ending}); it is started again in {delay:g} s.")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def stop(self, grace: float) -> None:
        """Ask it to end; kill it after `grace` seconds."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), grace)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _run_once(self) -> str:
        try:
            # A group of its own: Ctrl-C goes to the supervisor alone, which stops everyone in order.
            self._process = process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, stdin=PIPE, stdout=PIPE, stderr=STDOUT, process_group=0
            )
        except OSError as error:
            return str(error)
        if self._stopping.is_set():  # while it was being started
            process.kill()
        self.pid = process.pid
        listening = asyncio.create_task(self._listen(process))
        self._configure(process)
        code = await process.wait()
        self.pid = self._process = None
        await asyncio.wait([listening], timeout=1)  # a process of its own may still hold the other end
        listening.cancel()
        return ending_words(code)

    def _configure(self, process: Process) -> None:
        if self._config is not None and process.stdin is not None:
            process.stdin.write(self._config)
            process.stdin.close()

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        rest = b""
        while chunk := await process.stdout.read(LONGEST_LINE):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) >= LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                self._hear(line.decode(errors="replace").rstrip("\r"))
        if rest:
            self._hear(rest.decode(errors="replace"))


def ending_words(code: int) -> str:
    """“exit code 1” or “SIGKILL”."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
