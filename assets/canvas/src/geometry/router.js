// All lines of a map and the places of their labels: each line takes the way that costs least, given the cards and
// what was drawn before it. Short lines come first; the same map always gives the same drawing.
//
// A wire is what has one label: {id, target, sources: [{id, node}], label: {w, h}}. Its nearest source leads to the
// target; the others join that line before the label.
import { Field, around, crosses, grown, hull, overlap } from "./boxes.js";
import { placeLabel } from "./labels.js";
import { Tracks } from "./tracks.js";
import { loop } from "./loops.js";
import { join, lead } from "./ways.js";
import { base, drawn, length, part, tipOf } from "./shapes.js";

const COLLECTS = 5; // a card that many lead to: their lines end in one arrow
const ARROW_ROOM = 16, JOIN_ROOM = 14;

export class Router {
  #world = empty();
  #wires = new Map();
  #touching = new Map(); // node → wire ids
  routes = new Map(); // wire → {strands: [{id, node, d, points}], trunk, tip, label, extent}

  // Draw everything anew. `boxes`: [id, box] pairs.
  draw(boxes, wires) {
    this.#world = empty();
    for (const map of [this.#wires, this.#touching, this.routes]) map.clear();
    for (const [id, box] of boxes) this.#world.boxes.put(id, box);
    for (const wire of wires) this.#add(wire);
    this.#route(this.#wires.keys());
  }

  // Cards are being moved: only their own lines follow, in haste. Returns the ids of the wires that changed.
  drag(moved) {
    for (const [id, box] of moved) this.#world.boxes.put(id, box);
    const nodes = new Set(moved.map(([id]) => id)), wires = this.#of(nodes);
    this.#world.hasty = true;
    this.#route([...wires].filter((id) => !this.#rejoined(id, nodes)));
    this.#world.hasty = false;
    return wires;
  }

  // Something changed: `boxes` ([id, box or null]) and `wires` ([id, wire or null]). Lines that have nothing to do
  // with it stay as they are. Returns the ids of the wires that changed.
  settle(boxes, wires = []) {
    const changed = new Set();
    for (const [id] of wires) this.#remove(id);
    for (const [id, box] of boxes) box ? this.#world.boxes.put(id, box) : this.#world.boxes.drop(id);
    for (const [id, wire] of wires) if (wire && this.#add(wire)) changed.add(id);
    for (const [id] of boxes) for (const wire of this.#under(id)) changed.add(wire);
    for (const id of this.#of(boxes.map(([id]) => id))) changed.add(id);
    this.#route(changed);
    return changed;
  }

  #add(wire) {
    const known = (node) => this.#world.boxes.get(node);
    if (!known(wire.target) || !wire.sources.every(({ node }) => known(node))) return false;
    this.#wires.set(wire.id, wire);
    for (const node of ends(wire)) {
      if (!this.#touching.has(node)) this.#touching.set(node, new Set());
      this.#touching.get(node).add(wire.id);
    }
    return true;
  }

  #remove(id) {
    const wire = this.#wires.get(id);
    if (!wire) return;
    this.#wires.delete(id);
    for (const node of ends(wire)) this.#touching.get(node)?.delete(id);
    this.#clear(id);
    this.routes.delete(id);
  }

  #clear(id) {
    this.#world.tracks.drop(id);
    this.#world.pills.drop(id);
  }

  #of(nodes) {
    const found = new Set();
    for (const node of nodes) for (const id of this.#touching.get(node) ?? []) found.add(id);
    return found;
  }

  // Wires whose line or label lies where this card is now.
  #under(node) {
    const box = this.#world.boxes.get(node), found = new Set();
    if (!box) return found;
    for (const [id, { strands, extent }] of this.routes) {
      if (overlap(extent, box) && strands.some(({ points }) => passes(box, points))) found.add(id);
    }
    for (const id of this.#world.pills.near(box)) found.add(id);
    return found;
  }

  #route(ids) {
    const wires = [...ids].map((id) => [this.#wires.get(id), this.#span(this.#wires.get(id))]);
    for (const [{ id }] of wires) this.#clear(id);
    wires.sort(([a, near], [b, far]) => near - far || (a.id < b.id ? -1 : 1));
    for (const [wire] of wires) this.#settleOne(wire);
  }

  #span({ sources, target }) {
    return Math.min(...sources.map(({ node }) => this.#distance(node, target)));
  }

  #distance(node, other) {
    const a = this.#world.boxes.get(node), b = this.#world.boxes.get(other);
    return a === b ? 0 : Math.abs(a.x + a.w / 2 - b.x - b.w / 2) + Math.abs(a.y + a.h / 2 - b.y - b.h / 2);
  }

  #settleOne(wire) {
    const { sources, target } = wire, world = this.#world, kind = this.#kinds(wire);
    const far = ({ node }) => (node === target ? Infinity : this.#distance(node, target)); // its own card joins last
    const [first, ...others] = [...sources].sort((a, b) => far(a) - far(b) || (a.id < b.id ? -1 : 1));
    const { main, label } = this.#main(wire, first.node, kind), line = [...main.points.slice(0, -1), base(main.to)];
    const until = Math.max(8, label.along - half(main.points, label, wire.label) - 4);
    const strands = [{ id: first.id, node: first.node, points: main.points, until, d: drawn(line) }];
    world.tracks.put(wire.id, main.points);
    world.pills.put(wire.id, grown(around(label, wire.label), 3));
    for (const source of others) strands.push(this.#joined(wire, source, strands, kind));
    this.routes.set(wire.id, {
      strands, trunk: others.length ? drawn(part(line, until, length(line))) : null, tip: tipOf(main.to),
      label: { x: label.x, y: label.y }, extent: extent(wire, label, strands),
    });
  }

  #joined(wire, { id, node }, strands, kind) {
    const { points, onto } = join(this.#world, this.#world.boxes.get(node), strands, kind);
    this.#world.tracks.put(wire.id, points);
    return { id, node, points, onto: strands[onto].id, d: drawn(points) };
  }

  // Where only sources moved that join a line: only these, and what joins them, are drawn again. Whether it was so.
  #rejoined(id, nodes) {
    const wire = this.#wires.get(id), before = this.routes.get(id);
    if (!before || nodes.has(wire.target) || nodes.has(before.strands[0].node)) return false;
    const kept = [before.strands[0]], again = [], kind = this.#kinds(wire);
    for (const strand of before.strands.slice(1)) {
      (nodes.has(strand.node) || !kept.some(({ id: one }) => one === strand.onto) ? again : kept).push(strand);
    }
    this.#world.tracks.drop(id);
    for (const { points } of kept) this.#world.tracks.put(id, points);
    for (const strand of again) kept.push(this.#joined(wire, strand, kept, kind));
    this.routes.set(id, { ...before, strands: kept, extent: extent(wire, before.label, kept) });
    return true;
  }

  // The way of its nearest source; another one where that has no room for the label.
  #main(wire, node, kind) {
    const { boxes } = this.#world, ours = boxes.get(wire.target);
    const labelled = (main) => ({ main, label: this.#labelled(wire, main.points, length(main.points), wire.sources.length > 1) });
    if (node === wire.target) return labelled(loop(ours, this.#turn(wire)));
    const find = (but) => labelled(lead(this.#world, boxes.get(node), ours, kind, but));
    const direct = find();
    if (direct.label.settled || this.#world.hasty) return direct;
    const { from, to } = direct.main;
    const others = [{ from: from.side }, { to: to.side }, { from: from.side, to: to.side }].map(find).filter(({ label }) => label.settled);
    return others.sort((a, b) => a.main.cost - b.main.cost)[0] ?? direct;
  }

  #labelled(wire, points, all, joined) {
    const { boxes, pills, tracks } = this.#world;
    const found = {
      free: (box) => boxes.free(grown(box, 3)) && pills.free(box),
      busy: (box) => {
        let count = 0;
        for (const piece of tracks.near(box)) if (piece.wire !== wire.id) count += 1;
        return count;
      },
    };
    if (!joined) return placeLabel(points, wire.label, found);
    const room = Math.min(wire.label.h / 2, all / 2), most = all - ARROW_ROOM - room, least = Math.min(most, JOIN_ROOM + room);
    return placeLabel(points, wire.label, { ...found, least, most, wanted: most });
  }

  // What a piece that is drawn is to this wire.
  #kinds(wire) {
    const from = new Set(wire.sources.map(({ node }) => node)), collects = (this.#touching.get(wire.target)?.size ?? 0) >= COLLECTS;
    const known = new Map([[wire.id, "own"]]);
    return (piece) => {
      if (!known.has(piece.wire)) {
        const { sources, target } = this.#wires.get(piece.wire);
        const twin = target === wire.target && sources.some(({ node }) => from.has(node));
        known.set(piece.wire, twin ? "twin" : collects && target === wire.target ? "friend" : "other");
      }
      return known.get(piece.wire);
    };
  }

  // The how-manieth of the lines from a card to itself it is.
  #turn({ id, target }) {
    const same = [...this.#touching.get(target)].filter((other) => {
      const wire = this.#wires.get(other);
      return wire.target === target && wire.sources.every(({ node }) => node === target);
    });
    return same.sort().indexOf(id);
  }
}

const empty = () => ({ boxes: new Field(), pills: new Field(), tracks: new Tracks(), hasty: false });
const ends = ({ sources, target }) => new Set([...sources.map(({ node }) => node), target]);

const dot = ({ x, y }) => ({ x, y, w: 1, h: 1 });
const extent = (wire, label, strands) => hull([around(label, wire.label), ...strands.flatMap(({ points }) => points.map(dot))]);

// How much of the line its label hides, each way.
function half(points, { along, x, y }, size) {
  let end = 0;
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1], b = points[i];
    end += Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
    if (along > end) continue;
    if (a.y === b.y) return Math.abs(y - a.y) < 1 ? size.w / 2 : 0;
    return Math.abs(x - a.x) < 1 ? size.h / 2 : 0;
  }
  return 0;
}

function passes(box, points) {
  for (let i = 1; i < points.length; i++) if (crosses(box, points[i - 1], points[i])) return true;
  return false;
}
