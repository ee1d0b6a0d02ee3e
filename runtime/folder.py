"""The data folder: everything an installation keeps.

converse.db     the database
secrets.json    keys and passwords made once, readable by their owner alone
valkey/         the queue's append-only file
logs/           what each process said
run.json        what runs now, for `converse status`
format          which layout this is
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from runtime.errors import FolderError, FolderInUse, FolderTooNew
from runtime.settings_variables import variables

FORMAT = 1
DEFAULT = Path(".converse")


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Secrets:
    """What only this installation knows. Each is 256 random bits."""

    api_key: str = field(default_factory=_secret, repr=False)
    storage_secret: str = field(default_factory=_secret, repr=False)
    """Signs the studio's cookies."""
    token_secret: str = field(default_factory=_secret, repr=False)
    """Signs the chat's visitor tokens."""
    redis_password: str = field(default_factory=_secret, repr=False)


@dataclass(frozen=True)
class Folder:
    """An opened data folder; `path` is absolute."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "converse.db"

    @property
    def secrets_file(self) -> Path:
        return self.path / "secrets.json"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def run_file(self) -> Path:
        return self.path / "run.json"

    def secrets(self) -> Secrets:
        """The secrets, made at the first call of all processes together. Raises FolderError."""
        with self.changing():
            known = self._known_secrets()
            whole = Secrets(**known)
            if set(known) != {part.name for part in fields(Secrets)}:
                write_private(self.secrets_file, asdict(whole))
        return whole

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While inside, no other process is: for what must be made once."""
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def running(self) -> Iterator[None]:
        """While inside, this process is the one that supervises the folder. Raises FolderInUse."""
        with self._lock() as descriptor:
            if not _locked_soon(descriptor):
                raise FolderInUse(
                    f"Another `converse up` runs on {self.path}; stop it, or name another folder with --data."
                )
            yield

    def is_running(self) -> bool:
        """Whether some process supervises the folder now."""
        with self._lock() as descriptor:
            return not _locked(descriptor)

    @contextmanager
    def _lock(self) -> Iterator[int]:
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _known_secrets(self) -> dict[str, str]:
        stored = read_json(self.secrets_file)
        names = {part.name for part in fields(Secrets)}
        known = {name: value for name, value in stored.items() if name in names and value}
        if not all(isinstance(value, str) for value in known.values()):
            raise FolderError(f"{self.secrets_file} holds something that is no text; restore it from a copy.")
        return known


def folder_path(path: Path | None = None) -> Path:
    """Where the data folder lies: `path`, else CONVERSE_DATA, else `.converse`."""
    return (path or Path(variables().get("CONVERSE_DATA", DEFAULT))).absolute()


def open_folder(path: Path | None = None) -> Folder:
    """Open the data folder at `folder_path(path)`, making it where there is none.

    Raises FolderTooNew, and FolderError where it can't be read and written.
    """
    place = folder_path(path)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Folder(place)
        with folder.changing():
            _check_format(folder)
    except FileExistsError:
        raise FolderError(f"{place} is a file; the data folder must be a folder.") from None
    except OSError as error:
        raise FolderError(f"The data folder {place} can't be used: {error.strerror}.") from None
    return folder


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, empty where there is none. Raises FolderError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise FolderError(f"{path} can't be read: {error}.") from None
    if not isinstance(content, dict):
        raise FolderError(f"{path} can't be read: it must hold a JSON object.")
    return content


def write_private(path: Path, content: Any) -> None:
    """Write JSON that only its owner may read, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_soon(descriptor: int) -> bool:
    """`is_running` holds the lock for a moment; a supervisor keeps it."""
    for _ in range(10):
        if _locked(descriptor):
            return True
        time.sleep(0.05)
    return False


def _check_format(folder: Folder) -> None:
    marker = folder.path / "format"
    try:
        text = marker.read_text("ascii").strip()
    except FileNotFoundError:
        marker.write_text(f"{FORMAT}\n", "ascii")
        return
    except UnicodeDecodeError:
        text = ""
    if not text.isdigit():
        raise FolderError(f"{marker} doesn't say which layout the folder has; restore it from a copy.")
    if int(text) > FORMAT:
        raise FolderTooNew(
            f"{folder.path} was written by a newer version; install that version, or name another folder "
            "with --data."
        )
