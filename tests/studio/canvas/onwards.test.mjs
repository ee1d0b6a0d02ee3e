// The way of a source that joins another's line: along its own, then along the other's, to the arrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { onwards } from "../../../assets/canvas/src/geometry/onwards.js";

const main = { id: "a", points: [{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 200, y: 100 }] };
const joining = { id: "b", onto: "a", points: [{ x: 300, y: 60 }, { x: 0, y: 60 }, { x: 0, y: 80 }] };
const third = { id: "c", onto: "b", points: [{ x: 150, y: 0 }, { x: 150, y: 60 }, { x: 130, y: 60 }] };
const strands = [main, joining, third];
const ends = (d) => [/^M([\d.]+ [\d.]+)/.exec(d)[1], /L([\d.]+ [\d.]+)$/.exec(d)[1]];

test("each source leads to the same arrow", () => {
  assert.deepEqual(ends(onwards(main, strands)), ["0 0", "193 100"]);
  assert.deepEqual(ends(onwards(joining, strands)), ["300 60", "193 100"]);
  assert.deepEqual(ends(onwards(third, strands)), ["150 0", "193 100"]);
});

test("what lies behind the place where it joins is no part of its way", () => {
  assert.doesNotMatch(onwards(third, strands), /300 60/);
  assert.doesNotMatch(onwards(joining, strands), /[ML]0 0L/);
});
