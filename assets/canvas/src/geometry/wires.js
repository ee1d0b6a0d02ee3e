// What is drawn as one line with one pill: a transition with all its sources, or three and more transitions with the
// same ends, folded. A wire: {id, edges, transitions, folded, target, sources: [{id, node}]}.
const FOLDED = 3;

// `open` are transitions that must not be folded: one of them opens its fold.
export function wiresOf(edges, open) {
  const found = [];
  for (const [ends, transitions] of byEnds(edges)) {
    const folded = transitions.length >= FOLDED && !transitions.some(([{ transition }]) => open.has(transition));
    if (folded) found.push(wire(ends, transitions.flat(), transitions[0]));
    else for (const own of transitions) found.push(wire(own[0].id, own, own));
  }
  return found;
}

// A fold is drawn once for all its transitions: by the edges of the first.
function wire(id, edges, shown) {
  const transitions = [...new Set(edges.map(({ transition }) => transition))];
  const sources = shown.map(({ id: edge, source }) => ({ id: edge, node: source }));
  return { id, edges, transitions, folded: transitions.length > 1, target: shown[0].target, sources };
}

function byEnds(edges) {
  const transitions = new Map(), found = new Map();
  for (const edge of edges) {
    const key = `${edge.transition}→${edge.target}`; // while one of its ends is being moved, a transition may have two targets
    if (!transitions.has(key)) transitions.set(key, []);
    transitions.get(key).push(edge);
  }
  for (const own of transitions.values()) {
    const ends = `${own.map(({ source }) => source).sort().join(",")}→${own[0].target}`;
    if (!found.has(ends)) found.set(ends, []);
    found.get(ends).push(own);
  }
  return found;
}
