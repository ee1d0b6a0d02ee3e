"""How long a customer waits for a reply: `converse up` as it is installed, one chat, one message after another.

Beside it, in the same minute on the same machine: a socket that only echoes, and one SQLite commit with its fsync.
Rounds are interleaved, so that whatever else the machine does meets all of them: trust the ratios.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from asyncio.subprocess import DEVNULL, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from httpx import AsyncClient, HTTPError
from websockets.asyncio.client import ClientConnection, connect

from runtime.embedded import free_port

ROUNDS, MESSAGES = 20, 15
UP_SECONDS = 120
QUESTION = "what is this invoice for?"
"""The shipped flow answers it and stays where it is."""
GOAL_MS = 60


class Reply(NamedTuple):
    """One message answered; seconds since the epoch by the machine's clock."""

    sent: float
    acknowledged: float
    heard: float
    seq: int


class Measured(NamedTuple):
    """Milliseconds."""

    name: str
    values: list[float]

    def line(self) -> str:
        ordered = sorted(self.values)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        return f"{self.name:<44}{p50:>9.2f}{p99:>9.2f}{ordered[-1]:>9.2f}"


def report() -> Iterator[str]:
    """p50, p99 and the worst, in ms, and where the time goes."""
    with TemporaryDirectory() as folder:
        measured = asyncio.run(_measure(Path(folder)))
    yield f"{'ms, ' + str(ROUNDS * MESSAGES) + ' messages':<44}{'p50':>9}{'p99':>9}{'worst':>9}"
    for one in measured:
        yield one.line()
    yield f"goal: p50 at most {GOAL_MS} ms from message to reply"


async def _measure(folder: Path) -> list[Measured]:
    data = folder / "data"
    async with (
        _installed(data) as chat_url,
        _echoing() as echo_url,
        AsyncClient(base_url=chat_url, verify=False) as api,
    ):
        replies, echoes, commits = await _rounds(api, data, folder / "floor.db", echo_url)
    return [
        Measured("message in → reply out", [(reply.heard - reply.sent) * 1e3 for reply in replies]),
        *_stages(data / "converse.db", replies),
        Measured("message in → acknowledged", [(reply.acknowledged - reply.sent) * 1e3 for reply in replies]),
        Measured("floor: socket echo", echoes),
        Measured("floor: one SQLite commit", commits),
    ]


async def _rounds(
    api: AsyncClient, data: Path, floor: Path, echo_url: str
) -> tuple[list[Reply], list[float], list[float]]:
    replies: list[Reply] = []
    echoes: list[float] = []
    commits: list[float] = []
    database = sqlite3.connect(floor, isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a TEXT)")
    async with _chat(api, data) as chat, connect(echo_url) as echo:
        await _ask(chat, "warm")
        for _ in range(ROUNDS):
            for _ in range(MESSAGES):
                replies.append(await _ask(chat, f"q{len(replies)}"))
            for _ in range(MESSAGES):
                echoes.append(await _echo(echo))
                commits.append(_commit(database))
    database.close()
    return replies, echoes, commits


async def _ask(chat: ClientConnection, client_id: str) -> Reply:
    sent = acknowledged = time.time()
    await chat.send(json.dumps({"type": "message", "client_id": client_id, "text": QUESTION}))
    while True:
        frame = await _heard(chat)
        if frame["type"] == "ack":
            acknowledged = time.time()
        elif frame["from"] == "business":
            reply = Reply(sent, acknowledged, time.time(), frame["seq"])
            # The result of the send is still to be turned: a customer reads before writing again.
            await asyncio.sleep(0.05)
            return reply


async def _heard(chat: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(10):
        frame: dict[str, Any] = json.loads(await chat.recv())
        return frame


async def _echo(echo: ClientConnection) -> float:
    began = time.perf_counter()
    await echo.send(QUESTION)
    await echo.recv()
    return (time.perf_counter() - began) * 1e3


def _commit(database: sqlite3.Connection) -> float:
    began = time.perf_counter()
    database.execute("INSERT INTO t VALUES (?)", (QUESTION,))
    return (time.perf_counter() - began) * 1e3


def _stages(database: Path, replies: list[Reply]) -> list[Measured]:
    """The same time, cut where rows say that something was done; each row's own commit falls into the next stage."""
    stages: dict[str, list[float]] = {
        "  taken in": [],
        "  stored, worker woken, understood, decided": [],
        "  decision stored, reply delivered": [],
        "  reply stored, feed told, log read, heard": [],
    }
    connection = sqlite3.connect(database)
    for reply in replies:
        row = connection.execute(
            "SELECT c.at, c.handled_at, m.at FROM message m JOIN message q ON q.seq = m.seq - 1 "
            "JOIN change c ON c.source = q.channel AND c.source_id = q.source_id WHERE m.seq = ?",
            (reply.seq,),
        ).fetchone()
        cuts = [reply.sent, *map(_seconds, row), reply.heard]
        for stage, (began, ended) in zip(stages.values(), pairwise(cuts), strict=True):
            stage.append((ended - began) * 1e3)
    connection.close()
    return [Measured(name, values) for name, values in stages.items()]


def _seconds(stored: str) -> float:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()


@asynccontextmanager
async def _running(*command: str) -> AsyncIterator[None]:
    """A process of our own."""
    process = await create_subprocess_exec(sys.executable, "-m", *command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 15)


@asynccontextmanager
async def _installed(data: Path) -> AsyncIterator[str]:
    """`converse up` on a new data folder, ready."""
    port, studio = str(free_port()), str(free_port())
    url = f"http://127.0.0.1:{port}"
    async with (
        _running("runtime", "up", "--data", str(data), "--api-port", port, "--studio-port", studio),
        AsyncClient(base_url=url, verify=False) as client,
    ):
        await _until_well(client)
        yield url


async def _until_well(client: AsyncClient) -> None:
    async with asyncio.timeout(UP_SECONDS):
        while True:
            try:
                if (await client.get("/healthz")).status_code == 200:
                    return
            except HTTPError:
                pass
            await asyncio.sleep(0.2)


@asynccontextmanager
async def _chat(api: AsyncClient, data: Path) -> AsyncIterator[ClientConnection]:
    """A visitor who has been reminded of an invoice."""
    key = json.loads((data / "secrets.json").read_text())["api_key"]
    visitor = (await api.post("/api/v1/chat/visitors")).json()
    who = visitor["contact_id"]
    invoice = {"invoice_id": "INV-7", "amount": 120.5, "due_date": "2026-11-20"}
    body = {"process_type": "payment_collection", "contact_id": who, "data": invoice}
    address = str(api.base_url).rstrip("/").replace("http", "ws", 1)
    async with connect(f"{address}/ws/chat/{who}") as chat:
        await chat.send(json.dumps({"type": "hello", "token": visitor["token"]}))
        started = await api.post(
            "/api/v1/state-bindings", json=body, headers={"Authorization": f"Bearer {key}"}
        )
        started.raise_for_status()
        await _heard(chat)
        yield chat


@asynccontextmanager
async def _echoing() -> AsyncIterator[str]:
    """The echo in a process of its own."""
    port = str(free_port())
    url = f"ws://127.0.0.1:{port}/echo"
    async with _running("uvicorn", "tests.bench.echo:app", "--port", port, "--log-level", "critical"):
        await _until_echoing(url)
        yield url


async def _until_echoing(url: str) -> None:
    async with asyncio.timeout(UP_SECONDS):
        while True:
            try:
                async with connect(url):
                    return
            except OSError:
                await asyncio.sleep(0.1)
