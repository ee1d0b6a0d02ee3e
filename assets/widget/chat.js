/** The chat page, put together: what comes in goes to the log, the log to the page, what is written to the server. */
import { About } from "./about.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { keyOf, read, write } from "./storage.js";
import { forget, known, visitor } from "./visitor.js";
import { LogView } from "./view.js";

const BRIEFLY = 1_500; // ms without a connection that nobody needs to hear of
const REPLAYED = 250; // ms of silence after which the history is complete
const STATUS = { connecting: "Connecting…", open: "Connected", waiting: "Reconnecting…" };
const BANNERS = {
  offline: { words: "You are offline. What you write is sent as soon as you are back." },
  lost: { words: "No connection at the moment. Trying again…", act: "Try now", does: () => connection.open() },
  elsewhere: { words: "This chat is open in another window.", act: "Continue here", does: () => connection.open() },
  expired: {
    words: "This chat has expired. What was said stays on this page until you leave it.",
    act: "New chat", does: () => renew(),
  },
  renewed: { words: "Your earlier chat had expired, so this is a new one.", act: "OK", does: () => banner(null) },
  unavailable: { words: "This chat can't be used from here. Please reach us another way." },
};

const page = (id) => document.getElementById(id);
const title = document.title;
const outbox = new Outbox();
let log = new Log();
let state = "connecting";
let complete = false; // the history has been replayed
let shown = null; // the contact this page is about
const timers = {};

const view = new LogView({
  scroller: page("scroller"), log: page("log"), toEnd: page("to-end"),
  onPress: press, onRetry: retry, onRemove: withdraw, onMoved: refresh,
});
const composer = new Composer({
  form: page("composer"), text: page("text"), send: page("send"), count: page("count"), onSend: say,
});
const about = new About({
  contact: page("contact-id"), copy: page("copy-contact"),
  startOver: page("start-over"), confirmation: page("confirmation"),
  onStartOver: () => { outbox.clear(); renew(); },
});
const connection = new Connection({
  visitor, after: () => log.lastSeq, waiting: () => outbox.waiting(), onFrame: hear, onState: changed,
});

function hear(frame) {
  if (frame.type === "event" && frame.kind === "message") {
    const at = frame.at ?? (complete ? new Date().toISOString() : null);
    log.receive({ ...frame, at }, complete && view.looking);
    if (!complete) soonComplete();
  } else if (frame.type === "ack") {
    outbox.remove(frame.client_id);
    log.acknowledge(frame.client_id, frame.seq);
  } else if (frame.type === "error" && frame.client_id) {
    mark(frame.client_id, frame.message);
  }
  refresh();
}

function say(text) {
  const message = outbox.add(text);
  log.submit(message);
  log.unreadFrom = null;
  connection.send(message);
  view.toEndNow();
  refresh();
}

/** A pressed button is gone with the next draw: the keyboard goes on in the text field. */
function press(title) {
  say(title);
  composer.focus();
}

function retry(clientId) {
  connection.send(mark(clientId, null));
  refresh();
}

function withdraw(clientId) {
  outbox.remove(clientId);
  log.withdraw(clientId);
  refresh();
}

function mark(clientId, reason) {
  log.refuse(clientId, reason);
  return outbox.refused(clientId, reason);
}

/** Forget this visitor and begin as a new one, who still says what was not sent. */
function renew() {
  forget();
  write("read", 0);
  banner(null);
  begin();
}

function begin() {
  log = new Log(read("read") ?? 0);
  outbox.all().forEach((message) => log.submit(message));
  complete = false;
  connection.open();
  refresh();
}

function changed(now) {
  const before = state;
  state = now;
  clearTimeout(timers.banner);
  if (now === "expired" && log.lastSeq === 0) {
    renew();
    return banner("renewed");
  }
  if (now === "open") connected();
  else if (now in BANNERS) banner(now);
  else if (!navigator.onLine) banner("offline");
  else if (before === "open" || !complete) timers.banner = setTimeout(() => banner("lost"), BRIEFLY);
  else banner("lost");
  refresh();
}

function connected() {
  if (page("banner").dataset.kind !== "renewed") banner(null);
  shown = known().contact_id;
  about.show(shown);
  if (!complete) soonComplete();
}

function soonComplete() {
  clearTimeout(timers.complete);
  timers.complete = setTimeout(() => {
    complete = true;
    refresh();
    view.toUnread();
  }, REPLAYED);
}

function banner(kind) {
  const { words = "", act, does } = BANNERS[kind] ?? {};
  const node = page("banner");
  node.dataset.kind = kind ?? "";
  page("banner-words").textContent = words;
  Object.assign(page("banner-act"), { textContent: act ?? "", hidden: !act, onclick: does ?? null });
}

let drawing = false;

/** Draw once for all that came in together. Hidden pages get no frames, and still count what is new in their title. */
function refresh() {
  if (drawing) return;
  drawing = true;
  if (document.hidden) setTimeout(draw);
  else requestAnimationFrame(draw);
}

function draw() {
  drawing = false;
  if (complete && view.looking && log.readSeq < log.lastSeq) {
    log.read();
    write("read", log.readSeq);
  }
  const unread = complete ? log.unread : 0;
  document.title = unread && document.hidden ? `(${unread}) ${title}` : title;
  page("chat").dataset.state = state;
  page("chat").classList.toggle("blank", log.entries.length === 0);
  page("chat").classList.toggle("complete", complete);
  page("status").textContent = STATUS[state] ?? "Not connected";
  page("scroller").setAttribute("aria-busy", String(!complete));
  composer.enabled = state !== "expired" && state !== "unavailable";
  view.draw(log.rows(), { unread, connected: state === "open" });
}

addEventListener("online", () => connection.open());
addEventListener("offline", () => connection.open());
addEventListener("visibilitychange", () => (state === "waiting" && !document.hidden ? connection.open() : refresh()));
addEventListener("storage", ({ key }) => {
  const startedOverElsewhere = key === keyOf("visitor") && shown && known() && known().contact_id !== shown;
  if (startedOverElsewhere) location.reload();
});

begin();
composer.focus();
