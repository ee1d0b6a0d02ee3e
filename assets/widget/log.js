/** The conversation as this page knows it: what was said, in which order, and what was read. No DOM. */
const SAME_GROUP = 5 * 60_000;

export class Log {
  entries = []; // by seq; after them what has none yet, in the order it was sent
  lastSeq = 0; // of events only: an acknowledgement may overtake what was said before it
  unreadFrom = null;

  constructor(readSeq = 0) {
    this.readSeq = readSeq;
  }

  /** The customer's own message, before the server knows it. */
  submit({ client_id, text, at, refused = null }) {
    this.entries.push({ key: client_id, from: "customer", text, at, seq: null, refused, buttons: [] });
  }

  /** A message from the server, the customer's own included. One that is here already changes nothing. */
  receive({ seq, from, text, buttons = [], at = null }, looking) {
    this.lastSeq = Math.max(this.lastSeq, seq);
    if (this.entries.some((entry) => entry.seq === seq)) return;
    const own = from === "customer" && this.entries.find((entry) => entry.seq === null && entry.text === text);
    if (own) return this.#place(own, seq);
    this.#place({ key: `seq-${seq}`, from, text, at, refused: null, buttons }, seq);
    const caughtUp = this.unreadFrom === null || this.unreadFrom <= this.readSeq;
    if (from === "business" && seq > this.readSeq && !looking && caughtUp) this.unreadFrom = seq;
  }

  acknowledge(clientId, seq) {
    const entry = this.entries.find(({ key }) => key === clientId);
    if (!entry || entry.seq !== null) return;
    if (this.entries.some((other) => other.seq === seq)) this.entries.splice(this.entries.indexOf(entry), 1);
    else this.#place(entry, seq);
  }

  /** `reason` null: the customer tries again. */
  refuse(clientId, reason) {
    const entry = this.entries.find(({ key }) => key === clientId);
    if (entry) entry.refused = reason;
  }

  /** The customer gives a refused message up. */
  withdraw(clientId) {
    this.entries = this.entries.filter(({ key }) => key !== clientId);
  }

  read() {
    this.readSeq = this.lastSeq;
  }

  get unread() {
    return this.entries.filter(({ from, seq }) => from === "business" && seq > this.readSeq).length;
  }

  /** What to show, top to bottom: `day`, `unread` and `message` rows, each with a lasting key. */
  rows() {
    const rows = [];
    let day = null;
    this.entries.forEach((entry, index) => {
      const [before, next] = [this.entries[index - 1], this.entries[index + 1]];
      const newDay = entry.at && dayOf(entry) !== day;
      if (newDay) rows.push({ kind: "day", key: `day-${(day = dayOf(entry))}-${entry.key}`, at: entry.at });
      if (before && this.#opensUnread(entry)) rows.push({ kind: "unread", key: "unread" });
      const first = newDay || !this.#together(before, entry);
      const buttons = next || entry.from === "customer" ? [] : entry.buttons;
      const last = !this.#together(entry, next);
      rows.push({ kind: "message", key: entry.key, entry, first, last, buttons, latest: !next });
    });
    return rows;
  }

  #opensUnread(entry) {
    return entry.seq !== null && entry.seq === this.unreadFrom;
  }

  #together(above, below) {
    if (above?.from !== below?.from || this.#opensUnread(below)) return false;
    if (above.refused !== null || below.refused !== null) return false;
    if (!above.at || !below.at) return above.at === below.at;
    return dayOf(above) === dayOf(below) && new Date(below.at) - new Date(above.at) < SAME_GROUP;
  }

  #place(entry, seq) {
    const at = this.entries.indexOf(entry);
    if (at >= 0) this.entries.splice(at, 1);
    entry.seq = seq;
    const next = this.entries.findIndex((other) => other.seq === null || other.seq > seq);
    this.entries.splice(next < 0 ? this.entries.length : next, 0, entry);
  }
}

const dayOf = ({ at }) => new Date(at).toDateString();
