// Files dropped anywhere on the page go to one of its uploaders; the page says so while they hover.
const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

export default {
  template: `
    <div v-show="over" class="drop-veil" aria-hidden="true">
      <div><q-icon name="upload_file" size="40px" /><b>{{ words }}</b></div>
    </div>`,
  props: { uploader: Number, words: String },
  data: () => ({ over: false }),
  mounted() {
    this.listening = new AbortController();
    const options = { signal: this.listening.signal };
    window.addEventListener("dragover", this.hover, options);
    window.addEventListener("dragleave", this.leave, options);
    window.addEventListener("drop", this.drop, options);
  },
  unmounted() {
    this.listening.abort();
  },
  methods: {
    hover(event) {
      if (!holdsFiles(event)) return;
      event.preventDefault(); // or the browser would open the file instead of the page
      this.over = !event.target.closest?.(".q-uploader");
    },
    leave(event) {
      if (event.relatedTarget === null) this.over = false;
    },
    drop(event) {
      const files = [...(event.dataTransfer?.files ?? [])];
      const taken = !this.over;
      this.over = false;
      if (taken || !files.length) return;
      event.preventDefault();
      getElement(this.uploader).$refs.qRef.addFiles(files);
    },
  },
};
