// What is kept of gestures until they are answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Waiting } from "../../../assets/canvas/src/waiting.js";

test("gestures wait with their numbers until they are answered", () => {
  const waiting = new Waiting();
  for (const name of ["one", "two", "three"]) waiting.send([name]);
  waiting.heard(2);
  assert.deepEqual(waiting.all, [[3, ["three"]]]);
  waiting.send(["four"]);
  assert.deepEqual(waiting.all.map(([number]) => number), [3, 4]);
  waiting.heard(4);
  assert.deepEqual(waiting.all, []);
});
