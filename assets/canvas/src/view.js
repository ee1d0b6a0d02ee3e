// Where one looks: the first view, fitting, moving what is wanted into sight.
import { computed, ref, watch } from "vue";
import * as framing from "./framing.js";
import { hull } from "./geometry/boxes.js";
import { ANYWHERE } from "./map.js";

const MOVE = { duration: 200 };

export function useView(flow, map, root) {
  const mode = ref("pan"), folded = ref(false);
  let pointer = null, untouched = false, followed = null;

  const screen = () => flow.dimensions.value;
  const extent = computed(() => (map.lines.value, hull([...boxesOf(map), ...labelsOf(map)]))); // drawn anew, measured anew
  const allSeen = computed(() => !extent.value || framing.within(extent.value, framing.seen(flow.viewport.value, screen())));

  function open() {
    untouched = true;
    const start = [...map.nodes.values()].find(({ initial }) => initial) ?? map.nodes.values().next().value;
    if (!followed) return show(framing.first(extent.value, start, screen()));
    const { stands, came } = whereabouts(); // nowhere before it begins, or in a state that is gone
    return show(framing.opening(extent.value, start, stands ?? start, came, screen()));
  }

  // From now on, keep in sight where a process stands, and where it `came` from; `anew`: as if the map were opened.
  function follow(states, came, anew) {
    followed = { states, came };
    if (!map.nodes.size || !screen().width) return;
    if (anew) return open();
    const { stands, came: before } = whereabouts();
    if (stands) return move(framing.following(stands, before, flow.viewport.value, screen()));
  }

  function whereabouts() {
    const boxes = (ids) => (ids ?? []).map((id) => map.nodes.get(id)).filter(Boolean);
    return { stands: hull(boxes(followed?.states)), came: boxes(followed?.came) };
  }

  function fit() {
    if (extent.value) return show(framing.whole(extent.value, screen()), MOVE);
  }

  function show(view, how) {
    foldAt(view);
    return flow.setViewport(view, how);
  }

  // As it comes into the picture, the small map makes way for cards that would lie below it.
  const foldAt = (view) => (folded.value = framing.covers([...boxesOf(map)], view, screen()));
  watch(allSeen, (now) => now || foldAt(flow.viewport.value));

  function reveal(states, transitions) {
    const wanted = states.map((id) => map.nodes.get(id)).filter(Boolean);
    for (const { edge, route, size } of map.lines.value) {
      if (transitions.includes(edge.transition)) wanted.push({ x: route.label.x - size.w / 2, y: route.label.y - size.h / 2, ...size });
    }
    for (const node of map.nodes.values()) if (node.stays.some(({ id }) => transitions.includes(id))) wanted.push(node);
    const panel = flow.findNode(ANYWHERE);
    if (panel?.data.items.some(({ id }) => transitions.includes(id))) wanted.push(flat(panel));
    const box = hull(wanted);
    if (box) see(box);
  }

  // Move no further than it takes to see this.
  function see(box) {
    untouched = false;
    return move(framing.towards(box, flow.viewport.value, screen()));
  }

  function move(next) {
    const now = flow.viewport.value;
    if (["x", "y", "zoom"].some((key) => Math.abs(next[key] - now[key]) > 0.01)) return flow.setViewport(next, MOVE);
  }

  const sight = () => framing.clear(flow.viewport.value, screen());

  // Where a paste or a new state goes: under the pointer, else into the middle of what is seen.
  function spot() {
    const { x, y, width, height } = root.value.getBoundingClientRect();
    return under(pointer ?? { clientX: x + width / 2, clientY: y + height / 2 });
  }

  // What of the map is under a pointer; Vue Flow's own answer keeps to the grid.
  function under({ clientX, clientY }) {
    const box = root.value.getBoundingClientRect(), { x, y, zoom } = flow.viewport.value;
    return { x: (clientX - box.x - x) / zoom, y: (clientY - box.y - y) / zoom };
  }

  // Until a hand is laid on it, the map fills the room it has: panels beside it open and close.
  watch(flow.dimensions, () => untouched && map.nodes.size && screen().width && open(), { deep: true });
  const touched = () => (untouched = false);

  const pointed = ({ clientX, clientY }) => (pointer = { clientX, clientY });
  const pointedAway = () => (pointer = null);
  // A layer of its own while it moves; drawn afresh, and sharp, when it rests.
  const moving = (now) => root.value?.classList.toggle("moving", now);
  const zoom = (to) => flow.zoomTo(to, MOVE);

  return { mode, folded, allSeen, open, follow, fit, reveal, see, sight, spot, under, touched, pointed, pointedAway, moving, zoom };
}

function* boxesOf(map) {
  for (const [, box] of map.boxes()) yield box;
}

function* labelsOf(map) {
  for (const { route, size } of map.lines.value) {
    yield { x: route.label.x - size.w / 2, y: route.label.y - size.h / 2, ...size };
    yield route.extent;
  }
}

const flat = ({ position, dimensions }) => ({ ...position, w: dimensions.width, h: dimensions.height });
