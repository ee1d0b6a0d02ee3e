// What of the map is shown: arithmetic between the map's pixels and the screen's. A view is {x, y, zoom}, as Vue Flow
// has it; a screen is {width, height}; boxes are the map's.

import { bottom, hull, overlap, right } from "./geometry/boxes.js";

export const LEAST_ZOOM = 0.1;
const READABLE = 0.7, MOST = 1; // smaller, a pill's words are hard to read; larger, a small map looks blown up
const FOLLOWED = 0.55; // smaller, whoever follows a process from card to card can't read the cards
const EDGES = { left: 72, top: 40, right: 40, bottom: 40 }; // the tools stand on the left
export const SMALL_MAP = { width: 180, height: 108, from: 16 };

// At what zoom all of the box can be seen, clear of the edges.
export function fitting(box, screen) {
  const room = roomOf(screen);
  return Math.min(room.w / Math.max(box.w, 1), room.h / Math.max(box.h, 1), MOST);
}

// The box in the middle.
export function centred(box, screen, zoom) {
  const room = roomOf(screen);
  return {
    x: room.x + room.w / 2 - (box.x + box.w / 2) * zoom,
    y: room.y + room.h / 2 - (box.y + box.h / 2) * zoom,
    zoom,
  };
}

export const whole = (box, screen) => centred(box, screen, Math.max(LEAST_ZOOM, fitting(box, screen)));

// The first look: the whole map where it can be read then; else from its beginning, with the first state in sight.
export function first(box, start, screen) {
  const zoom = fitting(box, screen), room = roomOf(screen);
  if (zoom >= READABLE) return centred(box, screen, zoom);
  return {
    x: along([box.x, box.w], [start.x, start.w], [room.x, room.w], READABLE),
    y: along([box.y, box.h], [start.y, start.h], [room.y, room.h], READABLE),
    zoom: READABLE,
  };
}

// Along one axis, each given as [from, length].
function along([from, length], [start, size], [edge, room], zoom) {
  if (length * zoom <= room) return edge + room / 2 - (from + length / 2) * zoom;
  const atBeginning = edge - from * zoom;
  const startInSight = edge + room - (start + size) * zoom;
  return Math.max(Math.min(atBeginning, startInSight), edge - start * zoom);
}

// The view, moved no further than it takes to see the box; zoomed in only from where nothing can be read.
export function towards(box, view, screen) {
  const room = roomOf(screen), fits = Math.min(fitting(box, screen), MOST);
  if (view.zoom < Math.min(READABLE, fits) || view.zoom > fits) {
    return centred(box, screen, Math.min(Math.max(view.zoom, READABLE), fits));
  }
  return following(box, [], view, screen);
}

// The view of who follows a process: moved no further than it takes to see where it stands, with where it came from
// if there is room for both. From how far to look is theirs to choose.
export function following(stands, came, view, screen) {
  const { zoom } = view, room = roomOf(screen), both = hull([stands, ...came]);
  const box = both.w * zoom <= room.w && both.h * zoom <= room.h ? both : stands;
  return {
    x: view.x + aside(box.x * zoom + view.x, box.w * zoom, room.x, room.w),
    y: view.y + aside(box.y * zoom + view.y, box.h * zoom, room.y, room.h),
    zoom,
  };
}

// Where they begin to look: the whole map where its cards can be read; else from its beginning, and then as far as the
// process is by now.
export function opening(box, start, stands, came, screen) {
  const all = whole(box, screen);
  return all.zoom >= FOLLOWED ? all : following(stands, came, first(box, start, screen), screen);
}

function aside(from, size, edge, room) {
  if (from < edge) return edge - from;
  return Math.min(0, edge + room - (from + size));
}

// What of the map is on the screen.
export const seen = ({ x, y, zoom }, { width, height }) => ({ x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom });

// The same without the edges, where things stand that cover it.
export function clear(view, screen) {
  const room = roomOf(screen), { x, y, zoom } = view;
  return { x: (room.x - x) / zoom, y: (room.y - y) / zoom, w: room.w / zoom, h: room.h / zoom };
}

export function within(box, part) {
  return box.x >= part.x && box.y >= part.y && right(box) <= right(part) && bottom(box) <= bottom(part);
}

// Whether a card would lie below the small map in its corner.
export function covers(boxes, view, screen) {
  const part = seen(view, screen), zoom = view.zoom;
  const w = (SMALL_MAP.width + SMALL_MAP.from) / zoom, h = (SMALL_MAP.height + SMALL_MAP.from) / zoom;
  const corner = { x: right(part) - w, y: bottom(part) - h, w, h };
  return boxes.some((box) => overlap(box, corner));
}

function roomOf({ width, height }) {
  return { x: EDGES.left, y: EDGES.top, w: Math.max(1, width - EDGES.left - EDGES.right), h: Math.max(1, height - EDGES.top - EDGES.bottom) };
}
