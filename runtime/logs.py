"""One log for every process, without secrets and without what customers wrote.

It is cleaned where records are made, so that it doesn't matter who logs or where to: our modules, uvicorn, NiceGUI,
asyncio, warnings, errors that nobody caught. Secrets go by `Mask`. What customers wrote can't be told by its looks,
so that it is kept out at its source: our own messages name ids alone, and of an error its kind and its place are
written, its words only where they can't be somebody's.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any

from runtime.errors import (
    FolderError,
    Misused,
    PortTaken,
    QueueUnavailable,
    SettingsError,
    WeightsError,
)
from runtime.masking import Mask

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TIMES = "%Y-%m-%dT%H:%M:%SZ"
UNSAID = "(not written down: it may hold what a customer wrote)"
REPORTED = "a page's script reported something " + UNSAID

_OURS = (FolderError, Misused, PortTaken, QueueUnavailable, SettingsError, WeightsError)
"""They speak of files, ports and settings; the others may quote a request."""
_OF_CODE = (AttributeError, ImportError, MemoryError, NameError, RecursionError, TypeError)
"""Python words these itself, and names code."""
_DATABASE = frozenset(
    {"sqlite3.IntegrityError", "sqlite3.OperationalError", "sqlalchemy.exc.OperationalError"}
)
"""They name tables and columns; parameters are hidden by the engines."""
_QUEUE = frozenset({"redis.exceptions.ConnectionError", "redis.exceptions.TimeoutError"})
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}

log = logging.getLogger(__name__)


def configure(secrets: Iterable[str] = (), *, level: int = logging.WARNING) -> None:
    """Set up this process's log, on stderr, times in UTC; `secrets` are hidden wherever they stand.

    Calling it again takes other secrets. Libraries that brought a way of their own to write lose it.
    """
    logging.setLogRecordFactory(_Records(Mask(secrets)))
    handler = logging.StreamHandler()
    formatter = logging.Formatter(FORMAT, TIMES)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    for name in (None, *logging.root.manager.loggerDict):
        one = logging.getLogger(name)
        one.propagate = True
        for own in list(one.handlers):
            one.removeHandler(own)
    logging.root.addHandler(handler)
    logging.root.setLevel(level)
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # Python would print the arguments of what can't be written
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _thread_ended


class _Records:
    """Makes records that are clean whatever is done with them."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    def __call__(self, *values: Any, **more: Any) -> logging.LogRecord:
        record = logging.LogRecord(*values, **more)
        # What goes on in another line is set in: nobody's text looks like a line of the log.
        text = self._mask(_message(record)).translate(_CONTROLS).replace("\n", "\n  ")
        record.msg, record.args = text, None
        # Formatters take a text that is already there for the error's.
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = self._mask("".join(_told(record.exc_info[1])).rstrip()).translate(_CONTROLS)
        record.exc_info = None
        record.stack_info = record.stack_info and self._mask(record.stack_info)
        return record


def describe(error: BaseException) -> str:
    """The error's kind, and its words where they can't be anybody's."""
    kind, words = _kind(error), _words(error)
    if not words:
        return kind
    return f"{kind}: {words if _may_speak(error, kind) else UNSAID}"


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _words(error: BaseException, written: Callable[[BaseException], str] = str) -> str:
    """What an error says of itself; nothing where saying it fails in turn."""
    try:
        return written(error)
    except Exception:  # noqa: BLE001 - its class may be anybody's
        return ""


def _may_speak(error: BaseException, kind: str) -> bool:
    if isinstance(error, OSError) and type(error).__module__ in ("builtins", "socket"):
        return error.errno is not None  # with a number the words are the system's
    own = kind in _DATABASE | _QUEUE or _words(error) == (type(error).__doc__ or "").strip()
    of_code = isinstance(error, _OF_CODE) and type(error).__module__ == "builtins"
    return own or of_code or isinstance(error, _OURS)


def _message(record: logging.LogRecord) -> str:
    if record.name == "nicegui" and record.funcName == "handle_log_message":
        return REPORTED
    record.msg, record.args = _said(record.msg), _without_errors(record.args)
    try:
        text = record.getMessage()
    except Exception:  # noqa: BLE001 - whatever an argument does when it is written, logging ends nobody's work
        text = record.msg if isinstance(record.msg, str) else type(record.msg).__qualname__
    if record.name == "asyncio":
        # It goes on with what was called, and with what.
        return text.partition("\n")[0].partition("(")[0].strip()
    if record.name == "py.warnings":
        # “path:line: Category: words”, then the line of code; the words may quote a value.
        return ":".join(text.split(":", 3)[:3]).strip()
    for error in _chain(record.exc_info[1]) if record.exc_info else ():
        text = _without(text, error)
    return text


def _said(value: object) -> object:
    if isinstance(value, BaseException) and not _may_speak(value, _kind(value)):
        return describe(value)
    return value


def _without_errors(given: Any) -> Any:
    if isinstance(given, tuple):
        return tuple(map(_said, given))
    return {name: _said(value) for name, value in given.items()} if isinstance(given, dict) else given


def _without(text: str, error: BaseException) -> str:
    """The message, where it repeats an error's words."""
    if _may_speak(error, _kind(error)):
        return text
    for words in (_words(error, repr), _words(error)):
        text = text.replace(words, describe(error)) if words.strip() else text
    return text


def _chain(error: BaseException | None, seen: frozenset[int] = frozenset()) -> Iterator[BaseException]:
    """The error and what led to it, the last first."""
    if error is None or id(error) in seen:
        return
    yield error
    seen |= {id(error)}
    yield from _chain(_before(error), seen)
    for part in _parts(error):
        yield from _chain(part, seen)


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _parts(error: BaseException) -> tuple[BaseException, ...]:
    return error.exceptions if isinstance(error, BaseExceptionGroup) else ()


def _told(error: BaseException) -> Iterator[str]:
    """Tracebacks as Python writes them, the first cause first, but for words that may be somebody's."""
    for number, one in enumerate(reversed(list(_chain(error)))):
        if number:
            yield "\nwhich led to:\n\n"
        if one.__traceback__ is not None:
            yield "Traceback (most recent call last):\n"
            yield from traceback.format_tb(one.__traceback__)
        yield f"{describe(one)}\n"


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("this process ends by an error", exc_info=(kind, error, trace))


def _unraisable(ended: sys.UnraisableHookArgs) -> None:
    if ended.exc_value is not None:
        log.error("an error that nobody could be told of", exc_info=ended.exc_value)


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        log.error("a thread ends by an error", exc_info=ended.exc_value)
