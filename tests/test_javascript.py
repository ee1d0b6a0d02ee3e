"""Runs the `*.test.mjs` files, by the Node that Playwright brings: no machine needs one of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import playwright
import pytest

TESTS = Path(__file__).parent
NODE = Path(playwright.__file__).parent / "driver" / "node"


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.test.mjs")), ids=lambda path: path.name)
def test_javascript(path: Path) -> None:
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=tap", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
