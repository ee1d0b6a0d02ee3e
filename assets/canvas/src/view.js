// Where one looks: the first view, fitting, moving what is wanted into sight.
import { ref } from "vue";
import { hull, middle } from "./geometry/boxes.js";
import { ANYWHERE } from "./map.js";

export const LEAST_ZOOM = 0.1;
const READABLE = 0.6, MOST = 1, EDGE = 40, LEFT = 72; // the tools stand on the left
const MOVE = { duration: 200 };

export function useView(flow, map, root) {
  const mode = ref("pan");
  let pointer = null;

  const all = () => grow(hull([...boxesOf(map), ...labelsOf(map)]));

  // A large map opens where it begins, at a size that can be read; any other as a whole.
  function open() {
    const box = all(), { height } = flow.dimensions.value;
    const whole = fitting(box);
    if (whole >= READABLE) return show(box, whole, {});
    const first = [...map.nodes.values()].find(({ initial }) => initial) ?? map.nodes.values().next().value;
    const zoom = 0.75;
    const fits = box.h * zoom <= height - 2 * EDGE;
    const y = fits ? height / 2 - (box.y + box.h / 2) * zoom : Math.min(height / 2 - (first.y + first.h / 2) * zoom, EDGE - box.y * zoom);
    return flow.setViewport({ x: LEFT + 8 - first.x * zoom, y, zoom });
  }

  function fit() {
    const box = all();
    if (box) return show(box, Math.max(LEAST_ZOOM, fitting(box)), MOVE);
  }

  function fitting(box) {
    const { width, height } = flow.dimensions.value;
    return Math.min((width - LEFT - EDGE) / box.w, (height - 2 * EDGE) / box.h, MOST);
  }

  function show(box, zoom, how) {
    const { x, y } = middle(box);
    return centre({ x: x - (LEFT - EDGE) / 2 / zoom, y }, zoom, how);
  }

  function reveal(states, transitions) {
    const wanted = states.map((id) => map.nodes.get(id)).filter(Boolean);
    for (const { edge, route, size } of map.lines.value) {
      if (transitions.includes(edge.transition)) wanted.push({ x: route.label.x - size.w / 2, y: route.label.y - size.h / 2, ...size });
    }
    for (const node of map.nodes.values()) if (node.stays.some(({ id }) => transitions.includes(id))) wanted.push(node);
    const panel = flow.findNode(ANYWHERE);
    if (panel?.data.items.some(({ id }) => transitions.includes(id))) wanted.push(flat(panel));
    const box = hull(wanted);
    if (!box || inside(box)) return;
    const { width, height } = flow.dimensions.value;
    const room = Math.min((width - 2 * EDGE) / box.w, (height - 2 * EDGE) / box.h);
    return centre(middle(box), Math.min(Math.max(flow.viewport.value.zoom, READABLE), room, MOST), MOVE);
  }

  // Move no further than it takes to see this.
  function see(box) {
    const { x, y, zoom } = flow.viewport.value, { width, height } = flow.dimensions.value;
    const aside = (from, size, room, before) => {
      if (from < before) return before - from;
      return Math.min(0, room - EDGE - (from + size));
    };
    const dx = aside(box.x * zoom + x, box.w * zoom, width, LEFT), dy = aside(box.y * zoom + y, box.h * zoom, height, EDGE);
    if (dx || dy) flow.setViewport({ x: x + dx, y: y + dy, zoom }, MOVE);
  }

  function inside(box) {
    const { x, y, zoom } = flow.viewport.value, { width, height } = flow.dimensions.value;
    if (zoom < READABLE) return false;
    const left = box.x * zoom + x, top = box.y * zoom + y;
    return left >= EDGE && top >= EDGE && left + box.w * zoom <= width - EDGE && top + box.h * zoom <= height - EDGE;
  }

  const centre = ({ x, y }, zoom, how) => flow.setCenter(x, y, { zoom, ...how });

  // Where a paste or a new state goes: under the pointer, else into the middle of what is seen.
  function spot() {
    const box = root.value.getBoundingClientRect();
    const place = pointer ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    return flow.screenToFlowCoordinate(place);
  }

  const pointed = ({ clientX, clientY }) => (pointer = { x: clientX, y: clientY });
  // A layer of its own while it moves; drawn afresh, and sharp, when it rests.
  const moving = (now) => root.value?.classList.toggle("moving", now);
  const zoom = (to) => flow.zoomTo(to, MOVE);

  return { mode, open, fit, reveal, see, spot, pointed, moving, zoom };
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

const grow = (box) => box && { ...box, w: Math.max(box.w, 1), h: Math.max(box.h, 1) };
const flat = ({ position, dimensions }) => ({ ...position, w: dimensions.width, h: dimensions.height });
