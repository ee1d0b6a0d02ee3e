// A shape is how one line runs: {d, points, tip, way}. `d` is SVG path data, `points` a polyline along it for
// measuring, `tip` the arrow's {x, y, turn}, `way` a word for it.

const ROUND = 12;
const SAMPLES = 14;
export const ARROW = 7;

const number = (value) => Math.round(value * 10) / 10;
const at = (point) => `${number(point.x)} ${number(point.y)}`;
const TURNS = { left: 0, top: 90, right: 180, bottom: 270 };
const OUTWARD = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, top: { x: 0, y: -1 }, bottom: { x: 0, y: 1 } };

export const out = (port, by) => ({ x: port.x + OUTWARD[port.side].x * by, y: port.y + OUTWARD[port.side].y * by });

// Where the line itself ends: the arrow's base, so that the stroke doesn't show beside the arrow's point.
export const base = (port) => out(port, ARROW);

const tipOf = (port) => ({ x: number(port.x), y: number(port.y), turn: TURNS[port.side] });

// One sweep from port to port; `bow` moves its middle up or down, to keep parallel lines apart.
export function sweep(from, to, bow = 0) {
  const end = base(to);
  const flat = from.side === "left" || from.side === "right";
  const span = flat ? Math.abs(end.x - from.x) : Math.abs(end.y - from.y);
  const pull = Math.max(28, Math.min(span / 2, 160));
  const a = out(from, pull), b = out({ ...to, ...end }, pull);
  if (flat) (a.y += bow * 1.33), (b.y += bow * 1.33);
  else (a.x += bow * 1.33), (b.x += bow * 1.33);
  return { d: `M${at(from)}C${at(a)} ${at(b)} ${at(end)}`, points: along(from, a, b, end), tip: tipOf(to), way: "sweep" };
}

// From port to port by a level piece at height `y` between two places: over or under what is in the way.
export function detour(from, to, y, left, far) {
  const end = base(to), a = { x: left, y }, b = { x: far, y };
  const p = { x: (from.x + a.x) / 2, y: from.y }, q = { x: (from.x + a.x) / 2, y };
  const r = { x: (b.x + end.x) / 2, y }, s = { x: (b.x + end.x) / 2, y: end.y };
  return {
    d: `M${at(from)}C${at(p)} ${at(q)} ${at(a)}L${at(b)}C${at(r)} ${at(s)} ${at(end)}`,
    points: [...along(from, p, q, a, SAMPLES / 2), ...along(b, r, s, end, SAMPLES / 2)],
    tip: tipOf(to),
    way: "detour",
  };
}

// Straight pieces with rounded corners through the given places.
export function lane(from, to, ...through) {
  const points = [{ x: from.x, y: from.y }, ...through, base(to)];
  let d = `M${at(points[0])}`;
  for (let i = 1; i < points.length - 1; i++) {
    const here = points[i];
    const radius = Math.min(ROUND, distance(points[i - 1], here) / 2, distance(here, points[i + 1]) / 2);
    d += `L${at(towards(here, points[i - 1], radius))}Q${at(here)} ${at(towards(here, points[i + 1], radius))}`;
  }
  return { d: `${d}L${at(points.at(-1))}`, points, tip: tipOf(to), way: "lane" };
}

export function length(points) {
  let sum = 0;
  for (let i = 1; i < points.length; i++) sum += distance(points[i - 1], points[i]);
  return sum;
}

// The place at a share of the way, 0 to 1.
export function place(points, share) {
  let left = length(points) * share;
  for (let i = 1; i < points.length; i++) {
    const piece = distance(points[i - 1], points[i]);
    if (left <= piece && piece > 0) return towards(points[i - 1], points[i], left);
    left -= piece;
  }
  return points.at(-1);
}

function along(a, b, c, d, pieces = SAMPLES) {
  const points = [];
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces, u = 1 - t;
    const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    points.push({ x: p * a.x + q * b.x + r * c.x + s * d.x, y: p * a.y + q * b.y + r * c.y + s * d.y });
  }
  return points;
}

const distance = (a, b) => Math.hypot(b.x - a.x, b.y - a.y);

function towards(a, b, by) {
  const share = by / (distance(a, b) || 1);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
