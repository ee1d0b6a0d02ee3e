// A state that is about to be: it has a place and wants a name; what leads to it is drawn already.
import { computed, markRaw, ref } from "vue";
import { portAt } from "./geometry/ports.js";
import { sweep } from "./geometry/shapes.js";
import { GHOST } from "./map.js";
import { roomFor } from "./room.js";
import { within } from "./framing.js";

const NEXT = 140, GRID = 8;
export const NEW = { w: 200, h: 44 };

export function useAdding({ flow, map, selection, view, may, send, focus }) {
  const ghost = ref(null);

  const boxes = () => [...map.boxes()].map(([, box]) => box);
  const onGrid = (length) => Math.round(length / GRID) * GRID;

  // `wanted` is its top left corner. `extra`: from, trigger, initial, terminal.
  function offer(wanted, extra = {}) {
    if (!may()) return;
    const spot = { x: onGrid(wanted.x), y: onGrid(wanted.y) };
    drop();
    ghost.value = { spot, ...extra };
    flow.addNodes([node()]);
    view.see({ ...spot, ...NEW });
  }

  // With this place as its middle.
  const offerAround = ({ x, y }, extra) => offer({ x: x - NEW.w / 2, y: y - NEW.h / 2 }, extra);

  function node() {
    const { spot, ...data } = ghost.value;
    return {
      id: GHOST, type: "ghost", position: spot, data: markRaw(data), draggable: false, selectable: false, focusable: false,
      dimensions: { width: NEW.w, height: NEW.h }, style: { width: `${NEW.w}px`, height: `${NEW.h}px` }, zIndex: 2000,
    };
  }

  function named(title) {
    const given = ghost.value;
    if (!given || given.sent) return;
    if (title === null || !may()) {
      drop();
      return focus();
    }
    const { spot, from, trigger, initial, terminal } = given, words = title.trim() || (terminal ? "End" : "");
    ghost.value = { ...given, sent: true, title: words || "New state" }; // before focus moves: leaving the input adds, too
    flow.findNode(GHOST).data = markRaw({ ...ghost.value });
    focus();
    const op = { op: "add_state", title: words, at: [spot.x, spot.y] };
    if (from) op.from_state = from;
    if (trigger) op.trigger = trigger;
    if (initial) op.initial = true;
    if (terminal) op.terminal = true;
    send(op);
  }

  function drop() {
    if (ghost.value) flow.removeNodes([GHOST]);
    ghost.value = null;
  }

  // What was only offered gives way to the new state, which is selected; or to nothing, where Python is `done` with it.
  function answered(done) {
    if (!ghost.value?.sent) return;
    const { spot } = ghost.value;
    const made = [...map.nodes.values()].find((one) => Math.abs(one.x - spot.x) < 2 && Math.abs(one.y - spot.y) < 2);
    if (!made && !done) return; // the drawing changed for another reason
    drop();
    if (made) selection.set([made.id], [], true);
  }

  // The next state of this one: to its right, or near there, where nothing is, and in sight where that can be.
  function addNext(from, extra = {}) {
    const box = map.box(from), sight = view.sight();
    offer(roomFor({ x: box.x + box.w + NEXT, y: box.y, ...NEW }, boxes(), within(box, sight) ? sight : null), { ...extra, from });
  }

  function add(extra = {}) {
    const [only, ...others] = selection.states();
    if (only && !others.length && !map.nodes.get(only).terminal) return addNext(only, extra);
    const { x, y } = view.spot();
    const wanted = { x: x - NEW.w / 2, y: y - NEW.h / 2, ...NEW };
    offer(roomFor(wanted, boxes(), view.sight()), { ...extra, initial: map.nodes.size === 0 });
  }

  const line = computed(() => {
    const { from, spot } = ghost.value ?? {}, box = from && map.nodes.has(from) && map.box(from);
    if (!box) return null;
    const there = { ...spot, ...NEW }, back = there.x < box.x;
    return sweep(portAt(box, back ? "left" : "right", 0.5), portAt(there, back ? "right" : "left", 0.5)).d;
  });

  return { ghost, line, offer, offerAround, named, drop, answered, addNext, add };
}
