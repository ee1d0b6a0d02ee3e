// Room for one more card among those that are there.
import { bottom, grown, hull, overlap, right } from "./geometry/boxes.js";
import { within } from "./framing.js";

const AGAINST = 1.5;
const APART = 40, NEIGHBOURS = 24; // farther cards leave no better place than these

// The place nearest to the wanted one where the box covers no other; if there is one, in the part that is in sight.
export function roomFor(wanted, taken, sight = null) {
  const near = taken.map((box) => grown(box, APART - 0.5));
  const free = (box) => !near.some((one) => overlap(one, box));
  if (free(wanted) && (!sight || within(wanted, sight))) return wanted;
  const all = hull(taken) ?? wanted; // beyond all of them there is always room
  const xs = [wanted.x, right(all) + APART], ys = [wanted.y, bottom(all) + APART];
  for (const box of [...taken].sort((one, other) => apart(one, wanted) - apart(other, wanted)).slice(0, NEIGHBOURS)) {
    xs.push(right(box) + APART, box.x - APART - wanted.w);
    ys.push(bottom(box) + APART, box.y - APART - wanted.h);
  }
  if (sight) {
    xs.push(Math.max(sight.x, Math.min(wanted.x, right(sight) - wanted.w)));
    ys.push(Math.max(sight.y, Math.min(wanted.y, bottom(sight) - wanted.h)));
  }
  return best(places(wanted, xs, ys), wanted, free, sight);
}

function places(wanted, xs, ys) {
  const found = [];
  for (const x of new Set(xs)) for (const y of new Set(ys)) found.push({ ...wanted, x, y });
  return found.sort((one, other) => far(one, wanted) - far(other, wanted));
}

function best(candidates, wanted, free, sight) {
  let nearest = null;
  for (const box of candidates) {
    if (!free(box)) continue;
    if (!sight || within(box, sight)) return box;
    nearest ??= box;
  }
  return nearest ?? wanted;
}

const apart = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);

// Above and to the left is against the way one reads.
const far = (one, wanted) => Math.hypot(along(one.x - wanted.x), along(one.y - wanted.y));
const along = (way) => (way < 0 ? -AGAINST * way : way);
