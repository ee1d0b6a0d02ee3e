// The map that is shown: Python's document, and what the user has just done to it until Python answers.
//
// Python's word wins: `replace` and `patch` overwrite, and `restore` takes back what was refused.
import { markRaw, reactive, shallowReactive, shallowRef } from "vue";
import { Router } from "./geometry/router.js";
import { wiresOf } from "./geometry/wires.js";
import { foldSize, pillSize } from "./lettering.js";

export const ANYWHERE = "*", GHOST = "+";
const GRID = 8; // as StateCanvas.vue has it
const ROW = 24, HEAD = 40, PANEL_WIDTH = 304;

export function useMap(flow) {
  const router = new Router();
  const nodes = new Map(), edges = new Map();
  const lines = shallowRef([]);
  const about = reactive({ rev: 0, readOnly: false, theme: "light", empty: true });
  const live = shallowReactive({});
  const opened = new Set(); // transitions that are selected: what they are folded into is unfolded
  let wires = new Map(), places = new Map(); // by id; its index in `lines`
  let anywhere = null, known = null;

  function load(document) {
    known = document;
    about.rev = document.rev;
    about.readOnly = document.read_only;
    about.theme = document.theme ?? about.theme;
    overwrite(live, document.live ?? {});
    refill(nodes, document.nodes);
    refill(edges, document.edges);
    anywhere = document.anywhere;
    show();
  }

  function show() {
    about.empty = nodes.size === 0;
    wires = strung();
    router.draw(boxes(), [...wires.values()].map(measured));
    const chosen = new Set(flow.getSelectedNodes.value.map(({ id }) => id));
    const cards = [...nodes.values()].map((node) => ({ ...card(node), selected: chosen.has(node.id) }));
    if (anywhere) cards.push(panel(anywhere));
    flow.setNodes(cards);
    list();
  }

  function patch({ rev, upsert_nodes = [], upsert_edges = [], remove_nodes = [], remove_edges = [], anywhere: panelNow, live: counts }) {
    about.rev = rev;
    if (counts) overwrite(live, counts);
    const gone = new Set(remove_nodes), boxed = remove_nodes.map((id) => [id, null]);
    for (const id of remove_nodes) nodes.delete(id);
    if (gone.size) flow.removeNodes([...gone]);
    for (const node of upsert_nodes) {
      const before = nodes.get(node.id);
      nodes.set(node.id, node);
      put(node);
      if (!before || ["x", "y", "w", "h"].some((key) => before[key] !== node[key])) boxed.push([node.id, boxOf(node)]);
    }
    if (panelNow !== undefined) boxed.push(...putPanel(panelNow));
    const changed = [...remove_edges.map((id) => [id, null]), ...upsert_edges.map((edge) => [edge.id, edge])];
    for (const [id, edge] of changed) edge ? edges.set(id, edge) : edges.delete(id);
    about.empty = nodes.size === 0;
    redraw(boxed, changed.length > 0);
    known = { ...known, rev, nodes: [...nodes.values()], edges: [...edges.values()], anywhere, live: { ...live } };
  }

  // Take back what Python refused.
  const restore = () => known && load({ ...known, theme: about.theme, live: { ...live } });

  // What was done here shows at once. `done` gives nodes and edges their new look; null removes one.
  function pretend({ node = [], edge = [] }) {
    const boxed = [];
    for (const [id, change] of node) {
      if (change === null) {
        nodes.delete(id);
        flow.removeNodes([id]);
        boxed.push([id, null]);
        for (const one of [...edges.values()]) if (one.source === id || one.target === id) edge.push([one.id, null]);
        continue;
      }
      const next = { ...nodes.get(id), ...change };
      nodes.set(id, next);
      put(next);
      if (change.x !== undefined) boxed.push([id, boxOf(next)]);
    }
    const changed = edge.map(([id, change]) => [id, change && { ...edges.get(id), ...change }]);
    for (const [id, one] of changed) one ? edges.set(id, one) : edges.delete(id);
    redraw(boxed, changed.length > 0);
  }

  function redraw(boxed, restrung) {
    if (!boxed.length && !restrung) return;
    const before = wires;
    if (restrung) wires = strung(before);
    const changed = [...before.keys()].filter((id) => !wires.has(id)).map((id) => [id, null]);
    for (const [id, wire] of wires) if (before.get(id) !== wire) changed.push([id, wire]);
    const redrawn = changed.filter(([id, wire]) => !wire || !before.has(id) || ends(wire) !== ends(before.get(id)));
    const moved = router.settle(boxed, redrawn.map(([id, wire]) => [id, wire && measured(wire)]));
    if (redrawn.length) list();
    else refresh(new Set([...moved, ...changed.map(([id]) => id)]));
  }

  // The wires of all edges; one that stays as it is keeps its identity.
  function strung(before = new Map()) {
    const same = (wire, old) => old && wire.edges.length === old.edges.length && wire.edges.every((edge, i) => edge === old.edges[i]);
    return new Map(wiresOf(edges.values(), opened).map((wire) => [wire.id, same(wire, before.get(wire.id)) ? before.get(wire.id) : wire]));
  }

  // Unfold what these transitions are folded into, and fold the others.
  function open(transitions) {
    const now = new Set(transitions);
    const same = now.size === opened.size && [...now].every((id) => opened.has(id));
    if (same) return;
    opened.clear();
    for (const id of now) opened.add(id);
    redraw([], true);
  }

  // Cards follow the pointer: only their lines are drawn again.
  function drag(moved) {
    refresh(router.drag(moved.map(({ id, position }) => [id, { ...sizeOf(id), ...position }])));
  }

  function list() {
    const old = new Map(lines.value.map((one) => [one.id, one]));
    lines.value = [...wires.values()].filter(({ id }) => router.routes.has(id)).map((wire) => {
      const known = old.get(wire.id);
      return known && known.wire === wire && known.route === router.routes.get(wire.id) ? known : line(wire);
    });
    places = new Map(lines.value.map(({ id }, i) => [id, i]));
  }

  function refresh(ids) {
    const next = lines.value.slice();
    for (const id of ids) if (places.has(id)) next[places.get(id)] = line(wires.get(id));
    lines.value = next;
  }

  // `edge` stands for all of a wire's edges: they say the same, unless it is folded.
  const line = (wire) => markRaw({ id: wire.id, wire, edge: wire.edges[0], size: labelSize(wire), route: router.routes.get(wire.id) });
  const measured = (wire) => ({ id: wire.id, sources: wire.sources, target: wire.target, label: labelSize(wire) });
  const labelSize = (wire) => (wire.folded ? foldSize(wire) : pillSize(wire.edges[0]));
  const ends = (wire) => JSON.stringify(measured(wire));

  function* boxes() {
    for (const node of nodes.values()) yield [node.id, boxOf(node)];
    if (anywhere) yield [ANYWHERE, panelBox(anywhere)];
  }

  function sizeOf(id) {
    const { w, h } = id === ANYWHERE ? panelBox(anywhere) : nodes.get(id);
    return { w, h };
  }

  function put(node) {
    const shown = flow.findNode(node.id);
    if (!shown) return flow.addNodes([card(node)]);
    const next = card(node);
    if (shown.data !== next.data) shown.data = next.data;
    if (shown.dragging) return;
    if (shown.position.x !== next.position.x || shown.position.y !== next.position.y) shown.position = next.position;
    if (shown.dimensions.width !== node.w || shown.dimensions.height !== node.h) Object.assign(shown, { style: next.style, dimensions: next.dimensions });
    shown.ariaLabel = next.ariaLabel;
  }

  function putPanel(next) {
    anywhere = next;
    if (!next) {
      flow.removeNodes([ANYWHERE]);
      return [[ANYWHERE, null]];
    }
    const shown = flow.findNode(ANYWHERE);
    if (shown) Object.assign(shown, panel(next));
    else flow.addNodes([panel(next)]);
    return [[ANYWHERE, panelBox(next)]];
  }

  return { nodes, edges, lines, about, live, load, patch, restore, pretend, drag, open, box: (id) => boxOf(nodes.get(id)), boxes };
}

// Cards stand on Vue Flow's grid, whatever their document says: so do their boxes.
const snapped = (at) => Math.round(at / GRID) * GRID;
const boxOf = ({ x, y, w, h }) => ({ x: snapped(x), y: snapped(y), w, h });
const panelBox = ({ x, y, w, items }) => ({ x: snapped(x), y: snapped(y), w: w ?? PANEL_WIDTH, h: HEAD + ROW * items.length + 10 });

// Sizes are known: Vue Flow shows a card with its dimensions at once, where it would measure it first.
function card(node) {
  return {
    id: node.id, type: "state", position: { x: snapped(node.x), y: snapped(node.y) }, data: markRaw(node), ariaLabel: spoken(node),
    dimensions: { width: node.w, height: node.h }, style: { width: `${node.w}px`, height: `${node.h}px` },
  };
}

function panel(anywhere) {
  const { x, y, w, h } = panelBox(anywhere);
  return {
    id: ANYWHERE, type: "anywhere", position: { x, y }, data: markRaw(anywhere), draggable: false, selectable: false,
    ariaLabel: "From every state", dimensions: { width: w, height: h }, style: { width: `${w}px`, height: `${h}px` },
  };
}

function spoken({ title, initial, terminal, errors, warnings }) {
  const kinds = [initial && "first state", terminal && "an end", errors && `${errors} errors`, warnings && `${warnings} warnings`];
  return [title, ...kinds.filter(Boolean)].join(", ");
}

function refill(map, items) {
  map.clear();
  for (const item of items) map.set(item.id, item);
}

export function overwrite(target, source) {
  for (const key of Object.keys(target)) if (!(key in source)) delete target[key];
  Object.assign(target, source);
}
