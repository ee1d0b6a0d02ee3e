// The places a way can turn at around some cards, and what each step between two of them costs.
import { grown } from "./boxes.js";

export const CLEAR = 8; // between a line and a card it passes
const NEAREST = 16, LANE = 12, LANES = 3; // where lines run beside a card
const CLOSE = 6, MOST = 150; // columns nearer than that are one; more of them make a search slow
const OVER = 3, CROSS = 22, PILL = 70; // a pixel along another line; across one; through a pill
const SHARED = 0.45; // how much cheaper a pixel is where a line may join another
export const BLOCKED = 1e9;

let pool = { level: new Float32Array(0), upright: new Float32Array(0) };

// `stops` are places the grid must have; `kind(piece)` says "own", "friend", "twin" or "other" of what is drawn there.
export class Grid {
  constructor(region, stops, { boxes, tracks, pills }, kind, clear = CLEAR) {
    const near = [...boxes.near(region)].map((id) => boxes.get(id)), drawn = [...tracks.near(region)];
    this.shared = drawn.some((piece) => kind(piece) === "friend");
    const joins = drawn.filter((piece) => kind(piece) !== "other");
    this.xs = coordinates(region.x, region.w, stops.map(({ x }) => x), near.map(({ x, w }) => [x, x + w]), drawn, joins, false);
    this.ys = coordinates(region.y, region.h, stops.map(({ y }) => y), near.map(({ y, h }) => [y, y + h]), drawn, joins, true);
    this.size = this.xs.length * this.ys.length;
    if (pool.level.length < this.size) pool = { level: new Float32Array(this.size * 2), upright: new Float32Array(this.size * 2) };
    this.level = pool.level.fill(0, 0, this.size);
    this.upright = pool.upright.fill(0, 0, this.size);
    for (const piece of drawn) this.#track(piece, kind(piece));
    for (const id of pills.near(region)) this.#fill(pills.get(id), PILL);
    for (const box of near) this.#fill(grown(box, clear), BLOCKED);
  }

  // The place of a stop: it is exactly there.
  at({ x, y }) {
    return from(this.ys, y) * this.xs.length + from(this.xs, x);
  }

  x(place) {
    return this.xs[place % this.xs.length];
  }

  y(place) {
    return this.ys[Math.floor(place / this.xs.length)];
  }

  // Places on a straight piece of a way.
  *on(a, b) {
    const [left, right] = span(this.xs, Math.min(a.x, b.x) - 0.01, Math.max(a.x, b.x) + 0.01);
    const [top, low] = span(this.ys, Math.min(a.y, b.y) - 0.01, Math.max(a.y, b.y) + 0.01);
    for (let j = top; j <= low; j++) for (let i = left; i <= right; i++) yield j * this.xs.length + i;
  }

  #fill(box, cost) {
    const { xs, ys, level, upright } = this, wide = xs.length;
    const [left, right] = span(xs, box.x, box.x + box.w), [top, low] = span(ys, box.y, box.y + box.h);
    for (let j = top; j <= low; j++) for (let i = Math.max(0, left - 1); i <= right; i++) level[j * wide + i] += cost;
    for (let j = Math.max(0, top - 1); j <= low; j++) for (let i = left; i <= right; i++) upright[j * wide + i] += cost;
  }

  #track(piece, kind) {
    if (kind === "own") return;
    const { xs, ys, level, upright } = this, wide = xs.length;
    const along = piece.level ? xs : ys, across = piece.level ? ys : xs, at = piece.level ? piece.y : piece.x, start = piece.level ? piece.x : piece.y;
    const [over, past] = piece.level ? [level, upright] : [upright, level];
    const step = piece.level ? [1, wide] : [wide, 1];
    const apart = kind === "twin" ? 23 : 9;
    const [first, last] = span(across, at - apart, at + apart), [begin, end] = span(along, start, piece.to);
    for (let j = first; j <= last; j++) {
      const same = kind === "friend" && Math.abs(across[j] - at) < 0.5;
      for (let i = Math.max(0, begin - 1); i <= end && i + 1 < along.length; i++) {
        const shared = Math.min(piece.to, along[i + 1]) - Math.max(start, along[i]);
        if (shared <= 0.5) continue;
        const place = j * step[1] + i * step[0];
        if (same) over[place] = Math.max(over[place] - SHARED * shared, SHARED * (along[i] - along[i + 1]));
        else over[place] += OVER * shared;
      }
    }
    if (kind === "friend") return;
    const before = from(across, at) - 1;
    if (before < 0 || before + 1 >= across.length) return;
    for (let i = begin; i <= end; i++) past[before * step[1] + i * step[0]] += CROSS;
  }
}

function coordinates(least, size, stops, sides, drawn, joins, level) {
  const most = least + size, found = [];
  for (const [low, high] of sides) for (let k = 0; k < LANES; k++) found.push(low - NEAREST - k * LANE, high + NEAREST + k * LANE);
  const must = [...stops], across = (pieces) => pieces.filter((piece) => piece.level === level).map(({ x, y }) => (level ? y : x));
  for (const at of across(drawn)) found.push(at - LANE, at + LANE);
  must.push(...across(joins));
  let close = CLOSE, chosen = thinned(must, found, least, most, close);
  while (chosen.length > MOST && close < 200) chosen = thinned(must, found, least, most, (close *= 1.6));
  return chosen;
}

function thinned(must, wished, least, most, close) {
  const fixed = [...new Set(must.filter((at) => at >= least && at <= most))].sort(ascending);
  const chosen = [];
  let next = 0;
  for (const at of wished.filter((one) => one >= least && one <= most).sort(ascending)) {
    while (next < fixed.length && fixed[next] <= at) chosen.push(fixed[next++]);
    const before = chosen.at(-1) ?? -Infinity, after = fixed[next] ?? Infinity;
    if (at - before >= close && after - at >= close) chosen.push(at);
  }
  while (next < fixed.length) chosen.push(fixed[next++]);
  return chosen;
}

const ascending = (a, b) => a - b;

// Index of the first that is not less.
function from(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// First and last index of those strictly between; the last is less than the first where there are none.
function span(sorted, low, high) {
  let first = from(sorted, low);
  if (sorted[first] === low) first += 1;
  return [first, from(sorted, high) - 1];
}
