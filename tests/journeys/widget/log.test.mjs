import assert from "node:assert/strict";
import test from "node:test";
import { Log } from "../../../assets/widget/log.js";

const event = (seq, from, text, more) => ({ type: "event", seq, kind: "message", from, text, buttons: [], ...more });
const mine = (client_id, text) => ({ client_id, text, at: "2026-03-02T09:00:00Z" });
const shown = (log) => log.entries.map(({ text, seq }) => [text, seq]);

test("an own message that comes back as an event is shown once, acknowledged before or after it", () => {
  for (const ackFirst of [true, false]) {
    const log = new Log();
    log.submit(mine("a", "hello"));
    if (ackFirst) log.acknowledge("a", 1);
    log.receive(event(1, "customer", "hello"), true);
    if (!ackFirst) log.acknowledge("a", 1);
    assert.deepEqual(shown(log), [["hello", 1]]);
  }
});

test("the same words said twice, and once in another window, stay as many messages as they are", () => {
  const log = new Log();
  log.submit(mine("a", "ok"));
  log.receive(event(1, "customer", "ok"), true); // from the other window
  log.acknowledge("a", 2);
  log.receive(event(2, "customer", "ok"), true);
  assert.deepEqual(shown(log), [["ok", 1], ["ok", 2]]);
});

test("an acknowledgement of a message that was replayed with other words takes the waiting one away", () => {
  const log = new Log();
  log.submit(mine("a", "hello "));
  log.receive(event(1, "customer", "hello"), true);
  log.acknowledge("a", 1);
  assert.deepEqual(shown(log), [["hello", 1]]);
});

test("messages stand in the order of the server, what it does not know yet at the end", () => {
  const log = new Log();
  log.submit(mine("a", "mine"));
  log.receive(event(2, "business", "two"), true);
  log.receive(event(1, "business", "one"), true);
  log.receive(event(2, "business", "two"), true);
  assert.deepEqual(shown(log), [["one", 1], ["two", 2], ["mine", null]]);
  log.acknowledge("a", 3);
  assert.deepEqual(shown(log).at(-1), ["mine", 3]);
});

test("an acknowledgement does not move the place to replay from: earlier events may still be on their way", () => {
  const log = new Log();
  log.submit(mine("a", "mine"));
  log.acknowledge("a", 5);
  assert.equal(log.lastSeq, 0);
});

test("buttons stand under the latest message only, and only under the business's", () => {
  const log = new Log();
  const offered = () => log.rows().filter(({ kind }) => kind === "message").map(({ buttons }) => buttons.length);
  log.receive(event(1, "business", "one", { buttons: [{ title: "Yes" }] }), true);
  assert.deepEqual(offered(), [1]);
  log.receive(event(2, "business", "two", { buttons: [{ title: "Yes" }, { title: "No" }] }), true);
  assert.deepEqual(offered(), [0, 2]);
  log.submit(mine("a", "Yes"));
  assert.deepEqual(offered(), [0, 0, 0]);
});

test("days are separated, and a run of messages is one group until five minutes pass", () => {
  const log = new Log();
  const times = ["2026-03-01T12:00:00Z", "2026-03-01T12:01:00Z", "2026-03-01T12:10:00Z", "2026-03-02T12:00:00Z"];
  times.forEach((at, index) => log.receive(event(index + 1, "business", `${index}`, { at }), true));
  const drawn = ({ first, last, entry }) => `${first ? "(" : ""}${entry.text}${last ? ")" : ""}`;
  const rows = log.rows().map((row) => (row.kind === "message" ? drawn(row) : row.kind));
  assert.deepEqual(rows, ["day", "(0", "1)", "(2)", "day", "(3)"]);
});

test("what arrives while nobody looks is unread, with a line before the first of it, until it is read", () => {
  const log = new Log();
  log.receive(event(1, "business", "seen"), true);
  log.read();
  log.receive(event(2, "business", "new"), false);
  log.receive(event(3, "business", "newer"), false);
  assert.equal(log.unread, 2);
  assert.deepEqual(log.rows().map(({ key }) => key), ["seq-1", "unread", "seq-2", "seq-3"]);
  log.read();
  assert.equal(log.unread, 0);
  log.receive(event(4, "business", "newest"), false);
  assert.deepEqual(log.rows().map(({ key }) => key), ["seq-1", "seq-2", "seq-3", "unread", "seq-4"]);
});
