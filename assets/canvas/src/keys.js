// The key map: what a key means on the canvas. While somebody types, nothing.

export const STEP = 8, STRIDE = 40;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const WITH_CTRL = { z: "undo", y: "redo", c: "copy", x: "cut", v: "paste", d: "duplicate", a: "select-all", k: "search", Enter: "test" };
const WITH_CTRL_SHIFT = { z: "redo", l: "lay-out" };
const PLAIN = { n: "add", c: "connect", Enter: "rename", F2: "rename", Delete: "delete", Backspace: "delete", Escape: "leave", v: "select-mode", h: "pan-mode", "/": "search", F8: "problem" };
const WITH_SHIFT = { "!": "fit", F8: "problem-back" };

export const READING = new Set(["copy", "select-all", "leave", "select-mode", "pan-mode", "search", "problem", "problem-back", "fit", "test", "help"]);

// {name} or {name: "move", by: [x, y]}, or null when the key means nothing here.
export function meaning({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey) return null;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  const ctrl = ctrlKey || metaKey;
  if (ctrl) return named((shiftKey ? WITH_CTRL_SHIFT : WITH_CTRL)[letter]);
  if (key === "?") return named("help");
  if (shiftKey && code === "Digit1") return named("fit");
  if (ARROWS[key]) {
    const step = shiftKey ? STRIDE : STEP;
    return { name: "move", by: ARROWS[key].map((way) => way * step) };
  }
  return named((shiftKey ? WITH_SHIFT : PLAIN)[letter]);
}

// While a transition's target is chosen, some keys choose; null for all others.
export function aiming({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (ARROWS[key]) return { name: "aim-step", by: ARROWS[key] };
  if (key === "Tab") return { name: "aim-next", by: shiftKey ? -1 : 1 };
  return named({ Enter: "aim-take", Escape: "aim-leave" }[key]);
}

const named = (name) => (name ? { name } : null);

export function typing(target) {
  return Boolean(target?.closest?.("input, textarea, select, [contenteditable=true], .q-dialog, .q-menu"));
}
