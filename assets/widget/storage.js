/**
 * What this browser keeps between visits. Where storage is blocked (some frames, some private
 * windows) or full, the value lives as long as the page does.
 */
const PREFIX = "converse.chat.";
const memory = new Map();

export const keyOf = (name) => PREFIX + name;

export function read(name) {
  if (memory.has(name)) return memory.get(name);
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)));
  } catch {
    return null;
  }
}

export function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), JSON.stringify(value));
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}
