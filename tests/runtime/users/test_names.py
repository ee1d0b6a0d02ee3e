"""Whose name could pass for whose."""

from __future__ import annotations

import pytest

from runtime.errors import InvalidUser
from runtime.users.names import folded, valid_email, valid_name


@pytest.mark.parametrize(
    "same",
    [
        "admin",
        "Admin",
        "ADMIN",
        " admin ",
        "ａｄｍｉｎ",
        "ＡＤＭＩＮ",
        "𝐚𝐝𝐦𝐢𝐧",
        "ⓐⓓⓜⓘⓝ",
    ],
)
def test_case_and_width_make_no_other_name(same: str) -> None:
    assert folded(same) == "admin"


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("Ana  Maria", "ana maria"), ("ﬁsh", "FISH")]
)
def test_what_reads_alike_is_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    "name", ["Ana", "Ana Иванова", "Иван", "李小龍", "O'Neill-Smith, Jr.", "José", "André 2"]
)
def test_names_of_people_are_taken_as_they_are(name: str) -> None:
    assert valid_name(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "needs a name"),
        (" \t ", "needs a name"),
        ("x" * 81, "at most 80"),
        ("ana@example.com", "no “@”"),
        ("ad\u200bmin", "can't be seen"),
        ("\u202enimda", "can't be seen"),
        ("ad\u00admin", "can't be seen"),
        ("a\x00b", "can't be seen"),
        ("\ud800", "can't be seen"),
        ("\u0430dmin", "several scripts"),  # a Cyrillic а
        ("adm\u03b9n", "several scripts"),  # a Greek iota
        ("System", "names somebody else"),
        ("Command  Line", "names somebody else"),
        ("key: shop", "names somebody else"),
        ("process payment", "names somebody else"),
    ],
)
def test_what_could_pass_for_another_is_no_name(name: str, why: str) -> None:
    with pytest.raises(InvalidUser, match=why):
        valid_name(name)


@pytest.mark.parametrize("email", ["ana@example.com", "a.b+c@mail.example.org", "änne@exämple.de"])
def test_an_address_is_taken_as_it_is(email: str) -> None:
    assert valid_email(f" {email} ") == email


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nobody_needs_an_address(nothing: str | None) -> None:
    assert valid_email(nothing) is None


@pytest.mark.parametrize(
    "text",
    [
        "ana",
        "ana@",
        "@example.com",
        "a b@example.com",
        "a@b@c",
        "Ana <a@b.c>",
        "a@b\r\nBcc: c@d",
        "a" * 250 + "@b.co",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidUser, match="no email address"):
        valid_email(text)
