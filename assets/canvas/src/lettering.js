// How large a transition's pill is, before it is drawn: what its line leaves free for it.

const FONT = '500 12px Roboto, "Helvetica Neue", Arial, sans-serif';
const HEIGHT = 22, ICON = 16, PAD = 16, GAP = 6, MARK = 13, DIGIT = 7;
const MOST = 200;
const widths = new Map();
let pen = null;

export function pillSize({ words, guard, actions, errors }) {
  const marks = (guard ? MARK + GAP : 0) + (actions ? MARK + DIGIT * String(actions).length + GAP : 0) + (errors ? 8 : 0);
  return { w: Math.ceil(Math.min(width(words), MOST) + ICON + PAD + GAP + marks), h: HEIGHT };
}

function width(words) {
  if (!widths.has(words)) {
    if (widths.size > 5000) widths.clear();
    pen ??= Object.assign(document.createElement("canvas").getContext("2d"), { font: FONT });
    widths.set(words, pen.measureText(words).width);
  }
  return widths.get(words);
}
