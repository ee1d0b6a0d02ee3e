// The editor's keys that hold wherever the focus is. The canvas has its own and takes what it serves out of the way.
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

export default {
  template: "<span hidden></span>",
  props: { map: Object, typing: Array },
  mounted() {
    this.listen = (event) => this.heard(event);
    document.addEventListener("keydown", this.listen);
    // A focused button would take Enter for itself, with Ctrl too.
    this.early = (event) => event.key === "Enter" && this.heard(event);
    document.addEventListener("keydown", this.early, true);
  },
  unmounted() {
    document.removeEventListener("keydown", this.listen);
    document.removeEventListener("keydown", this.early, true);
  },
  methods: {
    heard(event) {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      const keys = this.pressed(event), name = this.map[keys];
      if (!name) return;
      if (event.target.closest?.(TYPING) && !this.typing.includes(keys)) return;
      if (document.querySelector(".q-dialog:not([aria-hidden=true])")) return;
      event.preventDefault();
      event.stopPropagation();
      if (keys === "Ctrl+Enter") event.target.blur?.(); // what was typed is told before one leaves
      this.$emit("pressed", { name });
    },
    pressed(event) {
      const control = event.ctrlKey || event.metaKey;
      // A sign such as "?" already says that Shift is held, where it is.
      const shift = event.shiftKey && (control || event.key.length > 1);
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      return `${control ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
    },
  },
};
