// Where lines leave and enter a card: spread along its sides, in the order of where they lead.
import { bottom, middle, right } from "./boxes.js";

const APART = 16;
const CORNER = 12;
const ROOM = 40; // between two cards, for a line to sweep across

// How the ends of a line lie to each other: "self", "forward", "down", "up" or "back".
export function relation(a, b) {
  if (a === b) return "self";
  if (b.x - right(a) >= ROOM) return "forward";
  if (b.x < right(a) && a.x < right(b)) {
    if (b.y - bottom(a) >= ROOM) return "down";
    if (a.y - bottom(b) >= ROOM) return "up";
  }
  return "back";
}

const SIDES = {
  forward: ["right", "left"],
  down: ["bottom", "top"],
  up: ["top", "bottom"],
};

// `<edge>:out` and `<edge>:in` → {side, share}: the share of the side's length. Ends of lanes find their own.
export function assign(edges, boxOf) {
  const sides = new Map();
  const join = (node, side, key, towards) => {
    const name = `${node} ${side}`;
    if (!sides.has(name)) sides.set(name, { node, side, ends: [] });
    sides.get(name).ends.push({ key, towards });
  };
  for (const edge of edges) {
    const a = boxOf(edge.source), b = boxOf(edge.target);
    const [leaves, enters] = SIDES[relation(a, b)] ?? [];
    if (!leaves) continue;
    const sideways = leaves === "right" ? "y" : "x";
    join(edge.source, leaves, `${edge.id}:out`, middle(b)[sideways]);
    join(edge.target, enters, `${edge.id}:in`, middle(a)[sideways]);
  }
  const ports = new Map();
  for (const { node, side, ends } of sides.values()) {
    const box = boxOf(node), size = side === "left" || side === "right" ? box.h : box.w;
    ends.sort((one, other) => one.towards - other.towards || (one.key < other.key ? -1 : 1));
    const step = Math.min(APART, (size - 2 * CORNER) / Math.max(1, ends.length - 1));
    ends.forEach(({ key }, i) => ports.set(key, { side, share: 0.5 + ((i - (ends.length - 1) / 2) * step) / size }));
  }
  return ports;
}

export function portAt(box, side, share) {
  switch (side) {
    case "left":
      return { x: box.x, y: box.y + box.h * share, side };
    case "right":
      return { x: right(box), y: box.y + box.h * share, side };
    case "top":
      return { x: box.x + box.w * share, y: box.y, side };
    default:
      return { x: box.x + box.w * share, y: bottom(box), side };
  }
}
