/** Where the customer writes: grows with the text, sends on Enter, counts when it gets long. */
import { characters } from "./text.js";

const LONGEST = 4_000;
const COUNT_FROM = 3_600;
const number = new Intl.NumberFormat("en");

export class Composer {
  constructor({ form, text, send, count, onSend }) {
    Object.assign(this, { form, text, send, count, onSend });
    text.addEventListener("input", () => this.#measure());
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#measure();
  }

  set enabled(enabled) {
    if (this.text.disabled === !enabled) return;
    this.text.disabled = !enabled;
    this.#measure();
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.text.focus(); // no keyboard jumping up on a phone
  }

  #submit() {
    const text = this.text.value.trim();
    if (!text || characters(text) > LONGEST || this.text.disabled) return;
    this.text.value = "";
    this.#measure();
    this.onSend(text);
    this.text.focus();
  }

  #measure() {
    const length = characters(this.text.value.trim());
    const over = length - LONGEST;
    this.send.disabled = length === 0 || over > 0 || this.text.disabled;
    this.form.classList.toggle("over", over > 0);
    this.text.setAttribute("aria-invalid", String(over > 0));
    this.count.textContent = remark(length, over);
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }
}

function remark(length, over) {
  if (over > 0) {
    const characters = over === 1 ? "1 character" : `${number.format(over)} characters`;
    return `Too long by ${characters}. Please shorten it or send it in parts.`;
  }
  return length >= COUNT_FROM ? `${number.format(length)} of ${number.format(LONGEST)} characters` : "";
}
