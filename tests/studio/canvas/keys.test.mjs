// The key map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { aiming, meaning } from "../../../assets/canvas/src/keys.js";

const pressed = (key, ...held) => ({ key, code: "", ctrlKey: held.includes("ctrl"), shiftKey: held.includes("shift"), metaKey: held.includes("meta"), altKey: held.includes("alt") });

const KEYS = [
  ["n", [], "add"], ["c", [], "connect"], ["Enter", [], "rename"], ["F2", [], "rename"], ["Delete", [], "delete"], ["Backspace", [], "delete"],
  ["z", ["ctrl"], "undo"], ["z", ["meta"], "undo"], ["Z", ["ctrl", "shift"], "redo"], ["c", ["ctrl"], "copy"], ["x", ["ctrl"], "cut"],
  ["v", ["ctrl"], "paste"], ["d", ["ctrl"], "duplicate"], ["a", ["ctrl"], "select-all"], ["Escape", [], "leave"], ["/", [], "search"],
  ["k", ["ctrl"], "search"], ["L", ["ctrl", "shift"], "lay-out"], ["F8", [], "problem"], ["Enter", ["ctrl"], "test"], ["?", ["shift"], "help"],
  ["v", [], "select-mode"], ["h", [], "pan-mode"], ["q", [], undefined], ["n", ["alt"], undefined], ["n", ["ctrl"], undefined],
];

test("every key means what the help says", () => {
  for (const [key, held, name] of KEYS) assert.equal(meaning(pressed(key, ...held))?.name, name, `${held} ${key}`);
});

test("arrows move by 8 pixels, with Shift by 40", () => {
  assert.deepEqual(meaning(pressed("ArrowLeft")), { name: "move", by: [-8, 0] });
  assert.deepEqual(meaning(pressed("ArrowDown", "shift")), { name: "move", by: [0, 40] });
});

test("Shift 1 fits, whatever the layout prints on that key", () => {
  assert.equal(meaning({ ...pressed("+", "shift"), code: "Digit1" }).name, "fit");
});

test("while a target is chosen, arrows, Tab, Enter and Escape choose", () => {
  assert.deepEqual(aiming(pressed("ArrowUp")), { name: "aim-step", by: [0, -1] });
  assert.deepEqual(aiming(pressed("Tab", "shift")), { name: "aim-next", by: -1 });
  assert.equal(aiming(pressed("Enter")).name, "aim-take");
  assert.equal(aiming(pressed("Escape")).name, "aim-leave");
  assert.equal(aiming(pressed("n")), null);
});
