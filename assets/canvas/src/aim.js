// Choosing where a transition leads, by keys or by pointer: from a card, with what sets it off or without.
import { computed, ref, shallowRef } from "vue";
import { nearest } from "./compass.js";
import { holds, right } from "./geometry/boxes.js";
import { portAt } from "./geometry/ports.js";
import { sweep } from "./geometry/shapes.js";
import { ANYWHERE } from "./map.js";

export function useAim({ map, view, done }) {
  const held = shallowRef(null), target = ref(null), point = shallowRef(null);

  const titleOf = (id) => map.nodes.get(id)?.title ?? "";
  const cards = () => [...map.boxes()].filter(([id]) => id !== ANYWHERE);

  // `from` is a state; `trigger` and its `words`, where it is known what sets it off.
  function begin(aimed) {
    held.value = aimed;
    target.value = point.value = null;
  }

  function leave() {
    held.value = target.value = point.value = null;
  }

  function step(way) {
    aimAt(nearest(cards(), target.value ? map.box(target.value) : map.box(held.value.from), way) ?? target.value);
  }

  function next(by) {
    const ids = [...map.nodes.keys()];
    const at = ids.indexOf(target.value ?? held.value.from);
    aimAt(ids[(at + by + ids.length) % ids.length]);
  }

  function aimAt(id) {
    if (!id) return;
    target.value = id;
    point.value = null;
    view.see(map.box(id));
  }

  function take() {
    const chosen = { ...held.value, target: target.value, point: point.value };
    if (!chosen.target && !chosen.point) return;
    leave();
    done(chosen);
  }

  function pointed(event) {
    if (!held.value) return;
    point.value = view.under(event);
    target.value = cards().find(([, box]) => holds(box, point.value))?.[0] ?? null;
  }

  // A click anywhere on the map chooses, and means nothing else.
  function clicked(event) {
    if (!held.value || event.target.closest(".tools, .small-map, .notice")) return;
    event.stopPropagation();
    event.preventDefault();
    pointed(event);
    take();
  }

  const line = computed(() => {
    if (!held.value || target.value === held.value.from) return null;
    const from = map.box(held.value.from), there = target.value ? map.box(target.value) : point.value && { ...point.value, w: 1, h: 1 };
    if (!there) return null;
    const [leaves, enters] = sides(from, there);
    return sweep(portAt(from, leaves, 0.5), portAt(there, enters, 0.5)).d;
  });

  // What is being chosen, for eyes and ears alike.
  const words = computed(() => {
    if (!held.value) return "";
    const { from, words } = held.value, whence = `${words ? `“${words}” from` : "From"} “${titleOf(from)}”`;
    if (!target.value) return `${whence}: where does it lead?`;
    return target.value === from ? `${whence}: stays where it is` : `${whence} to “${titleOf(target.value)}”`;
  });

  return { held, target, line, words, begin, leave, step, next, take, pointed, clicked };
}

// The sides of two boxes that face each other.
function sides(from, there) {
  if (there.x > right(from)) return ["right", "left"];
  if (right(there) < from.x) return ["left", "right"];
  return there.y > from.y ? ["bottom", "top"] : ["top", "bottom"];
}
