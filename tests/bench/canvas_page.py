"""A page with nothing but the canvas, for looking at it and measuring it: `python -m tests.bench.canvas_page`.

`/{states}?dark` shows a generated map, `/flow/{name}` a shipped one; `/bare/{states}` the same cards and lines by Vue
Flow alone, without NiceGUI. Gestures are answered as the studio would, by a patch. `/socket` answers a press;
`/islands` counts how often its parts are drawn; `/choices` says what was chosen from its lists.
"""

from __future__ import annotations

import json
import sys
from copy import deepcopy
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from nicegui import app, context, ui
from starlette.responses import HTMLResponse

from flows import codec
from flows.library import shipped
from flows.model import Flow
from studio.canvas.places import places
from studio.canvas.projection import Document, Live, document
from studio.canvas.state_canvas import StateCanvas
from studio.files import add_styles
from studio.island import Island
from studio.panels.inspector.controls import add_button, choose, menu, name_input, offer, pick, several
from studio.panels.inspector.paste_box import paste_box
from studio.panels.inspector.wording import TRIGGERS
from tests.bench.maps import EDGES, generated

NODE_MODULES = Path(str(files("assets"))) / "canvas" / "node_modules"
VUE_FLOW = "/node_modules/@vue-flow/core/dist/"


@cache
def drawn_once(states: int) -> Document:
    """A generated map, laid out."""
    return drawn(generated(states, EDGES[states]))


def drawn(flow: Flow) -> Document:
    """The document of a flow, with somebody in its second state."""
    live = Live(1, counts={flow.states[1].id: 12} if len(flow.states) > 1 else {})
    return document(flow, places(flow), live)


def show(shown: Document, *, dark: bool) -> None:
    """Build the page. What the canvas sent stands in `window.sent`."""
    ui.add_head_html('<link rel="stylesheet" href="/styles/tokens.css">')
    ui.add_css("body { overflow: hidden } .nicegui-content { padding: 0; height: 100vh; width: 100vw }")
    ui.dark_mode(dark)
    canvas = StateCanvas(shown).classes("the-canvas")
    canvas.style("width: 100vw; height: 100vh")
    note = "(window.sent ??= []).push"
    canvas.on_ready(lambda given: ui.run_javascript(f"window.ready = {json.dumps(given)}"))
    canvas.on_select(lambda given: ui.run_javascript(f"{note}({json.dumps({'select': given})})"))
    canvas.on_command(lambda given: ui.run_javascript(f"{note}({json.dumps({'command': given})})"))
    rev = 1

    def answer(ops: list[Any]) -> None:
        nonlocal rev
        rev += 1
        ui.run_javascript(f"{note}({json.dumps({'ops': ops})})")
        nodes = {node["id"]: node for node in shown["nodes"]}
        changed = []
        for op in ops:
            for state, (x, y) in op.get("positions", {}).items():
                nodes[state] |= {"x": x, "y": y}
                changed.append(nodes[state])
            if op.get("op") == "rename_state":
                nodes[op["state"]]["title"] = op["title"]
                changed.append(nodes[op["state"]])
        canvas.patch({"rev": rev, "upsert_nodes": changed})

    canvas.on_ops(answer)


def islands() -> None:
    """A word outside of all islands, one in an island, one in an island in that; each with buttons."""
    with ui.element("div"):
        _counting("outside")
        with Island("section"):
            _counting("island")
            with Island():
                _counting("inner")


def _counting(name: str) -> None:
    word = ui.label("as it was").classes(name)
    counted = f"(window.drawn ??= {{}}).{name}"
    word.props[":data-drawn"] = f"({counted} = ({counted} ?? 0) + 1)"  # asked each time it is drawn
    here = context.slot.parent
    ui.button(f"Change {name}", on_click=lambda: word.set_text("changed"))
    ui.button(f"Add to {name}", on_click=lambda: ui.label("added").move(here))
    ui.button(f"Empty {name}", on_click=lambda: here.remove(word))


def choices() -> None:
    """A menu, a name to type, one to pick, several to tick, some of which exclude each other, and texts."""
    fruits = {name: name.capitalize() for name in ("apple", "pear", "plum", "cherry")}
    with add_button("Add"):
        menu(TRIGGERS, lambda _: None)
    name_input("Name", fruits, None, lambda _: None)
    pick("One", fruits, None, lambda _: None)
    ui.input("Text")
    for label, new in (("Several", False), ("Or others", True)):
        chosen = several(label, fruits, (), lambda _: None, new=new)
        ui.label().classes("heard").bind_text_from(chosen, "value", " ".join)

    def without_plum(names: list[str]) -> None:
        choose(only, [name for name in names if name != "plum"])

    only = several("Only", fruits, (), without_plum)
    lines: list[str] = []
    taken = ui.label().classes("heard")

    def take(new: list[str]) -> None:
        lines.extend(new)
        taken.text = " · ".join(lines)

    paste_box("Lines", "lines", lambda: lines, take)
    changing = pick("Changing", fruits, None, lambda _: None)
    ui.on("change", lambda: offer(changing, {"apricot": "Apricot", **fruits}))
    ui.run_javascript("window.change = () => emitEvent('change')")


def bare(shown: Document) -> str:
    """Vue Flow with its own cards and lines, as one would begin with it."""
    nodes = [
        {"id": node["id"], "position": {"x": node["x"], "y": node["y"]}, "data": {"label": node["title"]}}
        for node in shown["nodes"]
    ]
    edges = [
        {"id": edge["id"], "source": edge["source"], "target": edge["target"], "label": edge["words"]}
        for edge in shown["edges"]
    ]
    vue = next(Path(ui.__file__).parent.glob("static/vue.esm-browser.prod.js"))
    imports = {
        "imports": {"vue": f"/nicegui-static/{vue.name}", "@vue-flow/core": f"{VUE_FLOW}vue-flow-core.mjs"}
    }
    return f"""<!doctype html><script>window.began = performance.now()</script>
    <link rel="stylesheet" href="{VUE_FLOW}style.css"><link rel="stylesheet" href="{VUE_FLOW}theme-default.css">
    <style>body {{ margin: 0 }} #map {{ width: 100vw; height: 100vh }}</style><div id="map"></div>
    <script type="importmap">{json.dumps(imports)}</script>
    <script type="module">
    import {{ createApp, h, ref }} from "vue";
    import {{ VueFlow }} from "@vue-flow/core";
    const nodes = ref({json.dumps(nodes)}), edges = ref({json.dumps(edges)});
    const began = window.began, drawn = () => (window.ready ??= {{ ms: performance.now() - began }});
    createApp({{ render: () => h(VueFlow, {{
      nodes: nodes.value, edges: edges.value, minZoom: 0.1, defaultViewport: {{ x: 48, y: 300, zoom: 0.75 }},
      onNodesInitialized: () => requestAnimationFrame(() => setTimeout(drawn)),
    }}) }}).mount("#map");
    </script>"""


def add_pages(server: FastAPI) -> None:
    """All pages of the harness."""
    add_styles(server)
    server.mount("/node_modules", StaticFiles(directory=NODE_MODULES))
    server.mount("/nicegui-static", StaticFiles(directory=Path(ui.__file__).parent / "static"))

    @ui.page("/{states:int}")
    def states_page(states: int, dark: bool = False, still: bool = False) -> None:
        show({**deepcopy(drawn_once(states)), "read_only": still}, dark=dark)

    @ui.page("/flow/{name}")
    def flow_page(name: str, dark: bool = False) -> None:
        show(drawn(codec.load(shipped()[name])), dark=dark)

    @ui.page("/socket")
    def socket_page() -> None:
        ui.button("Press", on_click=lambda: ui.run_javascript("window.answered?.()"))

    @ui.page("/islands")
    def islands_page() -> None:
        islands()

    @ui.page("/choices")
    def choices_page() -> None:
        choices()

    @server.get("/bare/{states}")
    def bare_page(states: int) -> HTMLResponse:
        return HTMLResponse(bare(drawn_once(states)))


if __name__ == "__main__":
    add_pages(app)
    ui.run(
        port=int(sys.argv[1]) if sys.argv[1:] else 8099,
        host="127.0.0.1",
        show=False,
        reload=False,
        language="en-US",
        tailwind=False,
    )
