// All lines of a map and the places of their labels: each line takes the way that costs least, given the cards and
// what was drawn before it. Short lines come first; the same map always gives the same drawing.
import { Field, around, bottom, crosses, grown, hull, overlap, right } from "./boxes.js";
import { placeLabel } from "./labels.js";
import { assign, portAt, relation } from "./ports.js";
import { detour, lane, length, out, sweep } from "./shapes.js";

const CLEAR = 8; // between a line and a card it passes
const LANE = 24; // between two lanes
const HIT = 500, NO_LABEL = 300, SHARED = 90;
const COST = { sweep: 0, detour: 60, lane: 30 };
const SLOTS = [0.5, 0.68, 0.32, 0.86, 0.14];

export class Router {
  #boxes = new Field();
  #edges = new Map();
  #touching = new Map(); // node → edge ids
  #ports = new Map();
  #lanes = new Map(); // edge → {y, from, to}
  #labels = new Field();
  routes = new Map(); // edge → {d, tip, label, points}

  // Draw everything anew. `boxes`: [id, box] pairs; `edges`: {id, source, target, label: {w, h}}.
  draw(boxes, edges) {
    this.#boxes = new Field();
    this.#labels = new Field();
    for (const map of [this.#edges, this.#touching, this.#lanes, this.routes]) map.clear();
    for (const [id, box] of boxes) this.#boxes.put(id, box);
    for (const edge of edges) this.#add(edge);
    this.#ports = this.#assigned(this.#edges.values());
    this.#route(this.#edges.keys());
  }

  // Cards are being moved: only their own lines follow. Returns the ids of the edges that changed.
  drag(moved) {
    for (const [id, box] of moved) this.#boxes.put(id, box);
    const edges = this.#of(moved.map(([id]) => id));
    this.#route(edges);
    return edges;
  }

  // Something changed: `boxes` ([id, box or null]) and `edges` ([id, edge or null]). Lines that have nothing to do
  // with it stay as they are. Returns the ids of the edges that changed.
  settle(boxes, edges = []) {
    const touched = new Set(boxes.map(([id]) => id));
    for (const [id, edge] of edges) {
      for (const one of [this.#edges.get(id), edge]) if (one) touched.add(one.source), touched.add(one.target);
      this.#remove(id);
    }
    for (const [id, box] of boxes) box ? this.#boxes.put(id, box) : this.#boxes.drop(id);
    for (const [, edge] of edges) if (edge) this.#add(edge);
    const changed = this.#of(touched);
    for (const id of boxes.map(([id]) => id)) for (const edge of this.#under(id)) changed.add(edge);
    for (const [key, port] of this.#assigned(this.#around(changed))) this.#ports.set(key, port);
    this.#route(changed);
    return changed;
  }

  #add(edge) {
    if (!this.#boxes.get(edge.source) || !this.#boxes.get(edge.target)) return;
    this.#edges.set(edge.id, edge);
    for (const node of [edge.source, edge.target]) {
      if (!this.#touching.has(node)) this.#touching.set(node, new Set());
      this.#touching.get(node).add(edge.id);
    }
  }

  #remove(id) {
    const edge = this.#edges.get(id);
    if (!edge) return;
    this.#edges.delete(id);
    this.#touching.get(edge.source)?.delete(id);
    this.#touching.get(edge.target)?.delete(id);
    this.#clear(id);
    this.routes.delete(id);
  }

  #clear(id) {
    this.#lanes.delete(id);
    this.#labels.drop(id);
  }

  #of(nodes) {
    const found = new Set();
    for (const node of nodes) for (const id of this.#touching.get(node) ?? []) found.add(id);
    return found;
  }

  // Every edge that shares a card with one of these: ports of a side are dealt together.
  *#around(ids) {
    const nodes = new Set();
    for (const id of ids) nodes.add(this.#edges.get(id).source), nodes.add(this.#edges.get(id).target);
    for (const id of this.#of(nodes)) yield this.#edges.get(id);
  }

  // Edges whose line or label lies where this card is now.
  #under(node) {
    const box = this.#boxes.get(node), found = new Set();
    if (!box) return found;
    for (const [id, { points, extent }] of this.routes) {
      const edge = this.#edges.get(id);
      if (edge.source === node || edge.target === node || !overlap(extent, box)) continue;
      for (let i = 1; i < points.length; i++) if (crosses(box, points[i - 1], points[i])) found.add(id);
    }
    for (const id of this.#labels.near(box)) found.add(id);
    return found;
  }

  #assigned(edges) {
    return assign(edges, (id) => this.#boxes.get(id));
  }

  #route(ids) {
    const edges = [...ids].map((id) => this.#edges.get(id)).map((edge) => [edge, this.#span(edge)]);
    for (const [edge] of edges) this.#clear(edge.id);
    edges.sort(([a, near], [b, far]) => near - far || (a.id < b.id ? -1 : 1));
    for (const [edge] of edges) this.#settleOne(edge);
  }

  #span(edge) {
    const a = this.#boxes.get(edge.source), b = this.#boxes.get(edge.target);
    return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  }

  #settleOne(edge) {
    let best = null;
    for (const shape of this.#candidates(edge)) {
      const hits = this.#hits(shape.points, edge);
      const cost = COST[shape.way] + (shape.extra ?? 0) + hits * HIT + this.#shared(shape.level) + length(shape.points) / 5;
      if (best && cost >= best.cost) continue;
      const label = placeLabel(shape.points, edge.label, (box) => this.#free(box));
      const full = cost + (label.settled ? 0 : NO_LABEL);
      if (!best || full < best.cost) best = { shape, label, cost: full };
      if (best.cost < 120) break;
    }
    const { shape, label } = best;
    if (shape.level) this.#lanes.set(edge.id, shape.level);
    this.#labels.put(edge.id, grown(around(label, edge.label), 3));
    this.routes.set(edge.id, {
      d: shape.d, tip: shape.tip, points: shape.points, label: { x: label.x, y: label.y },
      extent: hull(shape.points.map(({ x, y }) => ({ x, y, w: 1, h: 1 }))),
    });
  }

  #free(box) {
    return this.#boxes.free(grown(box, 3)) && this.#labels.free(box);
  }

  // Cards on the way; its own two count where the line goes through them instead of to them.
  #hits(points, edge) {
    const passed = new Set();
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1], b = points[i];
      const piece = { x: Math.min(a.x, b.x) - CLEAR, y: Math.min(a.y, b.y) - CLEAR, w: Math.abs(a.x - b.x) + 2 * CLEAR, h: Math.abs(a.y - b.y) + 2 * CLEAR };
      for (const id of this.#boxes.near(piece)) {
        const own = id === edge.source || id === edge.target;
        if (crosses(grown(this.#boxes.get(id), own ? -1 : CLEAR), a, b)) passed.add(id);
      }
    }
    return passed.size;
  }

  #shared(level) {
    if (!level) return 0;
    let sum = 0;
    for (const other of this.#lanes.values()) {
      if (level.from < other.to && other.from < level.to && Math.abs(level.y - other.y) < LANE - 4) sum += SHARED;
    }
    return sum;
  }

  *#candidates(edge) {
    const a = this.#boxes.get(edge.source), b = this.#boxes.get(edge.target);
    const way = relation(a, b);
    if (way === "self") yield* this.#loops(edge, a);
    else if (way === "back") yield* this.#returns(edge, a, b);
    else yield* this.#onward(edge, a, b, way);
  }

  *#onward(edge, a, b, way) {
    const from = this.#port(edge.id, "out", a, way === "forward" ? "right" : way === "down" ? "bottom" : "top");
    const to = this.#port(edge.id, "in", b, way === "forward" ? "left" : way === "down" ? "top" : "bottom");
    for (const bow of this.#bows(edge)) yield { ...sweep(from, to, bow), extra: Math.abs(bow) / 8 };
    if (way !== "forward") {
      yield* this.#sides(a, b);
      return;
    }
    const left = from.x + Math.min(90, (to.x - from.x) / 3), far = to.x - Math.min(90, (to.x - from.x) / 3);
    for (const y of this.#levels(left, far, Math.min(from.y, to.y) - 40, Math.max(from.y, to.y) + 40, (from.y + to.y) / 2, 10)) {
      yield { ...detour(from, to, y, left, far), level: { y, from: left, to: far } };
    }
    yield* this.#returns(edge, a, b, 200);
  }

  // Around the side of two cards that stand above each other.
  *#sides(a, b) {
    for (const [side, sign] of [["right", 1], ["left", -1]]) {
      const edge = sign > 0 ? Math.max(right(a), right(b)) : Math.min(a.x, b.x);
      for (let k = 0; k < 3; k++) {
        const x = edge + sign * (28 + k * LANE), share = 0.5 + k * 0.12;
        const from = portAt(a, side, share), to = portAt(b, side, 1 - share);
        yield { ...lane(from, to, { x, y: from.y }, { x, y: to.y }), extra: k * 8 };
      }
    }
  }

  // Parallel lines of the same two cards bow apart.
  #bows(edge) {
    const twins = [];
    for (const id of this.#touching.get(edge.source)) {
      const other = this.#edges.get(id);
      if (other.source === edge.source && other.target === edge.target) twins.push(id);
    }
    const middle = (twins.length - 1) / 2, own = (twins.sort().indexOf(edge.id) - middle) * LANE;
    return [own, own + LANE / 2, own - LANE / 2];
  }

  // A lane below or above, from the underside or the top of one card to that of the other.
  *#returns(edge, a, b, extra = 0) {
    const beside = b.x < right(a) && a.x < right(b);
    if (beside) yield* this.#sides(a, b);
    const from = Math.min(a.x, b.x), to = Math.max(right(a), right(b));
    for (const side of ["bottom", "top"]) {
      const below = side === "bottom";
      const nearest = below ? Math.max(bottom(a), bottom(b)) + 30 : Math.min(a.y, b.y) - 30;
      const leave = portAt(a, side, this.#slot(edge, edge.source, side, 0.6));
      const enter = portAt(b, side, this.#slot(edge, edge.target, side, 0.4));
      const span = [Math.min(leave.x, enter.x), Math.max(leave.x, enter.x)];
      const levels = this.#levels(from, to, below ? nearest : nearest - 700, below ? nearest + 700 : nearest, nearest, 9);
      for (const y of [nearest, ...levels]) {
        for (let k = 0; k < 3; k++) {
          const level = y + (below ? 1 : -1) * k * LANE;
          const shape = lane(leave, enter, { x: leave.x, y: level }, { x: enter.x, y: level });
          yield { ...shape, side, extra: extra + (below ? 0 : 24), level: { y: level, from: span[0], to: span[1] } };
        }
      }
    }
  }

  *#loops(edge, box) {
    const same = [...this.#touching.get(edge.source)].filter((id) => {
      const other = this.#edges.get(id);
      return other.source === other.target;
    });
    const k = same.sort().indexOf(edge.id), from = right(box) - 18 - k * 30;
    const leave = { x: from, y: box.y, side: "top" }, enter = { x: from - 26, y: box.y, side: "top" };
    const y = box.y - 34 - (k % 3) * 26;
    yield lane(leave, enter, out(leave, box.y - y), { x: enter.x, y });
    const under = { x: from, y: bottom(box), side: "bottom" }, back = { x: from - 26, y: bottom(box), side: "bottom" };
    const low = bottom(box) + 34 + (k % 3) * 26;
    yield { ...lane(under, back, { x: from, y: low }, { x: back.x, y: low }), extra: 30 };
  }

  // Heights where a level piece passes just over or under a card of this stretch, the nearest first.
  #levels(from, to, least, most, wanted, count) {
    const found = new Set();
    for (const id of this.#boxes.near({ x: from, y: least - 40, w: Math.max(1, to - from), h: most - least + 80 })) {
      const box = this.#boxes.get(id);
      for (const y of [box.y - LANE, bottom(box) + LANE, box.y - 2 * LANE, bottom(box) + 2 * LANE]) if (y >= least && y <= most) found.add(Math.round(y));
    }
    return [...found].sort((one, other) => Math.abs(one - wanted) - Math.abs(other - wanted)).slice(0, count);
  }

  #port(id, end, box, side) {
    const port = this.#ports.get(`${id}:${end}`);
    return portAt(box, side, port?.side === side ? port.share : 0.5);
  }

  // A free place on the underside or top for the end of a lane.
  #slot(edge, node, side, preferred) {
    const box = this.#boxes.get(node), taken = [];
    for (const id of this.#touching.get(node)) {
      const route = id !== edge.id && this.#lanes.has(id) && this.routes.get(id);
      if (!route) continue;
      for (const end of [route.points[0], route.tip]) {
        const level = side === "bottom" ? bottom(box) : box.y;
        if (Math.abs(end.y - level) < 1 && end.x >= box.x && end.x <= right(box)) taken.push((end.x - box.x) / box.w);
      }
    }
    const slots = [preferred, ...SLOTS];
    return slots.find((slot) => taken.every((one) => Math.abs(one - slot) * box.w > 12)) ?? preferred;
  }
}
