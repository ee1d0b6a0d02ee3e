// How large a transition's pill is, before it is drawn: what its line leaves free for it.

const FONT = '500 12px Roboto, "Helvetica Neue", Arial, sans-serif';
const HEIGHT = 22, MOST = 104; // longer words are cut
const FRAME = 12, ICON = 21, GUARD = 16, DOES = 17, DIGIT = 6.5, SPARE = 3, FOLD_FRAME = 20, DOT = 11; // as canvas.css has them
const widths = new Map();
let pen = null;

// Calls back once if the letters come only now: until then others were measured.
export function whenLettersCome(then) {
  if (document.fonts.check(FONT)) return;
  document.fonts.load(FONT).then(() => {
    widths.clear();
    then();
  });
}

export function pillSize({ words, guard, actions }) {
  const marks = (guard ? GUARD : 0) + (actions ? DOES + DIGIT * String(actions).length : 0);
  return { w: Math.ceil(FRAME + ICON + Math.min(width(words), MOST) + marks + SPARE), h: HEIGHT };
}

// The pill of transitions that are folded: how many, and a dot for each kind of trigger.
export const foldWords = ({ transitions }) => `${transitions.length} transitions`;
export const foldKinds = ({ edges }) => [...new Set(edges.map(({ type }) => type))];

export function foldSize(wire) {
  return { w: Math.ceil(FOLD_FRAME + width(foldWords(wire)) + DOT * foldKinds(wire).length), h: HEIGHT };
}

function width(words) {
  if (!widths.has(words)) {
    if (widths.size > 5000) widths.clear();
    pen ??= Object.assign(document.createElement("canvas").getContext("2d"), { font: FONT });
    widths.set(words, pen.measureText(words).width);
  }
  return widths.get(words);
}
