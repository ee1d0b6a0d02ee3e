// The cheapest way over a grid: A* with a price on turning.
import { BLOCKED } from "./grid.js";

const TURN = 18;
const SHORTEST = 0.8; // where lines may join, a pixel costs less: about that, on the whole
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
  starts.forEach(({ place, heading, cost }, i) => reach(place * 2 + heading, cost, -1 - i, left.x[place % wide] + left.y[Math.floor(place / wide)]));
  while (open.size) {
    const told = open.least, state = open.pop();
    if (state >= states) return traced(grid, state, costs[state], states);
    const place = state >> 1, heading = state & 1, cost = costs[state];
    const column = place % wide, row = (place - column) / wide;
    if (told > cost + left.x[column] + left.y[row] + 1e-6) continue; // it was reached for less
    if (goals.has(place)) {
      for (const i of goals.get(place)) reach(states + i, cost + ends[i].cost + (ends[i].heading === null || ends[i].heading === heading ? 0 : TURN), state, 0);
    }
    const level = cost + (heading === LEVEL ? 0 : TURN), upright = cost + (heading === UPRIGHT ? 0 : TURN);
    const rest = left.y[row], above = left.x[column], { xs, ys } = grid;
    if (column + 1 < wide && grid.level[place] < BLOCKED) reach(state - heading + 2 + LEVEL, level + grid.level[place] + xs[column + 1] - xs[column], state, left.x[column + 1] + rest);
    if (column > 0 && grid.level[place - 1] < BLOCKED) reach(state - heading - 2 + LEVEL, level + grid.level[place - 1] + xs[column] - xs[column - 1], state, left.x[column - 1] + rest);
    if (row + 1 < ys.length && grid.upright[place] < BLOCKED) reach((place + wide) * 2 + UPRIGHT, upright + grid.upright[place] + ys[row + 1] - ys[row], state, above + left.y[row + 1]);
    if (row > 0 && grid.upright[place - wide] < BLOCKED) reach((place - wide) * 2 + UPRIGHT, upright + grid.upright[place - wide] + ys[row] - ys[row - 1], state, above + left.y[row - 1]);
  }
  return null;
}

function byPlace(ends) {
  const goals = new Map();
  ends.forEach(({ place }, i) => goals.has(place) ? goals.get(place).push(i) : goals.set(place, [i]));
  return goals;
}

// About what is left from each column and each row to the nearest end.
function remaining(grid, ends) {
  const share = grid.shared ? SHORTEST : 1;
  const off = (sorted, at) => {
    const least = Math.min(...at), most = Math.max(...at);
    return Float64Array.from(sorted, (one) => share * Math.max(0, least - one, one - most));
  };
  return { x: off(grid.xs, ends.map(({ place }) => grid.x(place))), y: off(grid.ys, ends.map(({ place }) => grid.y(place))) };
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

  get least() {
    return this.#keys[0];
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
    const states = this.#states, keys = this.#keys, top = states[0];
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
