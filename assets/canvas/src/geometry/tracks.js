// What is drawn so far, as level and upright pieces {x, y, to, level, wire}: `x`, `y` the lower end, `to` the other
// end's coordinate along the piece. Found by where they run.
const CELL = 192;

export class Tracks {
  #cells = new Map();
  #wires = new Map(); // wire → its pieces

  put(wire, points) {
    if (!this.#wires.has(wire)) this.#wires.set(wire, []);
    for (let i = 1; i < points.length; i++) {
      const piece = piecewise(points[i - 1], points[i], wire);
      if (!piece) continue;
      this.#wires.get(wire).push(piece);
      for (const cell of cells(extent(piece, 0))) {
        if (!this.#cells.has(cell)) this.#cells.set(cell, new Set());
        this.#cells.get(cell).add(piece);
      }
    }
  }

  drop(wire) {
    for (const piece of this.#wires.get(wire) ?? []) for (const cell of cells(extent(piece, 0))) this.#cells.get(cell).delete(piece);
    this.#wires.delete(wire);
  }

  // The pieces that run through a box or touch it.
  near(box) {
    const found = new Set();
    for (const cell of cells(box)) for (const piece of this.#cells.get(cell) ?? []) if (touches(piece, box)) found.add(piece);
    return found;
  }
}

function piecewise(a, b, wire) {
  if (a.y === b.y) return a.x === b.x ? null : { x: Math.min(a.x, b.x), y: a.y, to: Math.max(a.x, b.x), level: true, wire };
  return { x: a.x, y: Math.min(a.y, b.y), to: Math.max(a.y, b.y), level: false, wire };
}

const extent = ({ x, y, to, level }) => (level ? { x, y, w: to - x, h: 0 } : { x, y, w: 0, h: to - y });

const touches = ({ x, y, to, level }, box) =>
  level ? y >= box.y && y <= box.y + box.h && x <= box.x + box.w && to >= box.x : x >= box.x && x <= box.x + box.w && y <= box.y + box.h && to >= box.y;

function* cells(box) {
  for (let i = Math.floor(box.x / CELL); i <= Math.floor((box.x + box.w) / CELL); i++) {
    for (let j = Math.floor(box.y / CELL); j <= Math.floor((box.y + box.h) / CELL); j++) yield i * 1_000_003 + j;
  }
}
