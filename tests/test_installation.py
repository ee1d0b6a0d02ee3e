"""The promises of the set-up: what is pinned, and what the pins must not say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PINS = (ROOT / "constraints.txt").read_text().replace(" \\\n", " ").splitlines()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ASKED = [Requirement(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]
ROOMS = ("assets", "flows", "runtime", "studio")


def test_every_pin_carries_hashes_and_names_no_host() -> None:
    pin = re.compile(r"[a-z0-9._-]+==[\w.!+-]+( ; [\w\s.'<>=!()]+?)?( +--hash=sha256:[0-9a-f]{64})+")
    assert [line for line in PINS if not pin.fullmatch(line)] == []


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_constraints_satisfy_the_project(asked: Requirement) -> None:
    pinned = [re.split("==| ", line)[1] for line in PINS if line.startswith(f"{asked.name}==")]
    assert pinned, "run `make constraints`"
    assert all(asked.specifier.contains(one, prereleases=True) for one in pinned), "run `make constraints`"


def test_what_the_rooms_import_is_asked_for() -> None:
    """A package that only comes along with another one may stop coming along."""
    imported = {name for room in ROOMS for path in (ROOT / room).rglob("*.py") for name in _imports(path)}
    foreign = imported - set(ROOMS) - sys.stdlib_module_names
    owners = packages_distributions()
    asked = {_normal(Requirement(line).name) for line in PROJECT["dependencies"]}
    asked |= {"pydantic-core", "starlette"}  # what pydantic and FastAPI are made of: they come or go together
    assert {name for name in foreign if not asked & set(map(_normal, owners.get(name, [])))} == set()


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name.partition(".")[0] for name in plain} | {
        node.module.partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom) and node.module
    }


def _normal(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()


def test_arq_is_the_one_that_was_measured() -> None:
    """Asking for redis 6 or newer silently installs arq 0.25, which loses what 0.28 repaired."""
    assert version("arq").startswith("0.28.")
    assert version("redis").startswith("5.")


def test_the_wheel_carries_every_file_of_the_rooms(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        carried = set(wheel.namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *ROOMS], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert {path for path in tracked if (ROOT / path).exists()} <= carried
