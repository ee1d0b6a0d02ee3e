// The drawing of lines: what people see of a map must hold for any map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { around, crosses, grown, overlap } from "../../../assets/canvas/src/geometry/boxes.js";
import { Router } from "../../../assets/canvas/src/geometry/router.js";
import { wiresOf } from "../../../assets/canvas/src/geometry/wires.js";

const LABEL = { w: 110, h: 22 };
const card = (x, y) => ({ x, y, w: 168, h: 52 });
const wire = (id, sources, target) => ({ id, target, label: LABEL, sources: [sources].flat().map((node) => ({ id: `${id}@${node}`, node })) });

function drawn(boxes, wires) {
  const router = new Router();
  router.draw(Object.entries(boxes), wires);
  return router;
}

const way = (router, id) => router.routes.get(id).strands[0].points;
const passes = (points, box) => points.some((point, i) => i && crosses(box, points[i - 1], point));
const labels = (router) => [...router.routes.entries()].map(([id, { label }]) => [id, around(label, LABEL)]);

test("a line leads from one card to the next by their middles, straight", () => {
  const router = drawn({ a: card(0, 0), b: card(400, 0) }, [wire("t", "a", "b")]);
  assert.deepEqual(way(router, "t"), [{ x: 168, y: 26 }, { x: 400, y: 26 }]);
  assert.deepEqual(router.routes.get("t").tip, { x: 400, y: 26, turn: 0 });
});

test("all of a way is level or upright", () => {
  const router = drawn({ a: card(0, 0), b: card(413, 217) }, [wire("t", "a", "b")]);
  const points = way(router, "t");
  for (const [i, { x, y }] of points.entries()) assert.ok(!i || x === points[i - 1].x || y === points[i - 1].y);
});

test("a way back has a lane of its own", () => {
  const router = drawn({ a: card(0, 0), b: card(400, 0) }, [wire("t", "a", "b"), wire("u", "b", "a")]);
  const levels = ["t", "u"].map((id) => Math.max(...way(router, id).map(({ y }) => y)));
  assert.ok(Math.abs(levels[0] - levels[1]) >= 10);
});

test("a line to its own card is a loop above it", () => {
  const router = drawn({ a: card(0, 200) }, [wire("t", "a", "a")]);
  assert.ok(Math.min(...way(router, "t").map(({ y }) => y)) < 200 - 20);
  assert.equal(router.routes.get("t").tip.y, 200);
});

test("two parallel lines are 24 pixels apart, and so are their pills", () => {
  const router = drawn({ a: { ...card(0, 0), h: 120 }, b: { ...card(420, 0), h: 120 } }, [wire("t", "a", "b"), wire("u", "a", "b")]);
  const [t, u] = ["t", "u"].map((id) => router.routes.get(id).label);
  assert.ok(Math.abs(t.y - u.y) >= 24);
});

test("a line goes around a card that stands in its way", () => {
  const boxes = { a: card(0, 0), between: card(350, 0), b: card(700, 0) };
  assert.ok(!passes(way(drawn(boxes, [wire("t", "a", "b")]), "t"), boxes.between));
});

test("several sources join one line before its pill, and it has one arrow", () => {
  const boxes = { a: card(0, 0), b: card(0, 150), c: card(0, 300), z: card(500, 150) };
  const router = drawn(boxes, [wire("t", ["a", "b", "c"], "z")]);
  const { strands, trunk, label, tip } = router.routes.get("t");
  assert.deepEqual(strands.map(({ id }) => id).sort(), ["t@a", "t@b", "t@c"]);
  assert.deepEqual(strands.map(({ points }) => points[0].x), [168, 168, 168]);
  assert.ok(trunk.startsWith("M"));
  const [, ...joining] = strands;
  for (const { points } of joining) assert.ok(points.at(-1).x < label.x, "joins before the pill");
  assert.equal(tip.x, 500);
});

test("a source that leads to itself among others joins the others' line", () => {
  const router = drawn({ a: card(0, 0), z: card(500, 150) }, [wire("t", ["a", "z"], "z")]);
  assert.deepEqual(router.routes.get("t").strands.map(({ id }) => id), ["t@a", "t@z"]);
});

test("what leads to a card that many lead to ends in one arrow", () => {
  const boxes = { z: card(900, 300) }, wires = [];
  for (let i = 0; i < 7; i++) (boxes[`s${i}`] = card((i % 2) * 300, i * 110)), wires.push(wire(`t${i}`, `s${i}`, "z"));
  const tips = [...drawn(boxes, wires).routes.values()].map(({ tip }) => `${tip.x} ${tip.y}`);
  assert.ok(new Set(tips).size <= 3, [...new Set(tips)].join(", "));
});

const between = (ids, sources, target) => ids.flatMap((id) => sources.map((source) => ({ id: `${id}@${source}`, transition: id, source, target })));

test("three transitions with the same ends are folded, two are not", () => {
  const [two, three] = [["t", "u"], ["t", "u", "v"]].map((ids) => wiresOf(between(ids, ["a"], "b"), new Set()));
  assert.deepEqual(two.map(({ id, folded }) => [id, folded]), [["t@a", false], ["u@a", false]]);
  assert.deepEqual(three.map(({ transitions, folded }) => [transitions, folded]), [[["t", "u", "v"], true]]);
});

test("a selected transition unfolds what it is folded into", () => {
  assert.equal(wiresOf(between(["t", "u", "v"], ["a"], "b"), new Set(["u"])).length, 3);
});

test("a transition with several sources is one line", () => {
  const [only, ...others] = wiresOf(between(["t"], ["a", "b"], "c"), new Set());
  assert.deepEqual([only.id, only.sources.map(({ node }) => node), others], ["t@a", ["a", "b"], []]);
});

// A map of any kind, from a small generator of pseudo-random numbers.
function anyMap(seed) {
  let state = seed;
  const next = (below) => (state = (state * 48271) % 2147483647) % below;
  const boxes = {}, columns = 4 + next(5), count = 6 + next(40);
  for (let i = 0; i < count; i++) boxes[`s${i}`] = card((i % columns) * (300 + next(60)), Math.floor(i / columns) * 150 + next(30));
  const any = () => `s${next(count)}`;
  const wires = Array.from({ length: 8 + next(50) }, (_, i) => wire(`t${i}`, i % 5 ? any() : [...new Set([any(), any(), any()])], any()));
  return { boxes, wires };
}

test("no pill ever lies over a card, nor over another pill", () => {
  for (let seed = 1; seed <= 25; seed++) {
    const { boxes, wires } = anyMap(seed), found = labels(drawn(boxes, wires));
    assert.equal(found.length, wires.length);
    for (const [i, [id, box]] of found.entries()) {
      for (const node of Object.values(boxes)) assert.ok(!overlap(box, node), `seed ${seed}: ${id} over a card`);
      for (const [other, its] of found.slice(i + 1)) assert.ok(!overlap(box, its), `seed ${seed}: ${id} over ${other}`);
    }
  }
});

test("no line ever passes behind a card it doesn't belong to", () => {
  for (let seed = 1; seed <= 15; seed++) {
    const { boxes, wires } = anyMap(seed), { routes } = drawn(boxes, wires);
    for (const { id, target, sources } of wires) {
      const own = new Set([target, ...sources.map(({ node }) => node)]);
      for (const { points } of routes.get(id).strands) {
        for (const [node, box] of Object.entries(boxes)) assert.ok(own.has(node) || !passes(points, box), `seed ${seed}: ${id} behind ${node}`);
      }
    }
  }
});

test("the same map is drawn the same", () => {
  const { boxes, wires } = anyMap(3);
  const paths = ({ routes }) => [...routes.entries()].map(([id, { strands }]) => [id, ...strands.map(({ d }) => d)]).sort();
  assert.deepEqual(paths(drawn(boxes, wires)), paths(drawn(boxes, wires)));
});

test("a drag draws again the lines of what is dragged, and no others", () => {
  const { boxes, wires } = anyMap(4), router = drawn(boxes, wires), before = new Map(router.routes);
  const changed = router.drag([["s1", grown(boxes.s1, 0)]]);
  const touching = wires.filter(({ sources, target }) => target === "s1" || sources.some(({ node }) => node === "s1")).map(({ id }) => id);
  assert.deepEqual([...changed].sort(), touching.sort());
  for (const [id, route] of before) if (!changed.has(id)) assert.equal(router.routes.get(id), route);
});

test("a card that was put on a line makes the line give way", () => {
  const boxes = { a: card(0, 0), b: card(700, 0), c: card(300, 600) };
  const router = drawn(boxes, [wire("t", "a", "b")]);
  assert.ok(router.settle([["c", card(300, 0)]]).has("t"));
  assert.ok(!passes(way(router, "t"), card(300, 0)));
  assert.ok(!overlap(around(router.routes.get("t").label, LABEL), card(300, 0)));
});

test("wires come and go, with their cards too", () => {
  const router = drawn({ a: card(0, 0), b: card(400, 0) }, [wire("t", "a", "b")]);
  router.settle([["c", card(800, 0)]], [["u", wire("u", "b", "c")], ["t", null]]);
  assert.deepEqual([...router.routes.keys()], ["u"]);
  router.settle([["c", null]], [["u", null]]);
  assert.equal(router.routes.size, 0);
});
