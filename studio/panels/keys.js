// The editor's keys that hold wherever the focus is. The canvas has its own and takes what it serves out of the way.
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";

export default {
  template: "<span hidden></span>",
  props: { map: Object },
  mounted() {
    this.listen = (event) => this.heard(event);
    document.addEventListener("keydown", this.listen);
  },
  unmounted() {
    document.removeEventListener("keydown", this.listen);
  },
  methods: {
    heard(event) {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      const name = this.map[this.pressed(event)];
      if (!name) return;
      const typing = event.target.closest?.(TYPING);
      if (typing && !(event.ctrlKey || event.metaKey ? name === "search" : event.key === "F8")) return;
      if (document.querySelector(".q-dialog:not([aria-hidden=true])")) return;
      event.preventDefault();
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
