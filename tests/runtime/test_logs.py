"""What stands in the log: where something went wrong, no secret, and nothing that a customer wrote."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from runtime import logs
from runtime.errors import Conflict, PortTaken, UnknownContact
from runtime.installation import Installation
from runtime.masking import HIDDEN, Mask
from runtime.settings import Settings
from runtime.settings_secrets import secret_values
from runtime.store.session import Database, sqlite_url
from tests.runtime.logged import Written, logged

WROTE = "Ana Perez, 12 Rose Lane"
TOKEN = "Zx9-kQ2_" * 5 + "abc"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def written() -> Iterator[Written]:
    """A process whose log is set up, and knows one secret."""
    with logged(["correct-horse-battery"]) as found:
        yield found


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Authorization: Bearer abc.def", f"Authorization: {HIDDEN}"),
        ("[(b'authorization', b'Basic YW5h'), (b'host', b'x')]",
         f"[(b'authorization', b'{HIDDEN}'), (b'host', b'x')]"),
        ("sent with bearer abcdef to there", f"sent with bearer {HIDDEN} to there"),
        ("cas_3vJ9aKd0LmQe is not valid", f"{HIDDEN} is not valid"),
        ("'cookie': 'theme=dark; converse_session=abc'", f"'cookie': '{HIDDEN}'"),
        ("converse_session=abc; Path=/", f"converse_session={HIDDEN}; Path=/"),
        ("GET /sign-in?token=abc&x=1 failed", f"GET /sign-in?{HIDDEN} failed"),
        ("http://studio.example/find?who=Ana not found", f"http://studio.example/find?{HIDDEN} not found"),
        ("redis://:pw@127.0.0.1:7000/0", f"redis://:{HIDDEN}@127.0.0.1:7000/0"),
        ("postgresql://me:p@ss:w@db:5432/converse", f"postgresql://me:{HIDDEN}@db:5432/converse"),
        ("host=db password=pw dbname=x", f"host=db password={HIDDEN} dbname=x"),
        ('{"client_secret": "pw", "a": 1}', f'{{"client_secret": "{HIDDEN}", "a": 1}}'),
        ("{'password': 'nine lanterns', 'a': 1}", f"{{'password': '{HIDDEN}', 'a': 1}}"),
        (f"a visitor with {JWT}.", f"a visitor with {HIDDEN}."),
        (f"the link {TOKEN} was used", f"the link {HIDDEN} was used"),
        ("it was correct-horse-battery!", f"it was {HIDDEN}!"),
        ("http://127.0.0.1:8080/flows/a:b and me@example.com", "http://127.0.0.1:8080/flows/a:b and me@example.com"),
        ("conversation 0195a3c0-1111-7000-8000-0123456789ab could not be drained",
         "conversation 0195a3c0-1111-7000-8000-0123456789ab could not be drained"),
    ],
)  # fmt: skip
def test_secrets_are_hidden_whatever_form_they_have(said: str, stands: str) -> None:
    assert Mask(["correct-horse-battery"])(said) == stands


def test_a_known_secret_is_hidden_as_it_stands_in_urls_and_json_too() -> None:
    mask = Mask(['pä"ss/word', "short"])
    assert mask('p%C3%A4%22ss%2Fword, p\\u00e4\\"ss/word, pä"ss/word') == f"{HIDDEN}, {HIDDEN}, {HIDDEN}"
    assert mask("a short word") == "a short word"


def test_an_error_is_written_by_its_kind_and_place_without_its_words(written: Written) -> None:
    try:
        try:
            int(WROTE)
        except ValueError as error:
            raise Conflict(f"email {WROTE} belongs to another contact.") from error
    except Conflict as error:
        logging.getLogger("runtime.x").exception("change %s could not be handled: %s", "c1", error)
    said = written()
    assert "ERROR runtime.x: change c1 could not be handled: runtime.errors.Conflict" in said
    assert f"ValueError: {logs.UNSAID}" in said
    assert "int(WROTE)" in said  # the line of code
    assert "Ana" not in said


def test_errors_that_quote_nobody_keep_their_words(written: Written, tmp_path: Path) -> None:
    log = logging.getLogger("runtime.x")
    log.error("%s", PortTaken("Port 8080 is taken."))
    log.error("%s", UnknownContact())
    for broken in (lambda: (tmp_path / "none").read_text(), lambda: None.nothing):  # type: ignore[attr-defined]
        try:
            broken()
        except Exception:
            log.exception("failed")
    said = written()
    assert "runtime.x: Port 8080 is taken." in said
    assert "runtime.x: There is no such contact." in said
    assert "FileNotFoundError: [Errno 2] No such file or directory" in said
    assert "AttributeError: 'NoneType' object has no attribute 'nothing'" in said


def test_what_pydantic_and_sqlalchemy_quote_stays_out(written: Written, tmp_path: Path) -> None:
    class Asked(BaseModel):
        amount: int

    log = logging.getLogger("runtime.x")
    try:
        Asked.model_validate({"amount": WROTE})
    except ValueError as error:
        log.exception(error)  # as NiceGUI does
    with closing(Database(sqlite_url(tmp_path / "x.db"))) as database:
        with pytest.raises(StatementError) as refused:
            database.write_now(_insert_nowhere)
        log.error("stored nothing", exc_info=refused.value)
    assert WROTE not in str(refused.value)  # hidden by the engine, for whoever else shows it
    said = written()
    assert "pydantic_core._pydantic_core.ValidationError" in said
    assert "no such table: nowhere" in said
    assert "Ana" not in said


def _insert_nowhere(session: Session) -> None:
    session.execute(text("insert into nowhere values (:name)"), {"name": WROTE})


async def test_asyncio_tells_neither_arguments_nor_results(written: Written) -> None:
    async def fails() -> None:
        raise RuntimeError(WROTE)

    def called(_text: str) -> None:
        raise RuntimeError(WROTE)

    task = asyncio.create_task(fails())
    asyncio.get_running_loop().call_soon(called, WROTE)
    await asyncio.sleep(0.01)
    del task
    gc.collect()
    said = written()
    assert "ERROR asyncio: Task exception was never retrieved" in said
    assert "ERROR asyncio: Exception in callback" in said
    assert "Ana" not in said


def test_warnings_and_what_nobody_caught_come_into_the_log_too(written: Written) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"expected a number, got {WROTE}", UserWarning, stacklevel=1)
    error = ValueError(WROTE)
    sys.excepthook(ValueError, error, None)
    thread = threading.Thread(target=lambda: int(WROTE))
    thread.start()
    thread.join()
    said = written()
    assert "WARNING py.warnings:" in said
    assert "UserWarning" in said
    assert "CRITICAL runtime.logs: this process ends by an error" in said
    assert "ERROR runtime.logs: a thread ends by an error" in said
    assert "Ana" not in said


def test_whoever_logs_and_however_they_write_it(written: Written) -> None:
    own, past = logging.getLogger("engineio.server"), io.StringIO()
    own.addHandler(logging.StreamHandler(past))  # as it does itself, maybe after us
    try:
        raise RuntimeError(WROTE)
    except RuntimeError:
        own.exception("message handler error, token=%s", "abc")
    finally:
        own.handlers.clear()
    for said in (written(), past.getvalue()):
        assert f"message handler error, token={HIDDEN}" in said
        assert "Ana" not in said


def test_nobody_can_forge_a_line_or_paint_the_terminal(written: Written) -> None:
    logging.getLogger("x").error("no page %s", "/a\n2026-01-01T00:00:00Z ERROR runtime: forged \x1b[31m")
    assert "\n  2026-01-01T00:00:00Z ERROR runtime: forged \\x1b[31m\n" in written()


def test_arguments_that_fit_no_message_are_left_out(written: Written) -> None:
    logging.getLogger("x").error("%d of %d", WROTE)
    assert written().endswith("ERROR x: %d of %d\n")


def test_what_cannot_be_written_ends_nobodys_work(written: Written) -> None:
    class Wordless(Exception):
        def __str__(self) -> str:
            raise RuntimeError(WROTE)

        __repr__ = __str__

    log = logging.getLogger("runtime.x")
    log.warning("this came: %s", [Wordless()])
    log.warning(Wordless())
    try:
        raise Wordless
    except Wordless:
        log.exception("failed")
    said = written()
    assert "runtime.x: this came: %s" in said
    assert said.count("<locals>.Wordless\n") == 2  # as the message, and below its traceback
    assert WROTE not in said


def test_what_a_browser_reports_is_not_written_down(written: Written) -> None:
    def handle_log_message() -> None:
        logging.getLogger("nicegui").error(WROTE)

    handle_log_message()
    assert written().endswith(f"ERROR nicegui: {logs.REPORTED}\n")


def test_the_installation_knows_what_is_secret(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "from-the-environment")
    settings = Settings(
        redis_url=SecretStr("redis://:p%40ss-of-redis@127.0.0.1/0"),
        channels={"email": {"password": "brought-by-a-variable", "host": "mail.example.com"}},
    )
    found = secret_values(settings)
    assert {"p%40ss-of-redis", "p@ss-of-redis", "brought-by-a-variable", "from-the-environment"} <= found
    assert "mail.example.com" not in found
    assert {installation.secrets.api_key, installation.secrets.token_secret} <= installation.confidential()
