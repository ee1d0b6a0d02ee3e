// What is selected and what is lit. Cards are selected by Vue Flow, transitions here.
import { shallowReactive } from "vue";
import { ANYWHERE, GHOST } from "./map.js";

const HOVER_MS = 90;

export function useSelection(flow, map, tell) {
  const chosen = shallowReactive(new Set()), lit = shallowReactive(new Set());
  let told = "[[],[]]", timer = null, hovering = null;

  const states = () => flow.getSelectedNodes.value.map(({ id }) => id).filter((id) => id !== ANYWHERE && id !== GHOST);

  function say() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = { states: states(), transitions: [...chosen] }, text = JSON.stringify(Object.values(now));
      if (text !== told) (told = text), tell(now);
    });
  }

  // From Python without `aloud`: it knows already.
  function set(nodes, transitions, aloud = false) {
    const wanted = new Set(nodes);
    flow.removeSelectedNodes(flow.getSelectedNodes.value.filter(({ id }) => !wanted.has(id)));
    for (const id of nodes) {
      const node = flow.findNode(id);
      if (node && !node.selected) node.selected = true;
    }
    choose(transitions);
    if (aloud) return say();
    clearTimeout(timer);
    told = JSON.stringify([states(), [...chosen]]);
  }

  function choose(transitions) {
    chosen.clear();
    for (const id of transitions) chosen.add(id);
    map.open(chosen);
  }

  function pickTransition(id, event) {
    pickTransitions([id], event);
  }

  // All that a line stands for; with Shift or Ctrl, besides what is selected already.
  function pickTransitions(ids, event) {
    const more = event.shiftKey || event.ctrlKey || event.metaKey;
    if (!more) return set([], ids, true);
    choose(ids.every((id) => chosen.has(id)) ? [...chosen].filter((id) => !ids.includes(id)) : new Set([...chosen, ...ids]));
    say();
  }

  // Vue Flow's own changes: a card that is clicked alone takes the selection from the lines.
  function changed(changes) {
    const picked = changes.filter(({ type }) => type === "select");
    if (!picked.length) return;
    if (picked.some(({ selected }) => selected) && !flow.multiSelectionActive.value) choose([]);
    say();
  }

  // Vue Flow would lay a sheet over what was boxed, which swallows clicks.
  const boxed = () => setTimeout(() => (flow.nodesSelectionActive.value = false));

  function hover(what) {
    clearTimeout(hovering);
    hovering = setTimeout(() => {
      lit.clear();
      if (!what) return;
      if (what.line) return what.line.edges.forEach(({ id }) => lit.add(id));
      for (const edge of map.edges.values()) if (edge.source === what.node || edge.target === what.node) lit.add(edge.id);
    }, HOVER_MS);
  }

  return { chosen, lit, states, set, changed, boxed, pickTransition, pickTransitions, hover, say };
}
