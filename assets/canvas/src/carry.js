// A piece of the palette that is carried over the map: where it would land, and what it does there.
import { shallowRef } from "vue";
import { holds } from "./geometry/boxes.js";
import { ANYWHERE } from "./map.js";

export const PALETTE = "application/x-converse";

export function useCarry({ map, view, may, land }) {
  const piece = shallowRef(null), landing = shallowRef(null);

  // While something is dragged, only what it is called can be read: what it says is noted as it is picked up.
  function picked(event) {
    piece.value = read(event.dataTransfer);
  }

  function over(event) {
    if (!piece.value && !event.dataTransfer.types.includes(PALETTE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    landing.value = at(event);
  }

  function left(event) {
    if (!event.currentTarget.contains(event.relatedTarget)) landing.value = null;
  }

  function at(event) {
    const point = view.under(event);
    const under = [...map.boxes()].find(([id, box]) => id !== ANYWHERE && holds(box, point));
    return { point, state: under?.[0] ?? null };
  }

  function dropped(event) {
    const item = read(event.dataTransfer), where = at(event);
    event.preventDefault();
    ended();
    if (item && may()) land(item, where);
  }

  function ended() {
    piece.value = landing.value = null;
  }

  return { piece, landing, picked, over, left, dropped, ended };
}

function read(transfer) {
  try {
    const item = JSON.parse(transfer.getData(PALETTE) || "null");
    return item?.kind ? item : null;
  } catch {
    return null;
  }
}
