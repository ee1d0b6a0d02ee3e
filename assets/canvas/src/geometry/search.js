// The cheapest way over a grid: A* with a price on turning.
import { BLOCKED } from "./grid.js";

const TURN = 18;
const SHORTEST = 0.55; // a pixel costs at least that, where lines join
const LEVEL = 0, UPRIGHT = 1;

let costs = new Float64Array(0), parents = new Int32Array(0);

// `starts`: {place, heading, cost}; `ends`: the same, `heading` null where any will do. A way as
// {places, cost, start, end}, or null where all is blocked.
export function cheapest(grid, starts, ends) {
  const states = grid.size * 2, wide = grid.xs.length;
  if (costs.length < states + ends.length) {
    costs = new Float64Array((states + ends.length) * 2);
    parents = new Int32Array((states + ends.length) * 2);
  }
  costs.fill(Infinity, 0, states + ends.length);
  const goals = byPlace(ends), left = remaining(grid, ends), open = new Heap();
  const reach = (state, cost, parent, rest) => {
    if (cost >= costs[state]) return;
    costs[state] = cost;
    parents[state] = parent;
    open.push(state, cost + rest);
  };
  starts.forEach(({ place, heading, cost }, i) => reach(place * 2 + heading, cost, -1 - i, left(place)));
  while (open.size) {
    const [state, told] = open.pop();
    if (state >= states) return traced(grid, state, costs[state], states);
    const place = state >> 1, heading = state & 1, cost = costs[state];
    if (told > cost + left(place) + 1e-6) continue;
    for (const i of goals.get(place) ?? []) {
      const end = ends[i], turns = end.heading !== null && end.heading !== heading;
      reach(states + i, cost + end.cost + (turns ? TURN : 0), state, 0);
    }
    const column = place % wide, row = (place - column) / wide;
    const go = (next, price, way, far) => {
      if (price < BLOCKED) reach(next * 2 + way, cost + price + far + (way === heading ? 0 : TURN), state, left(next));
    };
    if (column + 1 < wide) go(place + 1, grid.level[place], LEVEL, grid.xs[column + 1] - grid.xs[column]);
    if (column > 0) go(place - 1, grid.level[place - 1], LEVEL, grid.xs[column] - grid.xs[column - 1]);
    if (row + 1 < grid.ys.length) go(place + wide, grid.upright[place], UPRIGHT, grid.ys[row + 1] - grid.ys[row]);
    if (row > 0) go(place - wide, grid.upright[place - wide], UPRIGHT, grid.ys[row] - grid.ys[row - 1]);
  }
  return null;
}

function byPlace(ends) {
  const goals = new Map();
  ends.forEach(({ place }, i) => goals.has(place) ? goals.get(place).push(i) : goals.set(place, [i]));
  return goals;
}

// What is left at least, from a place to the nearest end.
function remaining(grid, ends) {
  let x1 = Infinity, y1 = Infinity, x2 = -Infinity, y2 = -Infinity;
  for (const { place } of ends) {
    const x = grid.x(place), y = grid.y(place);
    (x1 = Math.min(x1, x)), (x2 = Math.max(x2, x)), (y1 = Math.min(y1, y)), (y2 = Math.max(y2, y));
  }
  return (place) => {
    const x = grid.x(place), y = grid.y(place);
    return SHORTEST * (Math.max(0, x1 - x, x - x2) + Math.max(0, y1 - y, y - y2));
  };
}

function traced(grid, last, cost, states) {
  const points = [];
  let state = parents[last];
  for (; state >= 0; state = parents[state]) points.push({ x: grid.x(state >> 1), y: grid.y(state >> 1) });
  return { points: points.reverse(), cost, start: -1 - state, end: last - states };
}

class Heap {
  #states = [];
  #keys = [];

  get size() {
    return this.#states.length;
  }

  push(state, key) {
    const states = this.#states, keys = this.#keys;
    let i = states.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (keys[parent] <= key) break;
      (states[i] = states[parent]), (keys[i] = keys[parent]);
      i = parent;
    }
    (states[i] = state), (keys[i] = key);
  }

  pop() {
    const states = this.#states, keys = this.#keys, top = [states[0], keys[0]];
    const state = states.pop(), key = keys.pop(), size = states.length;
    if (size) {
      let i = 0;
      for (let child = 1; child < size; child = 2 * i + 1) {
        if (child + 1 < size && keys[child + 1] < keys[child]) child += 1;
        if (keys[child] >= key) break;
        (states[i] = states[child]), (keys[i] = keys[child]);
        i = child;
      }
      (states[i] = state), (keys[i] = key);
    }
    return top;
  }
}
