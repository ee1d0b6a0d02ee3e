"""Wordings that several pages share: times, which Python and browsers write alike."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from studio.words import day, hour, moment, moment_there
from tests.test_javascript import NODE

BERLIN = ZoneInfo("Europe/Berlin")
TIMES = [datetime(2026, month, 2 * month - 1, 22, month, 7, tzinfo=UTC) for month in range(1, 13)]


def test_a_time_is_read_in_one_way() -> None:
    at = datetime(2026, 9, 1, 22, 4, tzinfo=UTC)
    assert moment(at, UTC) == "Tue 1 Sep 2026, 22:04"
    assert (day(at, BERLIN), hour(at, BERLIN)) == ("Wednesday, 2 September 2026", "00:04")


@pytest.mark.parametrize(("seconds", "more"), [(False, ""), (True, ":07")])
def test_a_browser_writes_times_as_python_does(seconds: bool, more: str) -> None:
    """In every month, and in the zone of whoever looks."""
    found = re.search(r"{{ (.+) }}", moment_there("at", seconds=seconds))
    assert found is not None
    times = json.dumps([at.isoformat() for at in TIMES])
    done = subprocess.run(
        [NODE, "-p", f"JSON.stringify({times}.map((at) => {found[1]}))"],
        env={"TZ": "Europe/Berlin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == [f"{moment(at, BERLIN)}{more}" for at in TIMES]
