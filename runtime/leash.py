"""Processes that end with the one that started them, even if that was killed without a chance to stop them.

On Linux the kernel sends the signal. Elsewhere, and for a process that hangs, a thread watches stdin, whose
other end the supervisor holds.

`python leash.py PID COMMAND…` puts a program on the leash that knows nothing of it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

SUPERVISOR = "CONVERSE_SUPERVISOR"
"""The variable that holds the supervisor's process id."""
GRACE_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1


def follow_supervisor() -> None:
    """End when the supervisor does; without one (the process runs alone) nothing changes."""
    supervisor = os.environ.pop(SUPERVISOR, None)
    if supervisor is None:
        return
    _bind_to(int(supervisor))
    threading.Thread(target=_watch_stdin, name="converse-leash", daemon=True).start()


def _bind_to(parent: int) -> None:
    """Have the kernel end this process with its parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(1)


def _watch_stdin() -> None:
    while os.read(0, 1024):
        pass
    if sys.platform != "linux":
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    _bind_to(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
