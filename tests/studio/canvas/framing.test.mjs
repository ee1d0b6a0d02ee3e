// Where to look, and where there is room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../../assets/canvas/src/compass.js";
import { clear, covers, first, following, opening, seen, towards, whole, within } from "../../../assets/canvas/src/framing.js";
import { overlap } from "../../../assets/canvas/src/geometry/boxes.js";
import { roomFor } from "../../../assets/canvas/src/room.js";

const SCREEN = { width: 850, height: 620 };
const card = (x, y) => ({ x, y, w: 168, h: 44 });
const inSight = (box, view) => within(box, clear(view, SCREEN));

test("a map that fits is shown whole, in the middle, and never blown up", () => {
  const map = { x: 100, y: -300, w: 400, h: 200 }, view = first(map, card(100, -300), SCREEN);
  assert.equal(view.zoom, 1);
  const { x, y, w, h } = seen(view, SCREEN);
  assert.equal(y + h / 2, -200);
  assert.equal(x + w / 2, 300 - 16); // the tools on the left leave less room there
});

test("a map too large to be read whole opens at its beginning, nothing cut off there", () => {
  const map = { x: -50, y: 10, w: 3000, h: 2000 }, view = first(map, card(0, 30), SCREEN);
  assert.equal(view.zoom, 0.7);
  assert.equal(view.x + map.x * view.zoom, 72);
  assert.equal(view.y + map.y * view.zoom, 40);
});

test("the first state is in sight, wherever it stands", () => {
  for (const start of [card(0, 0), card(2600, 0), card(0, 1900), card(1500, 1000)]) {
    const view = first({ x: 0, y: 0, w: 3000, h: 2000 }, start, SCREEN);
    assert.ok(inSight(start, view), JSON.stringify(start));
  }
});

test("a map that fits in one direction is in the middle there", () => {
  const view = first({ x: 0, y: 0, w: 3000, h: 200 }, card(0, 0), SCREEN);
  assert.equal(view.y + 100 * view.zoom, 310);
});

test("fitting shows all of the largest map", () => {
  const map = { x: 0, y: 0, w: 5000, h: 4000 };
  assert.ok(inSight({ x: 1, y: 1, w: 4998, h: 3998 }, whole(map, SCREEN)));
});

test("what is in sight stays where it is; what isn't is moved to the edge, no further", () => {
  const view = { x: 0, y: 0, zoom: 1 };
  assert.deepEqual(towards(card(200, 200), view, SCREEN), view);
  assert.deepEqual(towards(card(800, 200), view, SCREEN), { x: 850 - 40 - 968, y: 0, zoom: 1 });
  assert.deepEqual(towards(card(0, -100), view, SCREEN), { x: 72, y: 140, zoom: 1 });
});

test("from far away one comes closer, to where it can be read", () => {
  const view = towards(card(4000, 3000), { x: 0, y: 0, zoom: 0.1 }, SCREEN);
  assert.equal(view.zoom, 0.7);
  assert.ok(inSight(card(4000, 3000), view));
});

test("who follows a process sees where it stands and where it came from, and as near as they were", () => {
  const view = { x: 0, y: 0, zoom: 1 }, here = card(900, 200);
  const beside = following(here, [card(600, 200)], view, SCREEN), far = following(here, [card(-600, 200)], view, SCREEN);
  assert.ok(inSight(here, beside) && inSight(card(600, 200), beside));
  assert.ok(inSight(here, far));
  assert.deepEqual(following(card(300, 200), [card(100, 100)], view, SCREEN), view);
  assert.equal(following(card(4000, 3000), [], { x: 0, y: 0, zoom: 0.2 }, SCREEN).zoom, 0.2);
});

test("who begins to follow sees the whole map if its cards can be read, else those where the process stands", () => {
  const small = { x: 0, y: 0, w: 1200, h: 700 }, large = { x: 0, y: 0, w: 3000, h: 2000 };
  assert.ok(inSight(small, opening(small, card(0, 0), card(900, 600), [], SCREEN)));
  const view = opening(large, card(0, 0), card(2500, 1900), [card(2300, 1800)], SCREEN);
  assert.equal(view.zoom, 0.7);
  assert.ok(inSight(card(2500, 1900), view) && inSight(card(2300, 1800), view));
});

test("the small map covers what is in its corner", () => {
  const view = { x: 0, y: 0, zoom: 1 };
  assert.ok(covers([card(600, 500)], view, SCREEN));
  assert.ok(!covers([card(100, 500), card(600, 100)], view, SCREEN));
});

test("room for a card: where it is wanted, else beside what is there, never on it", () => {
  const taken = [card(400, 100), card(400, 180)];
  assert.deepEqual(roomFor(card(0, 0), taken), card(0, 0));
  const place = roomFor(card(410, 110), taken);
  assert.ok(!taken.some((one) => overlap(one, place)));
  const crowd = Array.from({ length: 400 }, (_, i) => card((i % 20) * 190, Math.floor(i / 20) * 70));
  assert.ok(!crowd.some((one) => overlap(one, roomFor(card(900, 500), crowd))));
});

test("room in sight is better than room out of sight", () => {
  const sight = { x: 0, y: 0, w: 600, h: 400 }, source = card(420, 100);
  const place = roomFor(card(728, 100), [source], sight);
  assert.ok(within(place, sight));
  assert.ok(!overlap(place, source));
  assert.ok(place.y > source.y, "below it, the way one reads");
});

test("an arrow key leads to the nearest card that way", () => {
  const cards = [["right", card(300, 20)], ["far right", card(600, 0)], ["below", card(10, 200)]];
  assert.equal(nearest(cards, card(0, 0), [1, 0]), "right");
  assert.equal(nearest(cards, card(0, 0), [0, 1]), "below");
  assert.equal(nearest(cards, card(0, 0), [-1, 0]), null);
});
