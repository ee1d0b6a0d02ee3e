// Pulling a line from a handle or a grip to somewhere: connects, reconnects, or makes the next state.
import { ref, shallowRef } from "vue";
import { holds } from "./geometry/boxes.js";
import { portAt } from "./geometry/ports.js";
import { sweep } from "./geometry/shapes.js";

const CLICK = 5; // pixels that a hand moves while it clicks
const TWIST = 40; // pulled that far and back, a line leads to its own card

export function usePull({ view, boxes, done }) {
  const line = ref(null), over = ref(null), held = shallowRef(null);
  let start = null, farthest = 0;

  function begin(event, pulled) {
    if (event.button !== 0) return;
    held.value = pulled;
    start = { x: event.clientX, y: event.clientY };
    farthest = 0;
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop);
    addEventListener("keydown", leave, true);
  }

  function move(event) {
    farthest = Math.max(farthest, Math.hypot(event.clientX - start.x, event.clientY - start.y));
    const point = view.under(event);
    const all = new Map(boxes());
    over.value = under(all, point);
    const from = all.get(held.value.from), { kind } = held.value;
    if (farthest < CLICK || !from) return;
    const to = { ...point, side: point.x < from.x ? "right" : "left" };
    const near = portAt(from, point.x < from.x ? "left" : "right", 0.5);
    line.value = kind === "source" ? sweep({ ...to, side: "right" }, portAt(from, "left", 0.5)).d : sweep(near, to).d;
  }

  function under(all, point) {
    for (const [id, box] of all) {
      if (id === "*" || !holds(box, point)) continue;
      if (id === held.value.from && held.value.kind === "connect" && farthest < TWIST) continue;
      return id;
    }
    return null;
  }

  function drop(event) {
    const pulled = held.value, target = over.value;
    const point = view.under(event);
    end();
    if (farthest >= CLICK) swallowClick();
    done({ ...pulled, target, point, clicked: farthest < CLICK });
  }

  function leave(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end();
  }

  function end() {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", drop);
    removeEventListener("keydown", leave, true);
    held.value = line.value = over.value = null;
  }

  return { begin, line, over, held };
}

// Letting go on the card that the line came from is no click on that card.
function swallowClick() {
  const swallow = (event) => event.stopPropagation();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, true));
}
