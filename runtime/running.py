"""What runs now, as the supervisor writes it down for others to read."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, get_args

from runtime.folder import Folder, read_json, write_private

Role = Literal["ingress", "worker", "studio"]
ROLES: tuple[Role, ...] = get_args(Role)


class Process(NamedTuple):
    """A supervised process. The worker has no address; a process that is being restarted has no pid."""

    role: Role
    pid: int | None
    address: str | None
    ready: bool


class Running(NamedTuple):
    """An installation at work. The URLs hold passwords."""

    processes: tuple[Process, ...]
    redis: str
    database: str


def write_running(folder: Folder, running: Running) -> None:
    """Write down what runs, for this user's eyes."""
    processes = [process._asdict() for process in running.processes]
    write_private(folder.run_file, {**running._asdict(), "processes": processes})


def read_running(folder: Folder) -> Running | None:
    """What runs; None when nothing supervises the folder, whatever was written down."""
    return last_running(folder) if folder.is_running() else None


def last_running(folder: Folder) -> Running | None:
    """What was written down last, by a supervisor that may be gone. Raises FolderError."""
    stored: dict[str, Any] = read_json(folder.run_file)
    if not stored:
        return None
    processes = tuple(Process(**process) for process in stored["processes"])
    return Running(processes, stored["redis"], stored["database"])


def running_address(folder: Folder, role: Role) -> str | None:
    """Where a running process is reached."""
    running = read_running(folder)
    processes = running.processes if running else ()
    return next((process.address for process in processes if process.role == role), None)
