"""Whoever acts in an open page is asked for anew: no part of a page holds on to the actor that it was opened by.

Read off the source, since it is about every callback there is and will be.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import studio

ROOT = Path(studio.__file__).parent
PLACES = ("pages", "panels", "canvas", "frame.py", "island.py", "toast.py", "theme.py")

CALLED_LATER = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)

WHILE_BUILDING = {
    "frame.py:_account": "says who is signed in",
    "frame.py:_ways": "offers admins their pages",
    "pages/account.py:build": "reads what the page begins with",
    "pages/audit.py:build": "reads what the page begins with",
    "pages/conversation.py:build": "reads what the page begins with",
    "pages/editor.py:_open": "reads what the page begins with",
    "pages/flow.py:build": "reads what the page begins with",
    "pages/flow.py:fill": "reads what the page begins with",
    "pages/flows.py:build": "reads what the page begins with, and decides what is offered",
    "pages/flows.py:_empty": "says why there are no flows",
    "pages/keys.py:build": "reads what the page begins with",
    "pages/sandbox.py:_arrived": "reads what the page begins with",
    "pages/sandbox.py:build": "reads what the page begins with",
    "pages/users.py:build": "reads what the page begins with, and says which line is one's own",
}
"""Where the actor who opened a page is looked at, and why that is no callback."""


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    paths = [ROOT / place for place in PLACES]
    files = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return tuple((file.relative_to(ROOT).as_posix(), ast.parse(file.read_text())) for file in files)


def functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    """Every function and method with what is in it; of one in another, the outer one's name."""
    for node in tree.body:
        for one in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                yield one.name, list(ast.walk(one))


def is_held(node: ast.AST) -> bool:
    """`visit.actor`, `self._actor`: an actor that somebody holds, and no parameter; an audit line has one, too."""
    if not (isinstance(node, ast.Attribute) and node.attr.lstrip("_") == "actor"):
        return False
    return not (isinstance(node.value, ast.Name) and node.value.id == "entry")


def is_kept(node: ast.AST) -> bool:
    """`self.who = actor`: an actor that is put away for later."""
    if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id == "actor"):
        return False
    return any(isinstance(target, ast.Attribute | ast.Subscript) for target in node.targets)


def test_pages_look_at_the_actor_who_opened_them_only_while_they_are_built() -> None:
    found = {
        f"{file}:{name}"
        for file, tree in sources()
        for name, nodes in functions(tree)
        if any(map(is_held, nodes))
    }
    assert sorted(found) == sorted(WHILE_BUILDING)


def test_what_builds_a_page_leaves_no_callback_with_that_actor() -> None:
    for file, tree in sources():
        for name, nodes in functions(tree):
            inner = [one for one in nodes[1:] if isinstance(one, CALLED_LATER)]
            assert not any(is_held(node) for one in inner for node in ast.walk(one)), f"{file}:{name}"


def test_no_actor_is_put_away_or_made_up() -> None:
    for file, tree in sources():
        nodes = list(ast.walk(tree))
        assert not any(map(is_kept, nodes)), file
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        made = {
            node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not names & {"SYSTEM", "COMMAND_LINE"}, file
        assert "Actor" not in made, file
