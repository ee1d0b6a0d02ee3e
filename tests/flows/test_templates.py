"""Texts with blanks: what they render to, and what may not be written in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InvalidTemplate
from flows.formats import FILTERS
from flows.templates import MAX_BYTES, Formats, compile_template

ENGLISH = Formats("en", ZoneInfo("Europe/Berlin"), {"data.amount": "EUR"})
VALUES: dict[str, Any] = {
    "contact.name": "Ana",
    "contact.tags": ["vip", "early"],
    "data.amount": 1234.5,
    "data.count": 3.0,
    "data.due": date(2026, 3, 1),
    "data.met": datetime(2026, 3, 1, 23, 30, tzinfo=UTC),  # the 2nd in Berlin
    "data.paid": False,
    "data.empty": "",
    "event.due": "2026-03-01",
    "event.at": "2026-03-01T23:30:00Z",
    "event.time": "09:05",
    "event.total": "99.9",
}


def render(text: str, formats: Formats = ENGLISH) -> str:
    return compile_template(text).render(VALUES.get, formats)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("Hi {{ contact.name }}!", "Hi Ana!"),
        ("Hi {{ contact.nickname }}!", "Hi !"),
        ("{{ contact.nickname | default('there') }}", "there"),
        ("{{ data.empty | default('there') | upper }}", "THERE"),
        ("{{ data.paid | default('unknown') }}", "no"),
        ("{{ data.count }} {{ data.amount }}", "3 1234.5"),
        ("{{ contact.tags }}", "vip, early"),
        ("{{ data.amount | money }} {{ data.amount | money('USD') }}", "€1,234.50 $1,234.50"),
        ("{{ data.amount | default(0) | money }}", "€1,234.50"),
        ("{{ event.total | money }} {{ contact.name | money }}", "99.90 Ana"),
        ("{{ data.amount | number }} {{ data.amount | number(0) }}", "1,234.5 1,234"),
        ("{{ data.due }} {{ data.due | date('long') }}", "Mar 1, 2026 March 1, 2026"),
        ("{{ data.met }}", "Mar 2, 2026, 12:30 AM"),
        ("{{ data.met | date }} at {{ data.met | time }}", "Mar 2, 2026 at 12:30 AM"),
        (
            "{{ event.due | date }}, {{ event.at | time }}, {{ event.time | time }}",
            "Mar 1, 2026, 12:30 AM, 9:05 AM",
        ),
        ("{{ data.due | time }}{{ data.none | date }}{{ contact.name | date }}", "Ana"),
        ("{{ contact.name | upper | capitalize }}", "Ana"),
        ("{% if data.paid %}paid{% elif data.due %}due{% else %}open{% endif %}", "due"),
        ("{% if data.none %}a{% else %}{% if data.due %}b{% endif %}{% endif %}", "b"),
        ("a{# said to nobody #}b\n", "ab\n"),
        ("{% raw %}{{ braces }}{% endraw %}", "{{ braces }}"),
        ("100 % { plain }", "100 % { plain }"),
    ],
)
def test_a_text_renders(text: str, rendered: str) -> None:
    assert render(text) == rendered


@pytest.mark.parametrize(
    ("locale", "rendered"),
    [
        ("de", "1.234,50 € am 01.03.2026 um 00:30"),
        ("de-AT", "€ 1.234,50 am 01.03.2026 um 00:30"),
        ("es", "1.234,50 € am 1 mar 2026 um 0:30"),
        ("en_GB", "€1,234.50 am 1 Mar 2026 um 00:30"),
        ("xx", "€1,234.50 am Mar 1, 2026 um 12:30 AM"),
        ("../../etc", "€1,234.50 am Mar 1, 2026 um 12:30 AM"),
    ],
)
def test_values_read_as_the_locale_writes_them(locale: str, rendered: str) -> None:
    text = "{{ data.amount | money }} am {{ data.due }} um {{ data.met | time }}"
    assert render(text, ENGLISH._replace(locale=locale)) == rendered


def test_plain_texts_are_for_machines() -> None:
    machine = ENGLISH._replace(plain=True)
    assert render("{{ data.amount | money }} {{ data.count | number(2) }}", machine) == "1234.5 3"
    assert render("{{ data.due }} {{ data.met }}", machine) == "2026-03-01 2026-03-01T23:30:00Z"
    assert render("{{ data.met | date('full') }} {{ data.met | time }}", machine) == "2026-03-02 00:30"


def test_a_template_knows_the_names_it_uses() -> None:
    template = compile_template(
        "{% if data.late %}{{ contact.name | upper }}{% else %}{{ now | date }}{% endif %}"
    )
    assert template.names == {"data.late", "contact.name", "now"}
    assert compile_template("no blanks").names == frozenset()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ 1 }}", "a constant outside a filter's argument"),
        ("{{ a + b }}", "a calculation"),
        ("{{ a and b }}", "a calculation or and/or"),
        ("{% if not a %}{% endif %}", "not, or a sign"),
        ("{% if a == 1 %}{% endif %}", "a comparison"),
        ("{{ a if b else c }}", "an if inside"),
        ("{{ a ~ b }}", "a concatenation"),
        ("{{ a is defined }}", "an “is” test"),
        ("{{ a[0] }}", r"an index in \[ \]"),
        ("{{ a() }}", "a call"),
        ("{{ ''.__class__ }}", "a constant"),
        ("{% for a in b %}{% endfor %}", "a loop"),
        ("{% set a = b %}", "an assignment"),
        ("{% macro a() %}{% endmacro %}", "a macro"),
        ("{% include 'a' %}", "an include"),
        ("{% with %}{% endwith %}", "a with block"),
        ("{% filter upper %}{% endfilter %}", "a filter block"),
        ("{{ a | shout }}", "the filter “shout”"),
        ("{{ a | default(b) }}", "an argument of “default” that is no constant"),
        ("{{ a | default('b', 'c') }}", "more than one argument of “default”"),
        ("{{ a | default(value='b') }}", "more than one argument of “default”"),
        ("{{ a | default }}", "takes what to write instead"),
        ("{{ a | upper('x') }}", "“upper” takes no argument"),
        ("{{ a | money('euro') }}", "a currency such as 'EUR'"),
        ("{{ a | number(99) }}", "how many decimals, 0 to 10"),
        ("{{ a | date('%Y') }}", "'short', 'medium', 'long', 'full'"),
        ("{{ a", "unexpected end"),
        ("{{ }}", "Expected an expression"),
        ("{% shout %}", "unknown tag 'shout'"),
        ("{% if a %}" * 40 + "{% endif %}" * 40, "nesting this deep"),
        ("{{ a" + " | upper" * 40 + " }}", "a row of filters this long"),
    ],
)
def test_anything_else_is_refused_with_its_name_and_line(text: str, named: str) -> None:
    with pytest.raises(InvalidTemplate, match=f"^Line 3: .*{named}"):
        compile_template(f"first\nsecond\n{text}")


@pytest.mark.parametrize(
    "text",
    ["{% if a %}" * 700 + "{% endif %}" * 700, "{{ " + "(" * 4000 + "a" + ")" * 4000 + " }}"],
    ids=["ifs", "parentheses"],
)
def test_no_depth_of_a_text_breaks_the_parser(text: str) -> None:
    with pytest.raises(InvalidTemplate, match="nested too deep"):
        compile_template(text)


def test_a_text_is_bounded_as_written_and_as_rendered() -> None:
    with pytest.raises(InvalidTemplate, match="at most 16 KiB"):
        compile_template("é" * (MAX_BYTES // 2 + 1))
    template = compile_template("{{ a }}{{ a }}")
    half = "é" * (MAX_BYTES // 4)
    assert len(template.render({"a": half}.get, ENGLISH)) == MAX_BYTES // 2
    with pytest.raises(InvalidTemplate, match="comes out longer"):
        template.render({"a": half + "e"}.get, ENGLISH)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("number", [1e25, -1e300, "9" * 400, 5e-324])
@pytest.mark.parametrize("name", ["number", "number(2)", "money('EUR')"])
def test_a_number_of_any_size_can_be_shown(name: str, number: object) -> None:
    assert compile_template(f"{{{{ a | {name} }}}}").render({"a": number}.get, ENGLISH)


@pytest.mark.parametrize("name", FILTERS)
@given(value=ANYTHING, plain=st.booleans())
def test_no_value_breaks_a_filter(name: str, value: object, plain: bool) -> None:
    argument = "('EUR')" if name == "default" else ""
    template = compile_template(f"{{{{ a | {name}{argument} }}}}")
    assert isinstance(template.render({"a": value}.get, ENGLISH._replace(plain=plain)), str)


@given(st.text())
def test_a_text_without_tags_renders_as_itself(text: str) -> None:
    text = text.replace("{", "(")
    assert render(text) == text
