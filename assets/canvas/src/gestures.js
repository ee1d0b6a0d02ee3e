// What a hand can do, as ops: each gesture shows here at once and leaves as one list of ops.
import { computed, ref } from "vue";
import { NEW, useAdding } from "./adding.js";
import { useAim } from "./aim.js";
import { useCarry } from "./carry.js";
import { overwrite } from "./map.js";
import { usePull } from "./pull.js";
import { Waiting } from "./waiting.js";

const BURST_MS = 350; // arrow keys closer than this are one move

export function useGestures({ flow, map, selection, view, lost, emit, refuse, focus }) {
  const editing = ref(null), waiting = new Waiting();
  let burst = null, frame = null;

  // Whether something may be changed now; while the connection is lost, a word says why not.
  function may() {
    if (lost.value) refuse();
    return !map.about.readOnly && !lost.value;
  }

  function send(...ops) {
    settleBurst();
    if (!may()) return map.restore();
    waiting.send(ops);
    emit("ops", ops);
  }

  const adding = useAdding({ flow, map, selection, view, may, send, focus });
  const pull = usePull({ view, boxes: map.boxes, done: pulled });
  const aim = useAim({ map, view, done: aimed });
  const carry = useCarry({ map, view, may, land });

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
    if (!map.nodes.has(id) || !may()) return;
    selection.set([id], [], true);
    editing.value = id;
  }

  function rename(id, title) {
    if (editing.value !== id) return;
    editing.value = null;
    focus();
    const words = title?.trim();
    if (!words || words === map.nodes.get(id)?.title) return;
    map.pretend({ node: [[id, { title: words }]] });
    send({ op: "rename_state", state: id, title: words });
  }

  // ── connecting ──
  function pulled({ kind, from, edge, target, point, clicked }) {
    if (kind === "connect") {
      if (target) return send({ op: "connect", source: from, target });
      return clicked ? adding.addNext(from) : adding.offer({ x: point.x, y: point.y - NEW.h / 2 }, { from });
    }
    if (!target || !may()) return;
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

  function aimed({ from, trigger, target, point }) {
    const extra = trigger ? { trigger } : {};
    if (!target) return adding.offer({ x: point.x, y: point.y - NEW.h / 2 }, { from, ...extra });
    send({ op: "connect", source: from, target: target === from ? null : target, ...extra });
  }

  function connect() {
    const [only, ...others] = selection.states();
    if (only && !others.length && !map.nodes.get(only).terminal && may()) aim.begin({ from: only });
  }

  // ── dropping from the palette ──
  function land({ kind, trigger, words }, { point, state }) {
    if (kind !== "trigger") {
      return adding.offerAround(point, { initial: map.nodes.size === 0, terminal: kind === "terminal" });
    }
    if (!state) return send({ op: "add_anywhere", target: null, trigger });
    if (map.nodes.get(state).terminal) return;
    focus();
    aim.begin({ from: state, trigger, words });
  }

  // ── taking away, copying ──
  function remove() {
    const states = selection.states(), transitions = [...selection.chosen];
    if (!(states.length || transitions.length) || !may()) return;
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

  // ── keys ──
  const deeds = {
    add: () => adding.add(),
    connect,
    rename: () => edit(selection.states().at(0)),
    delete: remove,
    duplicate,
    move: ({ by }) => nudge(by),
    fit: () => view.fit(),
    leave: () => (adding.ghost.value ? adding.drop() : selection.set([], [], true)),
    "select-all": () => selection.set([...map.nodes.keys()], [], true),
    "select-mode": () => (view.mode.value = "select"),
    "pan-mode": () => (view.mode.value = "pan"),
    "lay-out": () => send({ op: "lay_out" }),
    copy: () => ask("copy"),
    cut: () => (ask("copy"), remove()),
    paste: () => ask("paste"),
    "aim-step": ({ by }) => aim.step(by),
    "aim-next": ({ by }) => aim.next(by),
    "aim-take": () => aim.take(),
    "aim-leave": () => aim.leave(),
  };

  function ask(name) {
    settleBurst();
    const { x, y } = view.spot();
    emit("command", { name, states: selection.states(), transitions: [...selection.chosen], at: [Math.round(x / 8) * 8, Math.round(y / 8) * 8] });
  }

  const act = (key) => (deeds[key.name] ? deeds[key.name](key) : ask(key.name));

  // What leads to a state that isn't there yet, or that is being chosen.
  const ghostLine = computed(() => adding.line.value ?? aim.line.value);

  // The card that a transition would begin from or lead to, if the hand let go now.
  const targeted = computed(() => aim.target.value ?? (carry.piece.value?.kind === "trigger" ? carry.landing.value?.state ?? null : null));

  const mark = (counts) => overwrite(map.live, counts);
  const { ghost, named: addGhost, add, answered } = adding;

  return { editing, ghost, ghostLine, pull, aim, carry, waiting, targeted, may, dragging, dragged, edit, rename, addGhost, add, answered, act, mark };
}
