// What a hand can do, as ops: each gesture shows here at once and leaves as one list of ops.
import { computed, markRaw, ref } from "vue";
import { portAt } from "./geometry/ports.js";
import { sweep } from "./geometry/shapes.js";
import { ANYWHERE, GHOST, overwrite } from "./map.js";
import { usePull } from "./pull.js";
import { slug } from "./slug.js";

const BURST_MS = 350; // arrow keys closer than this are one move
const NEXT = 140, GHOST_SIZE = { w: 200, h: 44 };
export const PALETTE = "application/x-converse";

export function useGestures({ flow, map, selection, view, lost, emit, focus }) {
  const editing = ref(null), ghost = ref(null);
  let burst = null, frame = null;
  const pull = usePull({ flow, boxes: map.boxes, done: pulled });
  const still = () => map.about.readOnly || lost.value;

  function send(...ops) {
    settleBurst();
    if (!still()) emit("ops", ops);
  }

  // ── moving ──
  function dragging({ nodes }) {
    const latest = nodes.filter(({ id }) => map.nodes.has(id));
    frame ??= requestAnimationFrame(() => {
      frame = null;
      map.drag(latest);
    });
  }

  function dragged({ nodes }) {
    cancelAnimationFrame(frame);
    frame = null;
    settleAt(nodes.filter(({ id }) => map.nodes.has(id)));
  }

  function settleAt(nodes) {
    const moved = nodes.map(({ id, position }) => [id, Math.round(position.x), Math.round(position.y)]).filter(([id, x, y]) => x !== map.nodes.get(id).x || y !== map.nodes.get(id).y);
    if (!moved.length) return;
    map.pretend({ node: moved.map(([id, x, y]) => [id, { x, y }]) });
    send({ op: "move_states", positions: Object.fromEntries(moved.map(([id, x, y]) => [id, [x, y]])) });
  }

  function nudge([dx, dy]) {
    const nodes = selection.states().map((id) => flow.findNode(id));
    for (const node of nodes) node.position = { x: node.position.x + dx, y: node.position.y + dy };
    map.drag(nodes);
    clearTimeout(burst?.timer);
    burst = { nodes, timer: setTimeout(settleBurst, BURST_MS) };
  }

  function settleBurst() {
    if (!burst) return;
    const { nodes, timer } = burst;
    clearTimeout(timer);
    burst = null;
    settleAt(nodes.filter(({ id }) => map.nodes.has(id)));
  }

  // ── naming ──
  function edit(id) {
    if (still() || !map.nodes.has(id)) return;
    selection.set([id], [], true);
    editing.value = id;
  }

  function rename(id, title) {
    if (editing.value !== id) return;
    editing.value = null;
    focus();
    const words = title?.trim();
    if (!words || words === map.nodes.get(id).title) return;
    map.pretend({ node: [[id, { title: words }]] });
    send({ op: "rename_state", state: id, title: words });
  }

  // ── adding ──
  function offer(point, extra = {}) {
    if (still()) return;
    const spot = { x: Math.round(point.x / 8) * 8, y: Math.round(point.y / 8) * 8 };
    dropGhost();
    ghost.value = { spot, ...extra };
    flow.addNodes([ghostNode()]);
    view.see({ ...spot, ...GHOST_SIZE });
  }

  function ghostNode() {
    const { spot, ...data } = ghost.value;
    return {
      id: GHOST, type: "ghost", position: spot, data: markRaw(data), draggable: false, selectable: false, focusable: false,
      dimensions: { width: GHOST_SIZE.w, height: GHOST_SIZE.h }, style: { width: `${GHOST_SIZE.w}px`, height: `${GHOST_SIZE.h}px` }, zIndex: 2000,
    };
  }

  function addGhost(title) {
    const given = ghost.value;
    if (!given || given.sent) return;
    if (title === null || still()) {
      dropGhost();
      return focus();
    }
    const words = title.trim() || (given.terminal ? "End" : ""), { spot, from, initial, terminal } = given;
    ghost.value = { ...given, sent: true, title: words || "New state" }; // before focus moves: leaving the input adds, too
    flow.findNode(GHOST).data = markRaw({ ...ghost.value });
    focus();
    const op = { op: "add_state", title: words, at: [spot.x, spot.y] };
    if (from) op.from_state = from;
    if (!initial && !terminal) return send(op);
    const id = slug(words || "state", map.nodes);
    send({ ...op, id }, initial ? { op: "set_initial", state: id } : { op: "set_terminal", state: id, terminal: true });
  }

  function dropGhost() {
    if (ghost.value) flow.removeNodes([GHOST]);
    ghost.value = null;
  }

  // Python has answered: what was only offered gives way, and the new state is selected.
  function answered() {
    if (!ghost.value?.sent) return;
    const { spot } = ghost.value;
    dropGhost();
    for (const node of map.nodes.values()) {
      if (Math.abs(node.x - spot.x) < 2 && Math.abs(node.y - spot.y) < 2) return selection.set([node.id], [], true);
    }
  }

  // The next state of this one: to its right, where nothing is.
  function addNext(from) {
    const box = map.box(from), spot = { x: box.x + box.w + NEXT, y: box.y };
    const all = [...map.boxes()].map(([, one]) => one);
    const covered = () => all.some((one) => one.x < spot.x + GHOST_SIZE.w + 24 && spot.x < one.x + one.w + 24 && one.y < spot.y + GHOST_SIZE.h + 24 && spot.y < one.y + one.h + 24);
    while (covered()) spot.y += 24;
    offer(spot, { from });
  }

  function add() {
    const [only, ...others] = selection.states();
    if (only && !others.length && !map.nodes.get(only).terminal) return addNext(only);
    const spot = view.spot();
    offer({ x: spot.x - GHOST_SIZE.w / 2, y: spot.y - GHOST_SIZE.h / 2 }, { initial: map.nodes.size === 0 });
  }

  // ── connecting ──
  function pulled({ kind, from, edge, target, point, clicked }) {
    if (still()) return;
    if (kind === "connect") {
      if (target) return send({ op: "connect", source: from, target });
      return clicked ? addNext(from) : offer({ x: point.x, y: point.y - GHOST_SIZE.h / 2 }, { from });
    }
    if (!target) return;
    if (kind === "anywhere") return send({ op: "add_anywhere", target });
    if (kind === "target" && target !== edge.target) {
      pretendEach(edge.transition, () => ({ target }));
      send({ op: "reconnect", transition: edge.transition, target });
    } else if (kind === "source" && target !== edge.source) {
      map.pretend({ edge: [[edge.id, { source: target }]] });
      send({ op: "reconnect", transition: edge.transition, source: [edge.source, target] });
    }
  }

  function pretendEach(transition, change) {
    const own = [...map.edges.values()].filter((edge) => edge.transition === transition);
    map.pretend({ edge: own.map((edge) => [edge.id, change(edge)]) });
  }

  // ── taking away, copying ──
  function remove() {
    const states = selection.states(), transitions = [...selection.chosen];
    if (!states.length && !transitions.length) return;
    const edges = [...map.edges.values()].filter((edge) => transitions.includes(edge.transition));
    map.pretend({ node: states.map((id) => [id, null]), edge: edges.map((edge) => [edge.id, null]) });
    selection.set([], [], true);
    focus(); // a focused card that goes takes the keys with it
    send({ op: "delete", states, transitions });
  }

  function duplicate() {
    const states = selection.states();
    if (states.length) send({ op: "duplicate", states });
  }

  // ── dropping from the palette ──
  function over(event) {
    if (still() || ![...event.dataTransfer.types].some((type) => type === PALETTE || type === "text/plain")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }

  function dropped(event) {
    event.preventDefault();
    const point = flow.screenToFlowCoordinate({ x: event.clientX, y: event.clientY });
    const item = read(event.dataTransfer);
    if (still() || !item) return;
    if (item.kind !== "trigger") {
      return offer({ x: point.x - GHOST_SIZE.w / 2, y: point.y - GHOST_SIZE.h / 2 }, { initial: item.kind === "initial", terminal: item.kind === "terminal" });
    }
    const { trigger } = item, under = [...map.boxes()].find(([id, box]) => id !== ANYWHERE && point.x > box.x && point.x < box.x + box.w && point.y > box.y && point.y < box.y + box.h);
    send(under ? { op: "connect", source: under[0], target: null, trigger } : { op: "add_anywhere", target: null, trigger });
  }

  // ── keys ──
  const deeds = {
    add,
    rename: () => edit(selection.states().at(0)),
    delete: remove,
    duplicate,
    move: ({ by }) => nudge(by),
    fit: () => view.fit(),
    leave: () => (ghost.value ? dropGhost() : selection.set([], [], true)),
    "select-all": () => selection.set([...map.nodes.keys()], [], true),
    "select-mode": () => (view.mode.value = "select"),
    "pan-mode": () => (view.mode.value = "pan"),
    "lay-out": () => send({ op: "lay_out" }),
    copy: () => ask("copy"),
    cut: () => (ask("copy"), remove()),
    paste: () => ask("paste"),
  };

  function ask(name) {
    settleBurst();
    const { x, y } = view.spot();
    emit("command", { name, states: selection.states(), transitions: [...selection.chosen], at: [Math.round(x / 8) * 8, Math.round(y / 8) * 8] });
  }

  const act = (key) => (deeds[key.name] ? deeds[key.name](key) : ask(key.name));

  // What leads to a state that isn't there yet.
  const ghostLine = computed(() => {
    const { from, spot } = ghost.value ?? {}, box = from && map.nodes.has(from) && map.box(from);
    if (!box) return null;
    const there = { ...spot, ...GHOST_SIZE };
    return sweep(portAt(box, there.x < box.x ? "left" : "right", 0.5), portAt(there, there.x < box.x ? "right" : "left", 0.5)).d;
  });

  const mark = (counts) => overwrite(map.live, counts), flag = (states) => overwrite(map.marks, states);

  return { editing, ghost, ghostLine, pull, dragging, dragged, edit, rename, addGhost, add, answered, over, dropped, act, mark, flag };
}

function read(transfer) {
  try {
    const item = JSON.parse(transfer.getData(PALETTE) || "null");
    if (item?.kind) return item;
  } catch {
    return null;
  }
  const word = transfer.getData("text/plain");
  return ["state", "initial", "terminal"].includes(word) ? { kind: word } : null;
}
