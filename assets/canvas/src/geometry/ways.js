// The way of one line: from card to card, or from a card into a line that is there.
import { grown, hull, middle } from "./boxes.js";
import { CLEAR, Grid } from "./grid.js";
import { APART, aversion, slots } from "./ports.js";
import { cheapest } from "./search.js";
import { length, out, part, straightened } from "./shapes.js";

const STUB = 16; // straight out of a card
const ASIDE = 4, TURNED = 26, TAKEN = 260, BESIDE = 90; // of a slot: off the middle, facing away, another line's, next to a twin's
const AROUND = [[70, CLEAR], [420, CLEAR], [420, 1]]; // how far around its ends a way may lead, how near to cards
const HASTY = [[70, CLEAR], [140, 1]];
const UNJOINED = 20; // of a line's start: what joins there would seem to come from its card
const FLOW = 10; // a joining line bends the way the other goes on

// {points, from, to, cost}: a polyline from a slot of one card to one of the other, and these slots.
// `but` are sides {from, to} not to be used.
export function lead(world, a, b, kind, but = {}) {
  const other = (ports, side) => (side ? ports.filter(({ port }) => port.side !== side) : ports);
  const leaving = other(ports(world, a, middle(b), kind, false), but.from), entering = other(ports(world, b, middle(a), kind, true), but.to);
  const stops = [...leaving, ...entering].map(({ stop }) => stop);
  const found = searched(world, stops, leaving, kind, (grid) => entering.map((end) => ({ ...end, place: grid.at(end.stop) })));
  const from = leaving[found?.start ?? 0].port, to = entering[found?.end ?? 0].port;
  return { points: straightened([dot(from), ...(found?.points ?? [{ x: from.x, y: to.y }]), dot(to)]), from, to, cost: found?.cost ?? Infinity };
}

// From a card into one of these lines {points, until}: {points, onto}, a polyline that ends along it, and its index.
export function join(world, box, lines, kind) {
  const open = lines.map(({ points, until = length(points) - FLOW }) => part(points, Math.min(UNJOINED, until / 2), until));
  const leaving = ports(world, box, middle(hull(open[0].map(({ x, y }) => ({ x, y, w: 0, h: 0 })))), kind, false);
  const stops = [...leaving.map(({ stop }) => stop), ...open.flat()];
  const found = searched(world, stops, leaving, kind, (grid) => open.flatMap((points) => along(grid, points)));
  if (!found) return { points: [dot(leaving[0].port), open[0].at(-1)], onto: 0 };
  const { next, onto } = onward(found.points.at(-1), lines);
  return { points: straightened([dot(leaving[found.start].port), ...found.points, next]), onto };
}

function searched(world, stops, leaving, kind, endsOf) {
  const narrow = hull(stops.map(({ x, y }) => ({ x, y, w: 0, h: 0 })));
  for (const [room, clear] of world.hasty ? HASTY : AROUND) {
    const grid = new Grid(grown(narrow, room), stops, world, kind, clear);
    const found = cheapest(grid, leaving.map((one) => ({ ...one, place: grid.at(one.stop) })), endsOf(grid));
    if (found) return found;
  }
  return null;
}

// The slots of a card, each with the place before it where ways begin and end, and what it costs to use it.
function ports(world, box, there, kind, entering) {
  return [...slots(box, there)].map((port) => {
    const flat = port.side === "left" || port.side === "right", stop = dot(out(port, STUB));
    const cost = port.aside * ASIDE + aversion(box, port.side, there) * TURNED + taken(world, port, flat, kind, entering);
    return { port, stop, heading: flat ? 0 : 1, cost };
  });
}

function taken(world, port, flat, kind, entering) {
  const { x, y } = out(port, STUB / 2), reach = 2 * APART - 1;
  let cost = 0;
  for (const piece of world.tracks.near(flat ? { x, y: y - reach, w: 0, h: 2 * reach } : { x: x - reach, y, w: 2 * reach, h: 0 })) {
    if (piece.level !== flat) continue;
    const off = Math.abs(flat ? piece.y - y : piece.x - x), its = kind(piece);
    if (its === "own" || (entering && its === "friend")) continue;
    if (off < APART - 1) cost += TAKEN;
    else if (its === "twin") cost += BESIDE;
  }
  return cost;
}

function along(grid, points) {
  const found = [];
  for (let i = 1; i < points.length; i++) for (const place of grid.on(points[i - 1], points[i])) found.push({ place, heading: null, cost: 0 });
  return found;
}

// A little further along the line that holds this place.
function onward(end, lines) {
  for (const [onto, { points }] of lines.entries()) {
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1], b = points[i];
      const on = Math.min(a.x, b.x) - 0.1 <= end.x && end.x <= Math.max(a.x, b.x) + 0.1 && Math.min(a.y, b.y) - 0.1 <= end.y && end.y <= Math.max(a.y, b.y) + 0.1;
      if (on) return { next: { x: end.x + bounded(b.x - end.x), y: end.y + bounded(b.y - end.y) }, onto };
    }
  }
  return { next: end, onto: 0 };
}

const bounded = (by) => Math.max(-FLOW, Math.min(FLOW, by));
const dot = ({ x, y }) => ({ x, y });
