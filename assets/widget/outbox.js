/** What the customer sent and the server has not acknowledged. Survives a reload; repeats share their `client_id`. */
import { read, write } from "./storage.js";

export class Outbox {
  #messages = read("outbox") ?? [];

  all() {
    return this.#messages;
  }

  /** Those to be sent on every new connection: a refused one waits for the customer. */
  waiting() {
    return this.#messages.filter((message) => !message.refused);
  }

  add(text) {
    const message = { client_id: uuid(), text, at: new Date().toISOString() };
    this.#keep([...this.#messages, message]);
    return message;
  }

  /** The server has it, or the customer gave it up. */
  remove(clientId) {
    this.#keep(this.#messages.filter((message) => message.client_id !== clientId));
  }

  /** `reason` is the server's sentence, or null when the customer tries again. */
  refused(clientId, reason) {
    const message = this.#messages.find(({ client_id }) => client_id === clientId);
    if (message) message.refused = reason;
    this.#keep(this.#messages);
    return message;
  }

  clear() {
    this.#keep([]);
  }

  #keep(messages) {
    this.#messages = messages;
    write("outbox", messages.length ? messages : null);
  }
}

/** A random UUID, also where the page came over plain HTTP and `crypto.randomUUID` is missing. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
