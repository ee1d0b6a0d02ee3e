"""The log of a process that was set up as ours are, in the test's own."""

from __future__ import annotations

import io
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from runtime import logs

Written = Callable[[], str]
"""The log so far."""


@contextmanager
def logged(secrets: Iterable[str] = ()) -> Iterator[Written]:
    """A process whose log is set up; everybody else's is put back afterwards."""
    factory, level = logging.getLogRecordFactory(), logging.root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    logs.configure(secrets)
    (handler,) = logging.root.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    try:
        yield stream.getvalue
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(level)
        logging.captureWarnings(False)
        logging.raiseExceptions = True
        logging.setLogRecordFactory(factory)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
