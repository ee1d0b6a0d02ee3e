// A line from a card to itself: over its right corner, each further one inside the last.
import { right } from "./boxes.js";

const WIDE = 26, HIGH = 34, NEXT = 30, HIGHER = 26;

export function loop(box, turn) {
  const x = Math.max(box.x + WIDE + 10, right(box) - 18 - turn * NEXT), y = box.y - HIGH - (turn % 3) * HIGHER;
  const to = { x: x - WIDE, y: box.y, side: "top" };
  return { points: [{ x, y: box.y }, { x, y }, { x: to.x, y }, { x: to.x, y: to.y }], to };
}
