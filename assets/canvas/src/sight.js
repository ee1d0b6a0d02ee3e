// Of many lines, those in sight are enough: a page with hundreds of pills is slow to move about in.
import { computed } from "vue";
import { overlap } from "./geometry/boxes.js";

const MANY = 120; // lines; up to that, all are in the page
const PIECE = 480; // pixels of the screen: what is in sight is looked up once per piece that is moved

export function useSight(flow, lines) {
  // Text, so that nothing follows until another piece is reached.
  const window = computed(() => {
    const { x, y, zoom } = flow.viewport.value, { width, height } = flow.dimensions.value;
    const first = (at) => Math.floor(-at / PIECE - 0.5), last = (at, size) => Math.ceil((size - at) / PIECE + 0.5);
    return [first(x), first(y), last(x, width), last(y, height), zoom].join(" ");
  });
  return computed(() => {
    if (lines.value.length <= MANY) return lines.value;
    const [left, top, right, bottom, zoom] = window.value.split(" ").map(Number), piece = PIECE / zoom;
    const box = { x: left * piece, y: top * piece, w: (right - left) * piece, h: (bottom - top) * piece };
    return lines.value.filter(({ route }) => overlap(route.extent, box));
  });
}
