"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from runtime.errors import WeakPassword
from runtime.users.passwords import LONGEST, Passwords, check
from tests.runtime.people import CHEAP, OTHER_PASSWORD, PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER_PASSWORD,
        "Tr0ub4dor&3xyz",
        "vier Pferde rösten Kaffee",
        "馬 がコーヒーを焙煎する夜に" * 2,
        "k9$Vq!mZ2#xW",
    ],
)
def test_these_are_good_enough(password: str) -> None:
    check(password, "Ana Pereira", "ana@example.com")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 12"),
        ("k9$Vq!mZ2#x", "at least 12"),
        ("ﷺ", "at least 12"),  # one character that NFKC makes eighteen of
        (f"{PASSWORD} " * 11, "at most 256"),
        ("aaaaaaaaaaaaaaaa", "tried first"),
        ("123456789012", "tried first"),
        ("qwertyuiopas", "tried first"),
        ("iloveyouiloveyou", "tried first"),
        ("password12345", "tried first"),
        ("P@ssw0rd2024!", "tried first"),
        ("letmeinletmein", "tried first"),
        ("AnaPereira1990", "your name"),
        ("pereiraana2026", "your name"),
        ("anapereira-ANA", "your name"),
        ("ana@example.com1", "your name"),
    ],
)
def test_these_are_too_easy(password: str, why: str) -> None:
    with pytest.raises(WeakPassword, match=why):
        check(password, "Ana Pereira", "ana@example.com")


def test_another_persons_name_is_as_good_as_any_word() -> None:
    check("Ana Pereira 1990 Porto", "Bob", "bob@example.com")


def test_a_password_fits_its_hash_alone() -> None:
    kept = CHEAP.hashed(PASSWORD)
    assert CHEAP.fits(kept, PASSWORD)
    assert not CHEAP.fits(kept, PASSWORD.upper())
    assert not CHEAP.fits(kept, "")
    assert not CHEAP.fits("no hash at all", PASSWORD)


def test_nobodys_password_never_fits() -> None:
    for password in ("", "nobody's", PASSWORD):
        assert not CHEAP.fits(None, password)


def test_the_same_letters_fit_however_a_keyboard_sends_them() -> None:
    kept = CHEAP.hashed("caf\u00e9 am Morgen trinken")
    assert CHEAP.fits(kept, "cafe\u0301 am Morgen trinken")


@pytest.mark.parametrize("odd", ["\ud800" * 12, "\x00" * 12, "x" * (LONGEST + 1), "x" * 1_000_000])
def test_what_nobody_can_type_is_only_wrong(odd: str) -> None:
    assert not CHEAP.fits(CHEAP.hashed(PASSWORD), odd)


def test_two_hashes_of_one_password_differ() -> None:
    assert CHEAP.hashed(PASSWORD) != CHEAP.hashed(PASSWORD)


def test_hashes_are_argon2id_as_hard_as_rfc_9106_asks() -> None:
    """Its second recommendation, for 64 MB of memory."""
    assert Passwords().hashed(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_other_parameters_ask_for_a_new_hash() -> None:
    harder = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    kept = CHEAP.hashed(PASSWORD)
    assert not CHEAP.outdated(kept)
    assert harder.outdated(kept)
    assert harder.fits(kept, PASSWORD)
