"""The command line as people and scripts use it: what is printed where, and the exit codes."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows import migrations
from flows.migrations import Migrated, Migration, Remark
from runtime.cli.command import Group
from runtime.cli.parser import COMMANDS, parser, run
from tests.runtime.shell import SMALL, Shell

WITH_HINT = SMALL.replace("transitions:", "messages: {spare: {text: Hello}}\ntransitions:")
WITH_WARNING = SMALL.replace("[waiting, done]", "[waiting, done, lost]").replace("[done]\n", "[done, lost]\n")
WITH_ERROR = SMALL.replace("to_state: done", "to_state: dome")
BROKEN = SMALL.replace("transitions:", "transitons:")
THANKS = """\
  - id: thanks
    from_states: [waiting]
    trigger: {type: intent, value: thanks}
    actions: [{type: send_message, message: welcome}]
intents: {thanks: {examples: [thank you], shared: true}}
messages: {welcome: {text: You're welcome., whatsapp: {template: welcome}}}
"""
SEED = """\
state_maps:
  - process_type: payment
    states: [pending, reminded, confirmed]
    transitions:
      - from_states: [pending]
        to_state: reminded
        trigger: {type: action, value: outreach_sent}
      - from_states: [reminded]
        to_state: confirmed
        trigger: {type: event, value: payment_received}
"""


# check


@pytest.mark.parametrize(
    ("text", "code", "worst"),
    [(SMALL, 0, []), (WITH_HINT, 0, ["hint"]), (WITH_WARNING, 1, ["warning"]), (WITH_ERROR, 1, ["error"])],
)
def test_check_exits_1_on_what_is_worse_than_a_hint(
    converse: Shell, text: str, code: int, worst: list[str]
) -> None:
    said = converse("check", converse.write("tea.yaml", text), "--json")
    assert said.code == code
    assert [finding["severity"] for finding in said.document["findings"]][:1] == worst


def test_what_the_author_accepts_is_only_counted(converse: Shell) -> None:
    text = WITH_WARNING.replace(
        "accept:\n", "accept:\n  - {finding: unreachable-state, at: lost, reason: later}\n"
    )
    said = converse("check", converse.write("tea.yaml", text), "--json")
    assert said.code == 0
    assert said.document["findings"] == []
    assert "unreachable-state" in [finding["code"] for finding in said.document["accepted"]]
    assert "accepted)" in said.err


def test_check_names_file_and_line(converse: Shell) -> None:
    said = converse("check", converse.write("tea.yaml", WITH_ERROR), "--json")
    (finding, *_) = said.document["findings"]
    assert finding["file"] == "tea.yaml"
    assert (finding["code"], finding["line"]) == ("unknown-reference", 9)
    assert set(finding) >= {"code", "severity", "at", "line", "message", "file"}
    assert "unknown-reference" in said.err  # people still read it, beside the document


def test_check_speaks_to_people(converse: Shell) -> None:
    said = converse("check", converse.write("tea.yaml", WITH_HINT), converse.write("other.yaml", SMALL))
    assert said.out.splitlines()[0] == "tea.yaml"
    assert said.out.splitlines()[1].split()[1:3] == ["hint", "message-unused"]
    assert said.out.splitlines()[-1] == "2 files: 1 hint (2 accepted)."


def test_check_annotates_a_pull_request(converse: Shell) -> None:
    name = converse.write("50%, tea.yaml", WITH_ERROR)
    said = converse("check", name, "--format", "github")
    first = said.out.splitlines()[0]
    assert first.startswith("::error file=50%25%2C tea.yaml,line=9,title=unknown-reference::")
    assert "“" in first
    hint = converse("check", converse.write("tea.yaml", WITH_HINT), "--format", "github")
    assert hint.out.startswith("::notice file=tea.yaml,line=")
    assert (said.code, hint.code) == (1, 0)


def test_check_leaves_behaviour_out_where_only_the_structure_is_wanted(converse: Shell) -> None:
    name = converse.write("tea.yaml", SMALL[: SMALL.index("accept:")])
    whole, structure = (converse("check", name, "--json", *more) for more in ((), ("--structure",)))
    assert [finding["code"] for finding in whole.document["findings"]] == ["waits-for-ever"]
    assert whole.document["findings"][0]["scenario"]["steps"]
    assert (structure.document["findings"], structure.code) == ([], 0)


def test_flows_that_answer_one_message_twice_are_found_when_checked_together(converse: Shell) -> None:
    tea = SMALL.replace("accept:", f"{THANKS}accept:")
    coffee = tea.replace("process_type: tea", "process_type: coffee")
    files = converse.write("tea.yaml", tea), converse.write("coffee.yaml", coffee)
    said = converse("check", *files, "--json").document["findings"]
    assert [(one["code"], one["file"]) for one in said] == [
        ("answered-twice", "tea.yaml"),
        ("answered-twice", "coffee.yaml"),
    ]


def test_a_file_that_cant_be_loaded_is_a_finding(converse: Shell) -> None:
    assert converse("check", converse.write("tea.yaml", BROKEN)).code == 1
    said = converse("check", converse.write("tea.yaml", BROKEN), "gone.yaml", "--json")
    assert said.code == 2
    broken, *_, gone = said.document["findings"]
    assert (broken["code"], broken["severity"], broken["line"]) == ("unreadable", "error", 7)
    assert "did you mean “transitions”?" in broken["message"]
    assert (gone["file"], gone["code"], gone["line"]) == ("gone.yaml", "unreadable", None)


def test_check_says_what_it_made_of_an_older_file(converse: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def from_v0(value: Mapping[str, Any]) -> Migrated:
        remark = Remark("“kind” is called “process_type” now.", ("kind",))
        rest = {key: part for key, part in value.items() if key != "kind"}
        now = {**rest, "schema": "converse.flow/v1", "process_type": value["kind"]}
        return Migrated(now, {("process_type",): ("kind",)}, (remark,))

    monkeypatch.setattr(migrations, "MIGRATIONS", (Migration("converse.flow/v0", from_v0),))
    text = SMALL.replace("flow/v1", "flow/v0").replace("process_type", "kind")
    said = converse("check", converse.write("tea.yaml", text), "--json")
    assert said.code == 0
    [remark] = said.document["findings"]
    assert (remark["code"], remark["severity"], remark["line"]) == ("older-version", "hint", 2)
    imported = converse("import", "tea.yaml", "--json").document
    assert imported["findings"] == [remark]


def test_check_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "tea.yaml").write_text(SMALL)
    script = (
        "import sys; from runtime.cli.parser import run; code = run(['check', 'tea.yaml']); "
        "print(*sorted({'alembic', 'sqlmodel', 'fastapi', 'redis', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "1 file: no findings (1 accepted).\n\n", done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["tea.yaml"]


# test


def test_scenarios_are_played(converse: Shell) -> None:
    said = converse("test", converse.write("tea.yaml", SMALL))
    assert said.code == 0
    assert "✓ it boils" in said.out
    assert "1 of 1 transition taken (100%)" in said.out
    assert said.out.splitlines()[-1] == "1 scenario: all passed."


def test_a_failed_scenario_says_what_was_expected(converse: Shell) -> None:
    said = converse("test", converse.write("tea.yaml", SMALL.replace("{state: done,", "{state: waiting,")))
    assert said.code == 1
    assert 'step 1 (event: boiled): expected state "waiting", got "done"' in said.out


def test_coverage_informs_and_fails_nothing(converse: Shell) -> None:
    text = SMALL[: SMALL.index("scenarios:")]
    said = converse("test", converse.write("tea.yaml", text), "--json")
    assert said.code == 0
    (flow,) = said.document["flows"]
    assert flow["coverage"]["ratio"] == 0
    assert len(flow["coverage"]["missed"]) == 1


def test_a_file_that_cant_be_loaded_fails_the_test(converse: Shell) -> None:
    said = converse("test", converse.write("tea.yaml", BROKEN), converse.write("fine.yaml", SMALL), "--json")
    assert said.code == 1
    assert [flow["file"] for flow in said.document["flows"]] == ["fine.yaml"]
    assert said.document["unread"][0]["code"] == "unreadable"


# import, publish, export


def published(converse: Shell, *more: str) -> Any:
    assert converse("import", converse.write("tea.yaml", SMALL), *more).code == 0
    return converse("publish", "tea", "--note", "first", "--json", *more).document


def test_a_version_travels_to_another_installation(converse: Shell) -> None:
    first = published(converse)
    assert (first["version"], first["changed"]) == (1, True)
    assert converse("export", "tea", "-o", "export.yaml").code == 0
    assert converse("import", "export.yaml", "--data", "other").code == 0
    second = converse("--data", "other", "--json", "publish", "tea", "--note", "moved").document
    assert second["digest"] == first["digest"]


def test_publishing_the_same_twice_changes_nothing(converse: Shell) -> None:
    published(converse)
    again = converse("publish", "tea", "--note", "again")
    assert again.code == 0
    assert "Nothing changed: this is “Tea” version 1" in again.out


def test_export_is_the_current_version_and_the_draft_only_without_one(converse: Shell) -> None:
    converse("import", converse.write("tea.yaml", SMALL))
    draft = converse("export", "tea", "--json").document
    assert (draft["version"], draft["digest"]) == (None, None)
    assert "digest:" not in draft["yaml"]
    first = published(converse)
    converse("import", converse.write("tea.yaml", SMALL.replace("title: Tea", "title: Green tea")))
    said = converse("export", "tea")
    assert "title: Tea" in said.out
    assert first["digest"] in said.out
    converse("publish", "tea", "--note", "green")
    assert "title: Green tea" in converse("export", "tea").out
    assert "title: Tea" in converse("export", "tea", "--version", "1").out


def test_an_edited_export_is_refused_until_the_edit_is_accepted(converse: Shell) -> None:
    published(converse)
    converse("export", "tea", "-o", "export.yaml")
    converse.write("export.yaml", converse.read("export.yaml").replace("boiled", "cooled"))
    refused = converse("import", "export.yaml", "--json", "--data", "other")
    assert refused.code == 1
    assert refused.document["imported"] == []
    assert refused.document["findings"][0]["code"] == "digest-mismatch"
    assert "--accept-edit" in refused.err
    assert not (converse.folder / "other").exists()
    assert converse("import", "export.yaml", "--accept-edit", "--data", "other").code == 0


def test_import_takes_all_files_or_none(converse: Shell) -> None:
    said = converse("import", converse.write("tea.yaml", SMALL), converse.write("bad.yaml", BROKEN))
    assert said.code == 1
    assert said.out.splitlines()[-1] == "Nothing was imported."
    assert converse("export", "tea").code == 2


def test_one_draft_comes_from_one_file(converse: Shell) -> None:
    said = converse("import", converse.write("a.yaml", SMALL), converse.write("b.yaml", SMALL))
    assert said.code == 2
    assert "“tea” is in these files twice" in said.err


def test_import_and_publish_print_findings_and_are_done(converse: Shell) -> None:
    said = converse("import", converse.write("tea.yaml", WITH_WARNING), "--json")
    assert said.code == 0
    assert [finding["severity"] for finding in said.document["findings"]] == ["warning"]
    said = converse("publish", "tea", "--note", "x", "--json")
    assert said.code == 0
    assert [finding["severity"] for finding in said.document["findings"]] == ["warning"]


def test_a_draft_with_errors_is_kept_but_not_published(converse: Shell) -> None:
    assert converse("import", converse.write("tea.yaml", WITH_ERROR)).code == 0
    said = converse("publish", "tea", "--note", "x", "--json")
    assert said.code == 1
    assert said.document["error"]["code"] == "publish_refused"
    assert "error" in [finding["severity"] for finding in said.document["findings"]]


def test_the_seed_form_is_imported_and_published(converse: Shell) -> None:
    assert converse("import", converse.write("seed.yaml", SEED)).code == 0
    assert converse("publish", "payment", "--note", "seed").code == 0


UNKNOWN = [
    (("publish", "coffee", "--note", "x"), "There is no flow “coffee”."),
    (("export", "coffee"), "There is no flow “coffee”."),
    (("export", "tea", "--version", "7"), "“tea” has no version 7."),
    (("export", "tea", "-o", "no/such/folder.yaml"), "can't be written"),
]


@pytest.mark.parametrize(("arguments", "message"), UNKNOWN)
def test_what_isnt_there_is_said_in_words(converse: Shell, arguments: tuple[str, ...], message: str) -> None:
    published(converse)
    said = converse(*arguments, "--json")
    assert said.code == 2
    assert message in said.err
    assert message in said.document["error"]["message"]


# diff


def test_diff_says_what_the_newer_flow_does_otherwise(converse: Shell) -> None:
    old = converse.write("old.yaml", SMALL)
    new = converse.write("new.yaml", SMALL.replace("value: boiled", "value: whistled"))
    said = converse("diff", old, new)
    assert said.code == 1
    assert said.out.splitlines() == [
        "Waiting",
        "  ~ “Waiting” now goes to “Done” on the event “whistled” instead of “boiled”.",
    ]
    document = converse("diff", old, new, "--json").document
    assert set(document) == {"from", "to", "behave_alike", "behaviour", "beside", "renamed"}
    assert (document["from"]["name"], document["behave_alike"]) == ("old.yaml", False)


def test_texts_that_decide_nothing_are_no_difference_to_a_script(converse: Shell) -> None:
    old = converse.write("old.yaml", SMALL)
    said = converse("diff", old, converse.write("new.yaml", SMALL.replace("title: Tea", "title: Green tea")))
    assert said.code == 0
    assert said.out.splitlines() == [
        "They behave alike.",
        "",
        "Names, notes and scenarios",
        "  ~ The title of the process is now “Green tea” instead of “Tea”.",
    ]


def test_versions_and_drafts_of_the_data_folder_are_compared(converse: Shell) -> None:
    published(converse)
    later = converse.write("later.yaml", SMALL.replace("value: boiled", "value: whistled"))
    converse("import", later)
    assert converse("diff", "tea@1", "tea@current").out == "They behave alike.\n"
    assert converse("diff", "tea@current", "tea@draft").code == 1
    assert converse("diff", "tea@draft", later).code == 0


@pytest.mark.parametrize("name", ["gone.yaml", "coffee@1", "tea@7"])
def test_what_isnt_there_cant_be_compared(converse: Shell, name: str) -> None:
    published(converse)
    said = converse("diff", "tea@1", name, "--json")
    assert (said.code, set(said.document)) == (2, {"error"})


# schema


def test_schema_is_what_an_editor_is_pointed_to(converse: Shell) -> None:
    said = converse("schema")
    assert said.code == 0
    assert said.document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert said.document == converse("schema", "--json").document


# the rest


def test_nothing_runs_is_an_answer(converse: Shell) -> None:
    said = converse("status", "--json")
    assert said.code == 0
    assert said.document == {"processes": [], "redis": None, "database": None}
    assert "Nothing runs on" in said.err
    assert list(converse.folder.iterdir()) == []


def test_a_signin_link_leads_to_the_studio(converse: Shell) -> None:
    said = converse("signin-link")
    assert said.out.startswith("http://127.0.0.1:8080/sign-in?token=")
    assert converse("signin-link").out != said.out


def test_a_signin_link_for_nobody_is_refused(converse: Shell) -> None:
    said = converse("signin-link", "Bob", "--json")
    assert (said.code, said.document["error"]["code"]) == (2, "unknown_user")


def test_people_are_invited_and_let_go(converse: Shell) -> None:
    published(converse)
    converse("signin-link")
    grant = ("--grant", "tea=editor")
    invited = converse(
        "users", "invite", "Ana", "--role", "none", "--email", "ana@example.com", *grant, "--json"
    )
    assert invited.document["url"].startswith("http://127.0.0.1:8080/join?token=")
    assert invited.document["kind"] == "invite"
    assert converse("users", "link", "ana@example.com").out != invited.document["url"]
    assert converse("users", "role", "Ana", "viewer").code == 0
    assert converse("users", "disable", "ANA").code == 0
    admin, ana = sorted(
        converse("users", "list", "--json").document["users"], key=lambda user: user["name"] == "Ana"
    )
    assert (admin["name"], admin["role"], admin["state"]) == ("admin", "admin", "invited")
    assert (ana["role"], ana["grants"], ana["state"]) == ("viewer", {"tea": "editor"}, "disabled")
    assert converse("users", "enable", "Ana").code == 0
    assert "tea=editor" in converse("users", "list").out


def test_a_password_comes_by_standard_input(converse: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    converse("users", "invite", "Ana", "--role", "admin")
    for typed, code in (("ana ana ana ana\n", 2), ("", 2), ("a heron reads the paper\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        said = converse("users", "password", "ana")
        assert said.code == code
        assert "heron" not in said.out + said.err
    (ana,) = converse("users", "list", "--json").document["users"]
    assert ana["state"] == "active"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("invite", "admin", "--role", "viewer"), "name_taken", "called “admin” already"),
        (("invite", "ADMIN", "--role", "viewer"), "name_taken", "called “ADMIN” already"),
        (
            ("invite", "Ana", "--role", "viewer", "--grant", "cake=editor"),
            "unknown_process",
            "no flow “cake”",
        ),
        (("invite", "Ana", "--role", "viewer", "--grant", "cake"), "usage", "PROCESS=ROLE"),
        (("invite", "Ana", "--role", "emperor"), "usage", "emperor"),
        (("role", "admin", "viewer"), "last_admin", "the last admin"),
        (("disable", "admin"), "last_admin", "the last admin"),
        (("link", "Bob"), "unknown_user", "no user “Bob”"),
        ((), "usage", "required"),
    ],
)
def test_what_cant_be_done_about_people_is_said(
    converse: Shell, arguments: tuple[str, ...], code: str, words: str
) -> None:
    converse("signin-link")
    said = converse("users", *arguments, "--json")
    assert (said.code, said.document["error"]["code"]) == (2, code)
    assert words in said.document["error"]["message"]


def test_a_folder_of_a_newer_version_is_left_alone(converse: Shell) -> None:
    published(converse)
    (converse.folder / ".converse" / "format").write_text("99")
    said = converse("publish", "tea", "--note", "x")
    assert said.code == 2
    assert "written by a newer version" in said.err


def test_a_wrong_settings_file_is_named(converse: Shell) -> None:
    converse.write("converse.yaml", "servr: {}")
    said = converse("migrate")
    assert said.code == 2
    assert "“servr” is no setting (converse.yaml, line 1); did you mean “server”?" in said.err


@pytest.mark.parametrize(
    "arguments", [(), ("brew",), ("publish", "tea"), ("check",), ("up", "--api-port", "0")]
)
def test_usage_errors_exit_2(converse: Shell, arguments: tuple[str, ...]) -> None:
    said = converse(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "usage: converse" in said.err
    as_json = converse(*arguments, "--json")
    assert (as_json.code, as_json.document["error"]["code"]) == (2, "usage")
    assert as_json.document["error"]["message"] in said.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_what_it_does(converse: Shell, command: Any) -> None:
    with pytest.raises(SystemExit) as caught:
        converse(command.name, "--help")
    assert caught.value.code == 0
    assert command.summary.endswith(".")


EXAMPLES = [
    example
    for command in COMMANDS
    for one in (command.parts if isinstance(command, Group) else (command,))
    for example in one.examples or (f"{one.name} lacks examples",)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_command_has_examples_that_are_understood(example: str) -> None:
    words = shlex.split(example, comments=True)
    redirected = min((words.index(sign) for sign in "<>" if sign in words), default=len(words))
    given = parser().parse_args(words[:redirected])
    assert example in given.command.examples


@pytest.mark.parametrize(("command", "found"), [("check", True), ("diff", True), ("render", False)])
def test_help_says_examples_and_exit_codes(
    converse: Shell, capsys: pytest.CaptureFixture[str], command: str, found: bool
) -> None:
    with pytest.raises(SystemExit):
        run([command, "--help"])
    said = capsys.readouterr().out
    _, codes = said[said.index("examples:\n  converse ") :].split("exit codes:\n")
    assert [line.split()[0] for line in codes.splitlines()] == ["0", *["1"] * found, "2"]


# keys


def test_a_key_is_printed_once_and_listed_without_it(converse: Shell) -> None:
    made = converse("keys", "make", "crm", "--scope", "events", "--scope", "operate", "--days", "30")
    assert made.code == 0
    token = made.out.strip()
    assert token.startswith("cas_")
    assert "only now" in made.err
    listed = converse("keys", "list", "--json")
    (key,) = listed.document["keys"]
    assert (key["name"], key["scopes"], key["per_minute"], key["good"]) == (
        "crm",
        ["events", "operate"],
        600,
        True,
    )
    assert token not in listed.out + listed.err + converse("keys", "list").out


def test_a_revoked_key_is_said_to_be_so(converse: Shell) -> None:
    key = converse("keys", "make", "crm", "--scope", "admin", "--json").document
    assert set(key) == {"id", "key", "expires_at"}
    assert converse("keys", "revoke", key["id"]).code == 0
    assert converse("keys", "list").out.splitlines()[1].endswith("revoked")


def test_keys_that_can_not_be(converse: Shell) -> None:
    for words, *arguments in (
        ("--scope", "make", "crm"),
        ("no scope “root”", "make", "crm", "--scope", "root"),
        ("1 to 3,650 days", "make", "crm", "--scope", "events", "--days", "0"),
        ("times a minute", "make", "crm", "--scope", "events", "--per-minute", "0"),
        ("no key “nope”", "revoke", "nope"),
        ("COMMAND",),
    ):
        said = converse("keys", *arguments)
        assert said.code == 2
        assert words in said.err
    assert converse("keys", "list", "--json").document == {"keys": []}
