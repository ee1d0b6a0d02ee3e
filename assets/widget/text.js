/** What is done with text: counting it, naming its day, finding its links. No DOM. */
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"]{1,2000}|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/gi;

/** Length as the server counts it: in code points, so that 😀 is one. */
export const characters = (text) => Array.from(text).length;

/** `[{text, href?}]`: only web and mail addresses become links, without the sentence's own punctuation. */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTail(match[0]);
    const href = address(shown);
    if (!href) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

function withoutTail(link) {
  let [shown, before] = [link, null];
  while (shown !== before) {
    before = shown;
    shown = shown.replace(/[.,;:!?'’”»*]+$/, "");
    if (shown.endsWith(")") && shown.split(")").length > shown.split("(").length) shown = shown.slice(0, -1);
  }
  return shown;
}

function address(shown) {
  if (/^www\./i.test(shown)) shown = `https://${shown}`;
  if (!/^https?:/i.test(shown)) return `mailto:${shown}`;
  const url = URL.parse?.(shown) ?? (URL.canParse(shown) ? new URL(shown) : null);
  return url && !url.username ? url.href : null; // https://your-bank@elsewhere is no link
}

/** "Today", "Yesterday", "Monday", "Monday 2 March", with the year when it is another. */
export function dayName(at, now = new Date()) {
  const date = new Date(at);
  const midnight = (day) => Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
  const ago = (midnight(now) - midnight(date)) / 86_400_000;
  if (ago === 0) return "Today";
  if (ago === 1) return "Yesterday";
  if (ago > 0 && ago < 7) return date.toLocaleDateString("en-GB", { weekday: "long" });
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year });
}

/** The time of day, as this browser's owner writes it. */
export const timeOfDay = (at) => new Date(at).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
