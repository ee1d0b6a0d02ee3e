// A text that is shown once, and taken along by a button. A path becomes an address as this browser reaches the studio.
export default {
  props: { text: String, path: Boolean, label: String },
  template: `
    <div class="copy-field">
      <input ref="field" readonly spellcheck="false" autocomplete="off" :value="shown" :aria-label="label"
             @focus="$refs.field.select()">
      <button type="button" class="copy-button" @click="copy">{{ done ? 'Copied' : 'Copy' }}</button>
      <span class="for-ears" role="status">{{ done ? 'It is copied.' : '' }}</span>
    </div>`,
  data: () => ({ done: false }),
  computed: {
    shown() {
      return this.path && this.text ? new URL(this.text, location.href).href : this.text;
    },
  },
  watch: {
    text() {
      this.done = false;
    },
  },
  methods: {
    async copy() {
      this.$refs.field.select();
      try {
        await navigator.clipboard.writeText(this.shown);
        this.done = true;
      } catch {
        // Not over plain http from another machine, or not allowed; the old way still may be.
        this.done = document.execCommand("copy");
      }
    },
  },
};
