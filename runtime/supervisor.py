"""`converse up`: one process that starts all others, starts again what dies, and stops them in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from runtime import leash
from runtime.child import Child, Log
from runtime.embedded import embedded, stop_leftover, until_answering
from runtime.installation import Installation
from runtime.masking import Mask, masked
from runtime.ports import Wanted, check_ports
from runtime.probes import Probes
from runtime.running import ROLES, Process, Role, Running, last_running, write_running
from runtime.settings import config_path

if TYPE_CHECKING:
    from runtime.store.publishing import Published

QUEUE = "queue"
GRACE_SECONDS = 4.5
QUEUE_GRACE_SECONDS = 2.0
IMPATIENT_SECONDS = 20.0

Hear = Callable[[str, str], None]


class Ready(NamedTuple):
    """Everything answers."""

    seconds: float
    signin_token: str


class Supervisor:
    """All that an installation runs. `say` gets sentences, `hear` a role's lines, `ready` is called once."""

    def __init__(
        self,
        installation: Installation,
        *,
        say: Callable[[str], None],
        hear: Hear,
        ready: Callable[[Ready], None],
    ) -> None:
        self._installation = installation
        self._say = say
        self._hear = hear
        # Each process keeps its own log clean; this is for what it says past its log, and for the queue's server.
        self._mask = Mask(installation.confidential())
        self._on_ready = ready
        self._children: list[Child] = []
        self._queue: Child | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()
        self._redis_url = ""
        self._probes = Probes(installation.api_address, installation.studio_address)
        self._told: Running | None = None

    async def run(self) -> None:
        """Until SIGINT, SIGTERM or SIGHUP. Raises FolderInUse, PortTaken, QueueUnavailable; as `prepare`."""
        self._mind_signals()
        with self._installation.folder.running():
            check_ports(self._ports())
            working = asyncio.create_task(self._work())
            stopping = asyncio.create_task(self._stop.wait())
            try:
                await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()  # it ends by an error alone
            finally:
                await self._end(working, stopping)

    def _mind_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._stop.set)
        loop.add_signal_handler(signal.SIGTERM, self._stop.set)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup ignores it
            loop.add_signal_handler(signal.SIGHUP, self._stop.set)

    def _ports(self) -> tuple[Wanted, Wanted]:
        server, studio = self._installation.settings.server, self._installation.settings.studio
        return (
            Wanted(server.host, server.api_port, "the API", "--api-port"),
            Wanted(studio.host, studio.port, "the studio", "--studio-port"),
        )

    async def _work(self) -> None:
        begun = monotonic()
        preparing = asyncio.create_task(asyncio.to_thread(_prepare, self._installation))
        try:
            await self._start_queue()
        finally:
            published = await preparing
        self._say(f"Database: {masked(self._installation.database_url)}, migrated")
        for done in published:
            self._say(f"Published: {done.process_type}, version {done.version}")
        for role in ROLES:
            self._start_role(role)
        await self._watch(begun)

    async def _start_queue(self) -> None:
        folder = self._installation.folder
        if own := self._installation.own_redis:
            self._redis_url = own.get_secret_value()
            await until_answering(self._redis_url, seconds=5)
            self._say(f"Queue: {masked(self._redis_url)}")
            return
        if last := last_running(folder):
            await stop_leftover(last.redis)
        server = embedded(folder)
        self._redis_url = server.url
        self._queue = self._child(QUEUE, server.command, config=server.config)
        self._keep(self._queue)
        await until_answering(server.url)
        self._say(f"Queue: Valkey at {server.url.rpartition('@')[2]}, embedded")

    def _start_role(self, role: Role) -> None:
        # -P: a folder called `runtime` where the command is typed must not be taken for ours.
        child = self._child(role, (sys.executable, "-P", "-m", "runtime", role))
        self._children.append(child)
        self._keep(child)

    def _child(self, role: str, command: tuple[str, ...], config: bytes | None = None) -> Child:
        folder = self._installation.folder
        folder.logs.mkdir(exist_ok=True)
        log = Log(folder.logs / f"{role}.log")

        def hear(line: str) -> None:
            line = self._mask(line)
            log.write(line)
            if role != QUEUE:  # it remarks on the machine's kernel settings, at every start
                self._hear(role, line)

        return Child(role, command, self._environment(), hear=hear, say=self._say, config=config)

    def _environment(self) -> dict[str, str]:
        """What the processes get beside ours: passwords travel here, never in arguments."""
        settings, config = self._installation.settings, config_path()
        return {
            **os.environ,
            **({"CONVERSE_CONFIG": str(config.absolute())} if config else {}),
            "CONVERSE_DATA": str(self._installation.folder.path),
            "CONVERSE_REDIS_URL": self._redis_url,
            "CONVERSE_SERVER__API_PORT": str(settings.server.api_port),
            "CONVERSE_STUDIO__PORT": str(settings.studio.port),
            leash.SUPERVISOR: str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
        }

    def _keep(self, child: Child) -> None:
        self._tasks.append(asyncio.create_task(child.keep()))

    async def _watch(self, begun: float) -> None:
        """Ask who is ready, tell when all are, and write down what runs; without end."""
        announced = impatient = False
        while True:
            ready = await self._probes.ready()
            self._write_down(ready)
            if not announced and len(ready) == len(ROLES):
                announced = True
                token = await asyncio.to_thread(_signin_token, self._installation)
                self._on_ready(Ready(monotonic() - begun, token))
            elif not announced and not impatient and monotonic() - begun > IMPATIENT_SECONDS:
                impatient = True
                waiting = " and ".join(role for role in ROLES if role not in ready)
                self._say(
                    f"Still waiting for {waiting}; {self._installation.folder.logs} holds what they say."
                )
            await asyncio.sleep(1 if announced else 0.2)

    def _write_down(self, ready: frozenset[Role]) -> None:
        addresses: dict[Role, str] = {
            "ingress": self._installation.api_address,
            "studio": self._installation.studio_address,
        }
        processes = tuple(
            Process(role, child.pid, addresses.get(role), role in ready and child.pid is not None)
            for role, child in zip(ROLES, self._children, strict=True)
        )
        running = Running(processes, self._redis_url, self._installation.database_url)
        if running != self._told:
            write_running(self._installation.folder, running)
            self._told = running

    async def _end(self, *tasks: asyncio.Task[object]) -> None:
        """Stop the processes together, then the queue they use; 7 s at most."""
        if self._children or self._queue:
            self._say("Stopping …")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(child.stop(GRACE_SECONDS) for child in self._children))
        if self._queue is not None:
            await self._queue.stop(QUEUE_GRACE_SECONDS)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._probes.close()
        with suppress(FileNotFoundError):
            self._installation.folder.run_file.unlink()


# The database's libraries take a second to load: in a thread, beside the queue's start, and not before it is known
# that the ports are free.
def _prepare(installation: Installation) -> list[Published]:
    from runtime.preparation import prepare

    return prepare(installation)


def _signin_token(installation: Installation) -> str:
    from runtime.preparation import new_signin_token

    return new_signin_token(installation)
