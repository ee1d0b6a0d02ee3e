// Where lines leave and enter a card: slots along its sides, the middle ones first.
import { bottom, middle, right } from "./boxes.js";

export const APART = 12;
const WIDELY = 24; // along a card's top and bottom
const CORNER = 10, MOST = 3;
const SIDES = ["right", "bottom", "left", "top"];

// The slots of a card, and one on each side straight across from `there`. `aside` is how far a slot is from the middle
// of its side, in slots.
export function* slots(box, there) {
  for (const side of SIDES) {
    const flat = side === "left" || side === "right", size = flat ? box.h : box.w, apart = flat ? APART : WIDELY;
    const most = Math.min(MOST, Math.floor((size / 2 - CORNER) / apart));
    const across = (flat ? there.y - box.y : there.x - box.x) - size / 2;
    for (let i = -most; i <= most; i++) yield { ...portAt(box, side, 0.5 + (i * apart) / size), aside: Math.abs(i) };
    if (Math.abs(across) <= size / 2 - CORNER && across % apart) yield { ...portAt(box, side, 0.5 + across / size), aside: Math.abs(across / apart) };
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
