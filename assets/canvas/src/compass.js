// From card to card by the arrow keys.
import { middle } from "./geometry/boxes.js";

const SIDEWAYS = 2; // what lies aside counts as that much further away

// The nearest in this direction, [x, y] of -1, 0, 1; null when there is none. `boxes` are pairs of id and box.
export function nearest(boxes, from, [dx, dy]) {
  const start = middle(from);
  let found = null, least = Infinity;
  for (const [id, box] of boxes) {
    const { x, y } = middle(box);
    const ahead = (x - start.x) * dx + (y - start.y) * dy, aside = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const distance = ahead + SIDEWAYS * aside;
    if (ahead < 1 || distance >= least) continue;
    found = id;
    least = distance;
  }
  return found;
}
