"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

from runtime.errors import InvalidRequest


def write_file(path: Path, content: bytes) -> None:
    """Write a file, the old one gone. Raises InvalidRequest where that isn't possible."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidRequest(f"{path} can't be written: {error.strerror}.") from None
