/**
 * One socket to the server, made again whenever it is lost.
 *
 * States told to `onState`: `connecting`, `open`, `waiting` (for the next attempt), and three that end
 * it until `open()` is called: `expired` (token refused), `elsewhere` (another window took over),
 * `unavailable` (this page may not chat here).
 */
const ANSWER_WITHIN = 10_000; // an unacknowledged message on a silent socket: it is dead, whatever it says
const STEADY_AFTER = 5_000; // open for so long counts as a success even when nobody writes
const ENDINGS = { 4401: "expired", 4403: "unavailable", 4409: "elsewhere" };
const TOO_MANY = 4429;

/** Milliseconds before attempt `n` (from 0): 0.5 s doubling to 30 s, the upper half of it by chance. */
export function backOff(n, chance = Math.random()) {
  return Math.min(30_000, 500 * 2 ** n) * (0.5 + chance / 2);
}

export class Connection {
  #socket = null;
  #who = null;
  #attempt = 0;
  #round = 0; // what an earlier round still has under way is not heard any more
  #proven = false; // the server has accepted this token
  #timers = {};

  constructor({ visitor, after, waiting, onFrame, onState }) {
    Object.assign(this, { visitor, after, waiting, onFrame, onState });
  }

  /** Connect now, dropping what there was. Never throws: failures end in `onState`. */
  async open() {
    const round = this.#drop();
    this.onState("connecting");
    try {
      const who = await this.visitor();
      if (round !== this.#round) return;
      if (who.token !== this.#who?.token) this.#proven = false;
      this.#who = who;
      this.#dial(who, round);
    } catch (problem) {
      if (round !== this.#round) return;
      if (problem.forbidden) this.onState("unavailable");
      else this.#later((problem.seconds ?? 0) * 1000);
    }
  }

  /** Send if there is a socket; if not, `waiting()` is sent when there is one. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ type: "message", client_id: message.client_id, text: message.text }));
    this.#watch();
  }

  #dial(who, round) {
    const address = new URL(`/ws/chat/${encodeURIComponent(who.contact_id)}`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.#socket = new WebSocket(address));
    const mine = (heard) => (event) => round === this.#round && heard(event);
    socket.onopen = mine(() => {
      socket.send(JSON.stringify({ type: "hello", token: who.token, after: this.after() }));
      this.#timers.steady = setTimeout(() => this.#succeeded(), STEADY_AFTER);
      this.onState("open");
      this.waiting().forEach((message) => this.send(message));
    });
    socket.onmessage = mine(({ data }) => {
      const frame = JSON.parse(data);
      const turnedAway = frame.type === "error" && !frame.client_id; // the close that follows says why
      if (!turnedAway) this.#succeeded();
      this.onFrame(frame);
      this.#watch();
    });
    socket.onclose = mine(({ code }) => this.#closed(code));
  }

  #closed(code) {
    this.#drop();
    const newIsRefused = code === 4401 && this.#who.made && !this.#proven; // the server's trouble: don't make another
    if (code in ENDINGS && !newIsRefused) this.onState(ENDINGS[code]);
    else this.#later(code === TOO_MANY ? 5_000 : 0);
  }

  #later(atLeast) {
    this.onState("waiting");
    this.#timers.retry = setTimeout(() => this.open(), Math.max(atLeast, backOff(this.#attempt++)));
  }

  #succeeded() {
    this.#attempt = 0;
    this.#proven = true;
  }

  #watch() {
    clearTimeout(this.#timers.answer);
    if (this.waiting().length) this.#timers.answer = setTimeout(() => this.#closed(), ANSWER_WITHIN);
  }

  #drop() {
    Object.values(this.#timers).forEach(clearTimeout);
    this.#socket?.close();
    this.#socket = null;
    return ++this.#round;
  }
}
