"""`flows` asks nothing of the machine: no clock, no environment, no network, no files but those of packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_is_asked_of_the_machine() -> None:
    watched = subprocess.run(
        [sys.executable, "-m", "tests.flows.watched"], cwd=ROOT, capture_output=True, text=True, timeout=100
    )

    assert (watched.stdout.strip(), watched.stderr) == ("", "")
    assert watched.returncode == 0


QUESTIONS = {
    "open": "open('/etc/hostname')",
    "socket": "import socket; socket.socket()",
    "the environment's HOME": "import os; os.environ.get('HOME')",
    "time": "import time; time.time()",
    "datetime.now": "from datetime import datetime; datetime.now()",
    "date.today": "from datetime import date; date.today()",
    "Random.random": "import random; random.random()",
    "urandom": "import uuid; uuid.uuid4()",
    "os.listdir": "import os; os.listdir('/')",
    "subprocess.Popen": "import subprocess; subprocess.Popen(['true']).wait()",
}
SCRIPT = f"""
from tests.flows import watched
watched.watch()
for what, question in {QUESTIONS}.items():
    exec(compile(question, watched.ROOT + what, "exec"), {{}})
watched.sys.setprofile(None)
print(*watched.asked, sep="\\n")
"""


def test_whoever_asked_would_be_noticed() -> None:
    """Modules that pretend to be of `flows`, each named for what it asks for."""
    watched = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=100
    )

    assert watched.stderr == ""
    for what in QUESTIONS:
        assert f"{what}:1 asks for {what}" in watched.stdout
