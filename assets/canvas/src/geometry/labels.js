// Where a line's label goes: on its line where nothing else is, else the free place nearest to it.
import { around } from "./boxes.js";
import { length, place } from "./shapes.js";

const STEP = 14, MOST = 36;
const RING = 14, RINGS = 22;
const CORNER = 18, AWAY = 0.05;

// `free(box)` tells whether nothing is there, `busy(box)` how many other lines run through it. `wanted` is how far
// along it should be, between `least` and `most`. Returns {x, y, along, settled}: its middle; whether it is on the line.
export function placeLabel(points, size, { free, busy, least = 0, most = length(points), wanted = (least + most) / 2 }) {
  let best = null;
  const step = Math.max(STEP, (most - least) / MOST);
  for (let off = 0; off <= most - least; off += step) {
    for (const along of off ? [wanted - off, wanted + off] : [wanted]) {
      if (along < least || along > most || (best && off * AWAY >= best.cost)) continue;
      const spot = place(points, along), box = around(spot, size);
      if (!free(box)) continue;
      const cost = off * AWAY + 30 * busy(box) + (cornered(points, along, size) ? CORNER : 0);
      if (!best || cost < best.cost) best = { ...spot, along, cost, settled: true };
    }
  }
  if (best) return best;
  const home = place(points, wanted);
  for (let ring = 1; ring <= RINGS; ring++) {
    for (const [dx, dy] of [[0, -1], [0, 1], [1, -1], [-1, 1], [1, 1], [-1, -1], [2, 0], [-2, 0]]) {
      const spot = { x: home.x + dx * ring * RING, y: home.y + dy * ring * RING };
      if (free(around(spot, size))) return { ...spot, along: wanted, settled: false };
    }
  }
  return { ...home, along: wanted, settled: false };
}

// Whether it hides a corner, and with it where the line goes.
function cornered(points, along, size) {
  let start = 0;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1], b = points[i], piece = Math.abs(a.x - b.x) + Math.abs(a.y - b.y), half = (a.y === b.y ? size.w : size.h) / 2 + 6;
    if (along <= start + piece) return along - start < half || start + piece - along < half;
    start += piece;
  }
  return false;
}
