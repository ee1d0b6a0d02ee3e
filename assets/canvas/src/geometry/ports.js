// Where lines leave and enter a card: slots along its sides, the middle ones first.
import { bottom, middle, right } from "./boxes.js";

export const APART = 12;
const WIDELY = 24; // along a card's top and bottom
const CORNER = 10, MOST = 72; // from the corner; from the middle
const SIDES = ["right", "bottom", "left", "top"];

// The slots of a card: the middles of its sides, straight across from `there`, and every so many pixels of the map, so
// that cards that overlap sideways have slots straight across from each other. `aside`: how many slots off the middle.
export function* slots(box, there) {
  for (const side of SIDES) {
    const flat = side === "left" || side === "right", [start, size, across] = flat ? [box.y, box.h, there.y] : [box.x, box.w, there.x];
    const half = size / 2, reach = Math.min(half - CORNER, MOST);
    const all = new Set([0]);
    if (Math.abs(across - start - half) <= reach) all.add(across - start - half);
    const apart = flat ? APART : WIDELY;
    for (let at = Math.ceil((start + half - reach) / apart) * apart; at <= start + half + reach; at += apart) all.add(at - start - half);
    for (const off of all) yield { ...portAt(box, side, 0.5 + off / size), aside: Math.abs(off) / APART };
  }
}

export function portAt(box, side, share) {
  switch (side) {
    case "left":
      return { x: box.x, y: box.y + box.h * share, side };
    case "right":
      return { x: right(box), y: box.y + box.h * share, side };
    case "top":
      return { x: box.x + box.w * share, y: box.y, side };
    default:
      return { x: box.x + box.w * share, y: bottom(box), side };
  }
}

// Whether something beyond this side is nearer than the card's other side: 0 where it faces it, 2 where it turns away.
export function aversion(box, side, there) {
  const { x, y } = middle(box);
  const beyond = { left: x - there.x, right: there.x - x, top: y - there.y, bottom: there.y - y }[side];
  const size = side === "left" || side === "right" ? box.w / 2 : box.h / 2;
  return beyond > size ? 0 : beyond > -size ? 1 : 2;
}
