"""The data folder: made once, kept private, shared by one installation only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.errors import FolderError, FolderInUse, FolderTooNew
from runtime.folder import Secrets, open_folder


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = open_folder(tmp_path / "data").secrets()
    again = open_folder(tmp_path / "data")
    assert again.secrets() == first
    assert again.secrets_file.stat().st_mode & 0o777 == 0o600
    assert again.path.stat().st_mode & 0o777 == 0o700
    assert len({first.api_key, first.storage_secret, first.token_secret, first.redis_password}) == 4
    assert first.api_key not in repr(first)


ASK = """
import sys, pathlib
from runtime.folder import open_folder
print(open_folder(pathlib.Path(sys.argv[1])).secrets().api_key)
"""


def test_processes_that_race_agree(tmp_path: Path) -> None:
    ask = [sys.executable, "-c", ASK, str(tmp_path / "data")]
    racing = [subprocess.Popen(ask, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate()[0] for process in racing}) == 1
    assert all(process.returncode == 0 for process in racing)


def test_a_secret_that_an_older_version_did_not_have_is_added(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    folder.secrets_file.write_text(json.dumps({"api_key": "kept"}))
    secrets = folder.secrets()
    assert secrets.api_key == "kept"
    assert folder.secrets() == secrets


@pytest.mark.parametrize("content", ["{", "[]", '{"api_key": 1}'])
def test_damaged_secrets_are_an_error_in_words(tmp_path: Path, content: str) -> None:
    folder = open_folder(tmp_path)
    folder.secrets_file.write_text(content)
    with pytest.raises(FolderError, match=r"secrets\.json"):
        folder.secrets()


def test_a_folder_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_folder(tmp_path)
    (tmp_path / "format").write_text("2\n")
    with pytest.raises(FolderTooNew, match="written by a newer version; install that version"):
        open_folder(tmp_path)


def test_a_damaged_marker_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "format").write_bytes(b"\xff")
    with pytest.raises(FolderError, match="doesn't say which layout"):
        open_folder(tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderError, match="is a file"):
        open_folder(tmp_path / "data")


def test_the_folder_is_named_by_option_then_variable_then_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONVERSE_DATA", raising=False)
    assert open_folder().path == tmp_path / ".converse"
    monkeypatch.setenv("CONVERSE_DATA", "elsewhere")
    assert open_folder().path == tmp_path / "elsewhere"
    assert open_folder(Path("here")).path == tmp_path / "here"


def test_one_supervisor_at_a_time(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    assert not folder.is_running()
    with folder.running():
        assert folder.is_running()
        with pytest.raises(FolderInUse, match="name another folder with --data"), folder.running():
            pytest.fail("two supervisors on one folder")
    assert not folder.is_running()


def test_secrets_are_long_enough() -> None:
    assert all(len(value) >= 43 for value in vars(Secrets()).values())
