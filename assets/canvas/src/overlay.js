// What is painted over the map, as Python says it: marks on cards, pills and rows, the way that was taken, a legend.
// No line is drawn anew for it: marks are classes, the way runs along the lines that are there.
import { computed, ref, shallowRef } from "vue";
import { onwards } from "./geometry/onwards.js";

const SIGNS = { added: "+", removed: "−", changed: "≠" };

export function useOverlay(map) {
  const painted = shallowRef(null), turn = ref(0);
  let states = new Map(), transitions = new Map(), marked = new WeakMap(), drawn = "";

  function paint(overlay) {
    states = marks(overlay?.states);
    transitions = marks(overlay?.transitions);
    marked = new WeakMap();
    painted.value = overlay;
    const latest = JSON.stringify([overlay?.way.length, overlay?.way.filter(({ latest }) => latest)]);
    if (latest !== drawn) turn.value += 1; // another step: it is drawn as one watches
    drawn = latest;
  }

  const stateMark = (id) => painted.value && states.get(id);
  const transitionMark = (id) => painted.value && transitions.get(id);

  // Of a transition that stays, on the card of one of its sources: what was taken there.
  function stayMark(id, state) {
    const mark = transitionMark(id);
    if (!mark?.count) return mark;
    const here = painted.value.way.filter(({ transition, source }) => transition === id && (source ?? state) === state);
    const kinds = mark.kinds.filter((kind) => (kind === "taken" ? here.length : kind !== "latest" || here.some(({ latest }) => latest)));
    return kinds.length ? shown({ ...mark, kinds, badge: undefined, count: here.length }) : null;
  }

  // Of a line's pill: the same object until something else is painted.
  function wireMark(wire) {
    if (!wire.folded || !painted.value) return transitionMark(wire.transitions[0]);
    if (!marked.has(wire)) marked.set(wire, foldMark(wire, transitions));
    return marked.get(wire);
  }

  // The lines of the way: {id, d, tip, latest: its place in the last step, or -1}.
  const ways = computed(() => {
    const overlay = painted.value;
    if (!overlay?.way.length) return [];
    const found = new Map(), latest = overlay.way.filter((taken) => taken.latest);
    const wires = new Map(map.lines.value.flatMap((line) => line.wire.transitions.map((id) => [id, line])));
    for (const taken of overlay.way) {
      const line = wires.get(taken.transition);
      for (const strand of line?.route.strands ?? []) {
        if (taken.source !== null && strand.node !== taken.source) continue;
        found.set(strand.id, { id: strand.id, line, strand, latest: latest.findLastIndex((one) => one === taken) });
      }
    }
    return [...found.values()].map((way) => ({ ...way, d: onwards(way.strand, way.line.route.strands), tip: way.line.route.tip }));
  });

  return { painted, turn, paint, stateMark, transitionMark, stayMark, wireMark, ways };
}

const marks = (given) => new Map(Object.entries(given ?? {}).map(([id, mark]) => [id, shown(mark)]));

// A mark with its classes, and what its badge says: `badge` on a pill or row, `label` on a card.
function shown(mark) {
  const classes = [...mark.kinds.map((kind) => `mark-${kind}`), mark.colour !== undefined && `colour-${mark.colour}`].filter(Boolean);
  const changes = mark.kinds.filter((kind) => SIGNS[kind]), times = mark.count > 1 && `×${mark.count}`;
  const badge = mark.badge ?? ([...changes.map((kind) => SIGNS[kind]), times].filter(Boolean).join(" ") || null);
  const label = [mark.colour !== undefined && "here", ...changes, times].filter(Boolean).join(" ");
  return { ...mark, classes, badge, label };
}

// Transitions that are folded into one pill: where some are covered and some missed, how many are covered.
function foldMark({ transitions, edges }, known) {
  const own = transitions.filter((id) => known.has(id)), kinds = new Set(own.flatMap((id) => known.get(id).kinds));
  if (!own.length) return null;
  const covered = own.filter((id) => known.get(id).kinds.includes("covered")).length;
  const partly = covered > 0 && covered < transitions.length && kinds.has("missed");
  if (partly) for (const kind of ["covered", "missed"]) kinds.delete(kind);
  const heard = (id) => edges.find(({ transition }) => transition === id).words;
  return shown({
    kinds: partly ? [...kinds, "partly"] : [...kinds], badge: partly ? `${covered} of ${transitions.length}` : undefined,
    count: own.reduce((sum, id) => sum + known.get(id).count, 0), words: own.map((id) => `${heard(id)}: ${known.get(id).words}`).join("\n"),
  });
}
