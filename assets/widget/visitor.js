/** Who is writing: a token and a contact id, given by the server once and kept by this browser. */
import { read, write } from "./storage.js";

/** The server gave no visitor: `forbidden` is for good, otherwise try again after `seconds`, if it says when. */
export class NoVisitor extends Error {
  constructor(response) {
    super(`no visitor: ${response.status}`);
    this.forbidden = response.status === 403;
    this.seconds = Number(response.headers.get("Retry-After")) || 0;
  }
}

export const known = () => read("visitor");

export const forget = () => write("visitor", null);

/** The visitor of this browser; a new one, with `made: true`, where there is none yet. */
export async function visitor() {
  const kept = known();
  if (kept?.token && kept.contact_id) return kept;
  const response = await fetch("/api/v1/chat/visitors", { method: "POST", signal: AbortSignal.timeout(15_000) });
  if (!response.ok) throw new NoVisitor(response);
  const { token, contact_id } = await response.json();
  write("visitor", { token, contact_id });
  return { token, contact_id, made: true };
}
