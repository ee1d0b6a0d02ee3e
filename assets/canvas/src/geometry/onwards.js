// From a card all the way to the arrow: along its own line, then along those that it joins.
import { ARROW, drawn } from "./shapes.js";

// Path data. `strands` are all of the wire; the first leads to the target.
export function onwards(strand, strands) {
  const points = [...strand.points];
  for (let here = strand; here.onto; ) {
    here = strands.find(({ id }) => id === here.onto);
    points.push(...rest(here.points, points.at(-1)));
  }
  const tip = points.at(-1), before = points.at(-2);
  const far = Math.hypot(tip.x - before.x, tip.y - before.y) || 1, share = Math.max(0, far - ARROW) / far;
  points[points.length - 1] = { x: before.x + (tip.x - before.x) * share, y: before.y + (tip.y - before.y) * share };
  return drawn(points);
}

// What follows on a line behind the place that lies on it.
function rest(points, place) {
  for (let i = 1; i < points.length; i++) if (between(points[i - 1], points[i], place)) return points.slice(i);
  return points.slice(-1);
}

function between(a, b, { x, y }) {
  return Math.min(a.x, b.x) - 0.1 <= x && x <= Math.max(a.x, b.x) + 0.1 && Math.min(a.y, b.y) - 0.1 <= y && y <= Math.max(a.y, b.y) + 0.1;
}
