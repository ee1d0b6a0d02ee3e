// Where a line's label goes: on its line where nothing else is, else the free place nearest to the line's middle.
import { around } from "./boxes.js";
import { place } from "./shapes.js";

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const ASIDE = [0, 4, -4, 9, -9];
const RING = 14, RINGS = 22;

// `free(box)` tells whether nothing is there. Returns {x, y, settled}: the label's middle, and whether it is on the line.
export function placeLabel(points, size, free) {
  for (const share of SHARES) {
    const spot = place(points, share);
    for (const aside of ASIDE) {
      const there = { x: spot.x + aside, y: spot.y };
      if (free(around(there, size))) return { ...there, settled: true };
    }
  }
  const home = place(points, 0.5);
  for (let ring = 1; ring <= RINGS; ring++) {
    for (const [dx, dy] of [[0, -1], [0, 1], [1, -1], [-1, 1], [1, 1], [-1, -1], [2, 0], [-2, 0]]) {
      const spot = { x: home.x + dx * ring * RING, y: home.y + dy * ring * RING };
      if (free(around(spot, size))) return { ...spot, settled: false };
    }
  }
  return { ...home, settled: false };
}
