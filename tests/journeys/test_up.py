"""`converse up` on its real processes: what it starts, what it starts again, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Disconnected

from flows.library import shipped
from runtime.embedded import free_port
from tests.journeys.up_process import Up, converse, until

pytestmark = pytest.mark.slow


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """One installation for the whole file."""
    one = Up(tmp_path_factory.mktemp("up") / "data")
    yield one
    one.close()


def test_it_prints_where_everything_is(up: Up) -> None:
    text = up.text()
    assert text.startswith(f"Starting Converse on {up.data} …\n")
    assert re.search(rf"Studio   http://127\.0\.0\.1:{up.studio_port}/sign-in\?token=\S+\n", text)
    assert f"Chat     http://127.0.0.1:{up.api_port}/chat\n" in text
    assert f"API      http://127.0.0.1:{up.api_port}/api/v1 " in text
    assert f"API key  api_key in {up.data}/secrets.json\n" in text


def test_what_it_printed_answers(up: Up) -> None:
    assert up.well()
    assert up.api.get("/chat").status_code == 200
    key = json.loads((up.data / "secrets.json").read_text())["api_key"]
    listed = up.api.get("/api/v1/state-maps", headers={"Authorization": f"Bearer {key}"}).json()
    assert {item["process_type"] for item in listed["items"]} == set(shipped())
    (link,) = re.findall(r"http://\S+/sign-in\?token=\S+", up.text())
    assert "Sign in as admin" in httpx.get(link, trust_env=False).text


def test_status_names_every_process(up: Up) -> None:
    until(lambda: all(one["ready"] for one in up.status()["processes"]))
    addresses = {one["role"]: one["address"] for one in up.status()["processes"]}
    assert addresses == {
        "ingress": f"http://127.0.0.1:{up.api_port}",
        "worker": None,
        "studio": f"http://127.0.0.1:{up.studio_port}",
    }
    assert up.status()["database"] == f"sqlite:///{up.data}/converse.db"
    masked = json.loads(converse("status", "--json", data=up.data).stdout)["redis"]
    assert masked.startswith("redis://:***@127.0.0.1:")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_password_stands_in_an_argument(up: Up) -> None:
    secrets = json.loads((up.data / "secrets.json").read_text()).values()
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = arguments.read_text(errors="replace")
        except OSError:
            continue
        assert not any(secret in text for secret in secrets)


def test_a_signin_link_leads_to_the_studio_that_runs(up: Up) -> None:
    link = converse("signin-link", data=up.data).stdout
    assert link.startswith(f"http://127.0.0.1:{up.studio_port}/sign-in?token=")


def test_a_second_one_on_the_same_folder_is_refused(up: Up) -> None:
    second = converse("up", data=up.data)
    assert second.returncode == 2
    assert second.stderr == (
        f"converse: Another `converse up` runs on {up.data}; stop it, or name another folder with --data.\n"
    )


def test_a_taken_port_is_one_line_that_names_the_flag(up: Up, tmp_path: Path) -> None:
    api, studio = str(up.api_port), str(up.studio_port)
    second = converse("up", "--api-port", api, data=tmp_path / "data")
    assert second.returncode == 2
    assert second.stderr == (
        f"converse: Port {api}, meant for the API, is taken; choose another with --api-port.\n"
    )
    third = converse("up", "--api-port", str(free_port()), "--studio-port", studio, data=tmp_path / "data")
    assert third.stderr.endswith("choose another with --studio-port.\n")


def test_a_killed_worker_is_started_again(up: Up) -> None:
    before = up.pid("worker")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: up.pid("worker") not in (before, None))
    until(up.well)
    assert "worker stopped (SIGKILL); it is started again in 0.25 s." in up.text()


def test_a_dead_queue_is_started_again(up: Up) -> None:
    with Redis.from_url(up.status()["redis"]) as queue:
        queue.shutdown()
        until(lambda: "queue stopped (exit code 0); it is started again in 0.25 s." in up.text())
        until(lambda: _pings(queue))
    until(up.well)
    log = up.data / "logs" / "ingress.log"
    line = (
        r"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING runtime\.feed: the feed is not there: ConnectionError$"
    )
    until(lambda: log.exists() and re.search(line, log.read_text()))


def _pings(queue: Redis) -> bool:
    try:
        return bool(queue.ping())
    except Disconnected:
        return False


def test_ctrl_c_ends_everything_and_a_second_start_finds_everything(up: Up) -> None:
    """The last test of the file: it ends the installation."""
    pids = [one["pid"] for one in up.status()["processes"]]
    secrets = (up.data / "secrets.json").read_text()
    up.close()
    assert up.process.returncode == 0
    assert up.text().endswith("Stopping …\nStopped.\n")
    assert "Traceback" not in up.text()
    assert not any(alive(pid) for pid in pids)
    said = "".join(path.read_text() for path in (up.data / "logs").iterdir())
    assert not any(secret in said for secret in json.loads(secrets).values())
    assert up.status() == {"processes": [], "redis": None, "database": None}

    again = Up(up.data)
    try:
        assert (up.data / "secrets.json").read_text() == secrets
        assert "Published:" not in again.text()
        assert again.well()
        pids = [one["pid"] for one in again.status()["processes"]]
        queue = Redis.from_url(again.status()["redis"])
        again.process.kill()  # no chance to stop anyone
        until(lambda: not any(alive(pid) for pid in pids))
        until(lambda: not _pings(queue))
        queue.close()
    finally:
        again.close()
