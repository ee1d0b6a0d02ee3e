// How a way is drawn and measured. A way is a polyline of {x, y}; `d` is SVG path data, `tip` the arrow's {x, y, turn}.

const ROUND = 9;
export const ARROW = 7;

const number = (value) => Math.round(value * 10) / 10;
const at = (point) => `${number(point.x)} ${number(point.y)}`;
const TURNS = { left: 0, top: 90, right: 180, bottom: 270 };
const OUTWARD = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, top: { x: 0, y: -1 }, bottom: { x: 0, y: 1 } };

export const out = (port, by) => ({ x: port.x + OUTWARD[port.side].x * by, y: port.y + OUTWARD[port.side].y * by });

// Where the line itself ends: the arrow's base, so that the stroke doesn't show beside the arrow's point.
export const base = (port) => out(port, ARROW);

export const tipOf = (port) => ({ x: number(port.x), y: number(port.y), turn: TURNS[port.side] });

// One sweep from port to port: what is being pulled, before it has a way.
export function sweep(from, to) {
  const end = base(to);
  const flat = from.side === "left" || from.side === "right";
  const span = flat ? Math.abs(end.x - from.x) : Math.abs(end.y - from.y);
  const pull = Math.max(28, Math.min(span / 2, 160));
  return { d: `M${at(from)}C${at(out(from, pull))} ${at(out({ ...to, ...end }, pull))} ${at(end)}` };
}

// Straight pieces with rounded corners.
export function drawn(points) {
  let d = `M${at(points[0])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const here = points[i];
    const radius = Math.min(ROUND, distance(points[i - 1], here) / 2, distance(here, points[i + 1]) / 2);
    d += `L${at(towards(here, points[i - 1], radius))}Q${at(here)} ${at(towards(here, points[i + 1], radius))}`;
  }
  return `${d}L${at(points.at(-1))}`;
}

// Without the places where it goes straight on.
export function straightened(points) {
  return points.filter((here, i) => {
    const before = points[i - 1], after = points[i + 1];
    if (!before || !after) return true;
    return !((before.x === here.x && here.x === after.x) || (before.y === here.y && here.y === after.y));
  });
}

export function length(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += distance(points[i - 1], points[i]);
  return sum;
}

// The place so many pixels along.
export function place(points, along) {
  let left = along;
  for (let i = 1; i < points.length; i++) {
    const piece = distance(points[i - 1], points[i]);
    if (left <= piece && piece > 0) return towards(points[i - 1], points[i], left);
    left -= piece;
  }
  return points.at(-1);
}

// The part of a way between two distances along it.
export function part(points, from, to) {
  const kept = [place(points, from)];
  let along = 0;
  for (let i = 1; i < points.length; i++) {
    along += distance(points[i - 1], points[i]);
    if (along > from && along < to) kept.push(points[i]);
  }
  return [...kept, place(points, to)];
}

const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);

function towards(a, b, by) {
  const share = by / (distance(a, b) || 1);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
