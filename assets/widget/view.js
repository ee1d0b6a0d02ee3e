/** The log on the page: draws rows, keeps its place while they come, and says what was read. */
import { dayName, pieces, timeOfDay } from "./text.js";

const NEAR_END = 48; // px
const DRAWN = {
  day: ({ at }) => make("li", "day", dayName(at)),
  unread: () => make("li", "unread", "New messages"),
  message: ({ entry }) => message(entry),
};

export class LogView {
  #nodes = new Map();
  #atEnd = true;

  /** `scroller` scrolls the list `log`; `toEnd` is the button that leads to its end. */
  constructor({ scroller, log, toEnd, onPress, onRetry, onRemove, onMoved }) {
    Object.assign(this, { scroller, log, toEnd, onPress, onRetry, onRemove });
    scroller.addEventListener("scroll", () => {
      this.#atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
      onMoved();
    });
    toEnd.addEventListener("click", () => {
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
      scroller.scrollTo({ top: scroller.scrollHeight, behavior });
      scroller.focus({ preventScroll: true }); // the button goes away
    });
    new ResizeObserver(() => this.#keepPlace()).observe(scroller);
  }

  get looking() {
    return this.#atEnd && document.visibilityState === "visible";
  }

  /** Rows are drawn once and changed in place, so that a screen reader speaks only of new ones. */
  draw(rows, { unread, connected }) {
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, node] of this.#nodes) if (!keys.has(key)) this.#remove(key, node);
    rows.forEach((row, index) => {
      const node = this.#nodes.get(row.key) ?? this.#add(row);
      if (row.kind === "message") this.#dress(node, row, connected);
      if (this.log.children[index] !== node) this.log.insertBefore(node, this.log.children[index] ?? null);
    });
    this.#keepPlace();
    this.#offerEnd(unread);
  }

  toEndNow() {
    this.#atEnd = true;
    this.#keepPlace();
  }

  /** Bring what is new into sight when the page opens. */
  toUnread() {
    const divider = this.#nodes.get("unread");
    if (divider) this.scroller.scrollTop = divider.offsetTop - this.scroller.clientHeight / 3;
  }

  #keepPlace() {
    if (this.#atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  #offerEnd(unread) {
    this.toEnd.hidden = this.#atEnd;
    const words = unread === 0 ? "Latest messages" : unread === 1 ? "1 new message" : `${unread} new messages`;
    this.toEnd.classList.toggle("fresh", unread > 0);
    setText(this.toEnd.lastElementChild, words);
  }

  #add(row) {
    const node = DRAWN[row.kind](row);
    this.#nodes.set(row.key, node);
    return node;
  }

  #remove(key, node) {
    node.remove();
    this.#nodes.delete(key);
  }

  #dress(node, { entry, first, last, buttons, latest }, connected) {
    const marks = { first, last, pending: entry.seq === null, refused: entry.refused !== null };
    for (const [mark, on] of Object.entries(marks)) node.classList.toggle(mark, Boolean(on));
    const [, meta, choices] = node.children;
    const time = last && entry.at && timeOfDay(entry.at);
    setText(meta, [time, fate(entry, latest, connected)].filter(Boolean).join(" · "));
    const offers = entry.refused === null ? this.#answers(buttons) : this.#secondChance(entry.key);
    if (choices.dataset.offers === JSON.stringify(offers)) return;
    choices.dataset.offers = JSON.stringify(offers);
    choices.replaceChildren(...offers.map(([title, pressed]) => button(title, pressed)));
  }

  #answers(buttons) {
    return buttons.map(({ title }) => [title, () => this.onPress(title)]);
  }

  #secondChance(clientId) {
    return [["Try again", () => this.onRetry(clientId)], ["Remove", () => this.onRemove(clientId)]];
  }
}

function fate(entry, latest, connected) {
  if (entry.refused !== null) return `Not sent: ${entry.refused}`;
  if (entry.seq === null) return connected ? "Sending…" : "Will be sent when you are connected";
  return latest && entry.from === "customer" && "Sent";
}

function message(entry) {
  const node = make("li", `message ${entry.from}`);
  const bubble = make("div", "bubble");
  bubble.dir = "auto";
  const from = entry.from === "customer" ? "From you: " : "From us: ";
  bubble.append(make("span", "unseen", from), ...pieces(entry.text).map(inline));
  node.append(bubble, make("div", "meta"), make("div", "choices"));
  return node;
}

function inline({ text, href }) {
  if (!href) return document.createTextNode(text);
  return Object.assign(make("a", "", text), { href, target: "_blank", rel: "noopener noreferrer nofollow" });
}

function button(title, pressed) {
  const node = Object.assign(make("button", "choice", title), { type: "button" });
  node.addEventListener("click", pressed);
  return node;
}

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
