import assert from "node:assert/strict";
import test from "node:test";
import { backOff } from "../../../assets/widget/connection.js";
import { characters, dayName, pieces } from "../../../assets/widget/text.js";

const links = (text) => pieces(text).filter(({ href }) => href).map(({ text: shown, href }) => [shown, href]);

test("links end where the sentence's own punctuation begins", () => {
  for (const [text, shown] of [
    ["Pay at https://pay.example/i/1.", "https://pay.example/i/1"],
    ["(see https://pay.example/i/1)", "https://pay.example/i/1"],
    ["https://en.example/wiki/Invoice_(paper), please", "https://en.example/wiki/Invoice_(paper)"],
    ["https://pay.example/?a=1&b=2!", "https://pay.example/?a=1&b=2"],
  ]) assert.deepEqual(links(text), [[shown, shown]]);
});

test("addresses without a scheme get a safe one", () => {
  assert.deepEqual(links("www.example.com or help@example.com"), [
    ["www.example.com", "https://www.example.com/"],
    ["help@example.com", "mailto:help@example.com"],
  ]);
});

test("nothing else is a link", () => {
  const spoofed = "https://your-bank.example@evil.example/";
  for (const text of ["javascript:alert(1)", "data:text/html,x", spoofed, "https://", "12.50", "<a href=x>"])
    assert.deepEqual(links(text), [], text);
});

test("no character of a text is lost or said twice", () => {
  const text = "One https://a.example/x, two www.b.example.\nThree: c@d.example (https://e.example).";
  assert.equal(pieces(text).map((piece) => piece.text).join(""), text);
});

test("a hostile text is read in time", { timeout: 2_000 }, () => {
  const long = ["a".repeat(16000), "a@".repeat(8000), "https://" + ").".repeat(8000), "www." + "(".repeat(16000)];
  for (const text of long) pieces(text);
});

test("length is counted in code points, as the server does", () => assert.equal(characters("a😀é"), 3));

test("days are named as people name them", () => {
  const now = new Date(2026, 2, 11, 9);
  for (const [day, name] of [
    [new Date(2026, 2, 11, 0, 1), "Today"],
    [new Date(2026, 2, 10, 23, 59), "Yesterday"],
    [new Date(2026, 2, 6), "Friday"],
    [new Date(2026, 2, 2), "Monday 2 March"],
    [new Date(2025, 11, 31), "Wednesday 31 December 2025"],
  ]) assert.equal(dayName(day.toISOString(), now).replace(",", ""), name);
});

test("attempts are spaced from half a second to thirty, never all at the same moment", () => {
  assert.deepEqual([0, 1, 5, 6, 40].map((n) => backOff(n, 1)), [500, 1000, 16_000, 30_000, 30_000]);
  assert.equal(backOff(0, 0), 250);
});
