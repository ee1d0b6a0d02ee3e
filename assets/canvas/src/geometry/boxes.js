// Boxes are {x, y, w, h} in the map's own pixels, y downwards. A Field finds those near a place quickly.

const CELL = 256;

export const right = (box) => box.x + box.w;
export const bottom = (box) => box.y + box.h;
export const middle = (box) => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });
export const around = ({ x, y }, { w, h }) => ({ x: x - w / 2, y: y - h / 2, w, h });
export const grown = (box, by) => ({ x: box.x - by, y: box.y - by, w: box.w + 2 * by, h: box.h + 2 * by });

export const overlap = (a, b) => a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a);

export const holds = (box, point) =>
  point.x > box.x && point.x < right(box) && point.y > box.y && point.y < bottom(box);

// The smallest box that holds all of them; null for none.
export function hull(boxes) {
  let left = Infinity, top = Infinity, most = -Infinity, lowest = -Infinity;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    most = Math.max(most, right(box));
    lowest = Math.max(lowest, bottom(box));
  }
  return left === Infinity ? null : { x: left, y: top, w: most - left, h: lowest - top };
}

// Whether a straight piece from a to b touches the box.
export function crosses(box, a, b) {
  if (Math.max(a.x, b.x) <= box.x || Math.min(a.x, b.x) >= right(box)) return false;
  if (Math.max(a.y, b.y) <= box.y || Math.min(a.y, b.y) >= bottom(box)) return false;
  if (holds(box, a) || holds(box, b) || a.x === b.x || a.y === b.y) return true;
  const side = (x, y) => Math.sign((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x));
  const sides = [side(box.x, box.y), side(right(box), box.y), side(box.x, bottom(box)), side(right(box), bottom(box))];
  return sides.some((one) => one !== sides[0]);
}

// Boxes by id, in cells of a grid.
export class Field {
  #boxes = new Map();
  #cells = new Map();

  get(id) {
    return this.#boxes.get(id);
  }

  put(id, box) {
    this.drop(id);
    this.#boxes.set(id, box);
    for (const cell of cells(box)) {
      if (!this.#cells.has(cell)) this.#cells.set(cell, new Set());
      this.#cells.get(cell).add(id);
    }
  }

  drop(id) {
    const box = this.#boxes.get(id);
    if (!box) return;
    this.#boxes.delete(id);
    for (const cell of cells(box)) this.#cells.get(cell)?.delete(id);
  }

  // Ids of the boxes that overlap this one.
  near(box) {
    const found = new Set();
    for (const cell of cells(box)) {
      for (const id of this.#cells.get(cell) ?? []) if (overlap(this.#boxes.get(id), box)) found.add(id);
    }
    return found;
  }

  free(box) {
    for (const cell of cells(box)) {
      for (const id of this.#cells.get(cell) ?? []) if (overlap(this.#boxes.get(id), box)) return false;
    }
    return true;
  }
}

function cells(box) {
  const found = [];
  for (let i = Math.floor(box.x / CELL); i <= Math.floor(right(box) / CELL); i++) {
    for (let j = Math.floor(box.y / CELL); j <= Math.floor(bottom(box) / CELL); j++) found.push(i * 1_000_003 + j);
  }
  return found;
}
