// The drawing of lines: what people see of a map must hold for any map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { around, grown, overlap } from "../../../assets/canvas/src/geometry/boxes.js";
import { relation } from "../../../assets/canvas/src/geometry/ports.js";
import { Router } from "../../../assets/canvas/src/geometry/router.js";

const LABEL = { w: 110, h: 22 };
const card = (x, y) => ({ x, y, w: 168, h: 52 });
const edge = (id, source, target) => ({ id, source, target, label: LABEL });

function drawn(boxes, edges) {
  const router = new Router();
  router.draw(Object.entries(boxes), edges);
  return router;
}

const labels = (router) => [...router.routes.entries()].map(([id, { label }]) => [id, around(label, LABEL)]);

test("a line leads from the right side of a card to the left side of the next", () => {
  const { routes } = drawn({ a: card(0, 0), b: card(400, 100) }, [edge("t", "a", "b")]);
  const { points, tip } = routes.get("t");
  assert.deepEqual([points[0].x, points[0].y], [168, 26]);
  assert.deepEqual(tip, { x: 400, y: 126, turn: 0 });
});

test("a way back runs in a lane below both cards and enters from below", () => {
  const { routes } = drawn({ a: card(0, 0), b: card(400, 0) }, [edge("t", "b", "a")]);
  const { points, tip } = routes.get("t");
  assert.ok(Math.max(...points.map(({ y }) => y)) >= 52 + 24);
  assert.equal(tip.turn, 270);
});

test("a line to its own card is a loop above it", () => {
  const { routes } = drawn({ a: card(0, 200) }, [edge("t", "a", "a")]);
  const { points, tip } = routes.get("t");
  assert.ok(Math.min(...points.map(({ y }) => y)) < 200 - 20);
  assert.equal(tip.y, 200);
});

test("parallel lines have pills of their own, apart", () => {
  const edges = ["t", "u", "v"].map((id) => edge(id, "a", "b"));
  const found = labels(drawn({ a: card(0, 0), b: card(420, 0) }, edges));
  for (const [id, box] of found) for (const [other, its] of found) assert.ok(id === other || !overlap(box, its), `${id} ${other}`);
});

test("a line goes around a card that stands in its way", () => {
  const boxes = { a: card(0, 0), between: card(350, 0), b: card(700, 0) };
  const { points } = drawn(boxes, [edge("t", "a", "b")]).routes.get("t");
  assert.ok(points.every(({ x, y }) => !(x > 350 && x < 518 && y > 0 && y < 52)));
});

test("how two cards lie to each other", () => {
  const a = card(0, 0);
  const ways = [[card(300, 0), "forward"], [card(0, 200), "down"], [card(20, -200), "up"], [card(-300, 0), "back"], [card(180, 0), "back"], [a, "self"]];
  for (const [b, way] of ways) assert.equal(relation(a, b), way);
});

// A map of any kind, from a small generator of pseudo-random numbers.
function anyMap(seed) {
  let state = seed;
  const next = (below) => (state = (state * 48271) % 2147483647) % below;
  const boxes = {}, columns = 4 + next(5), count = 6 + next(40);
  for (let i = 0; i < count; i++) boxes[`s${i}`] = card((i % columns) * (300 + next(60)), Math.floor(i / columns) * 150 + next(30));
  const edges = Array.from({ length: 8 + next(50) }, (_, i) => edge(`t${i}`, `s${next(count)}`, `s${next(count)}`));
  return { boxes, edges };
}

test("no pill ever lies over a card, nor over another pill", () => {
  for (let seed = 1; seed <= 25; seed++) {
    const { boxes, edges } = anyMap(seed), found = labels(drawn(boxes, edges));
    assert.equal(found.length, edges.length);
    for (const [i, [id, box]] of found.entries()) {
      for (const node of Object.values(boxes)) assert.ok(!overlap(box, node), `seed ${seed}: ${id} over a card`);
      for (const [other, its] of found.slice(i + 1)) assert.ok(!overlap(box, its), `seed ${seed}: ${id} over ${other}`);
    }
  }
});

test("the same map is drawn the same", () => {
  const { boxes, edges } = anyMap(3);
  const paths = ({ routes }) => [...routes.entries()].map(([id, { d }]) => [id, d]).sort();
  assert.deepEqual(paths(drawn(boxes, edges)), paths(drawn(boxes, edges)));
});

test("a drag draws again the lines of what is dragged, and no others", () => {
  const { boxes, edges } = anyMap(4), router = drawn(boxes, edges), before = new Map(router.routes);
  const changed = router.drag([["s1", grown(boxes.s1, 0)]]);
  const touching = edges.filter(({ source, target }) => source === "s1" || target === "s1").map(({ id }) => id);
  assert.deepEqual([...changed].sort(), touching.sort());
  for (const [id, route] of before) if (!changed.has(id)) assert.equal(router.routes.get(id), route);
});

test("a card that was put on a line makes the line give way", () => {
  const boxes = { a: card(0, 0), b: card(700, 0), c: card(300, 600) };
  const router = drawn(boxes, [edge("t", "a", "b")]);
  const changed = router.settle([["c", card(300, 0)]]);
  assert.ok(changed.has("t"));
  const { points, label } = router.routes.get("t");
  assert.ok(points.every(({ x, y }) => !(x > 300 && x < 468 && y > 0 && y < 52)));
  assert.ok(!overlap(around(label, LABEL), card(300, 0)));
});

test("edges come and go, with their cards too", () => {
  const router = drawn({ a: card(0, 0), b: card(400, 0) }, [edge("t", "a", "b")]);
  router.settle([["c", card(800, 0)]], [["u", edge("u", "b", "c")], ["t", null]]);
  assert.deepEqual([...router.routes.keys()], ["u"]);
  router.settle([["c", null]], [["u", null]]);
  assert.equal(router.routes.size, 0);
});
