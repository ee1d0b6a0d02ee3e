// A flow's picture: fit, zoom and pan happen here, in the browser. It is an <img>, so nothing in it can run.
const STEP = 1.25, LEAST = 0.1, MOST = 3, READABLE = 0.4, MARGIN = 32;

export default {
  template: `
    <div class="map">
      <div class="paper" ref="paper" tabindex="0" role="group" aria-label="Map" @wheel="wheel" @keydown="key"
           @pointerdown="grab" @pointermove="drag" @pointerup="drop" @pointercancel="drop">
        <div class="sheet-of-paper">
          <img v-if="shown" :src="shown" :alt="alt" :width="width * scale" :height="height * scale" draggable="false">
        </div>
        <div v-if="failed" class="map-failed" role="alert">The picture could not be loaded.</div>
        <q-spinner v-else-if="!shown" class="map-failed" size="32px" color="primary" />
      </div>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" title="Zoom in (+)" @click="zoom(STEP)"><q-icon name="add" /></button>
        <button type="button" aria-label="Zoom out" title="Zoom out (-)" @click="zoom(1 / STEP)"><q-icon name="remove" /></button>
        <button type="button" aria-label="Fit" title="Fit (0)" @click="fit"><q-icon name="fullscreen" /></button>
      </div>
    </div>`,
  props: { address: String, alt: String },
  data: () => ({ shown: null, failed: false, width: 0, height: 0, scale: 1, held: null, STEP }),
  computed: {
    wanted() {
      return `${this.address}&theme=${this.$q.dark.isActive ? "dark" : "light"}`;
    },
  },
  watch: { wanted: "load" },
  mounted() {
    this.load();
  },
  methods: {
    load() {
      // The next picture is fetched before it takes the place of this one: counts change without a flicker.
      const source = this.wanted, next = new Image();
      next.onload = () => this.wanted === source && this.show(next);
      next.onerror = () => this.wanted === source && !this.shown && (this.failed = true);
      next.src = (window.path_prefix ?? "") + source;
    },
    async show(image) {
      const resized = image.naturalWidth !== this.width || image.naturalHeight !== this.height;
      Object.assign(this, { shown: image.src, failed: false, width: image.naturalWidth, height: image.naturalHeight });
      if (!resized) return;
      // A large map opens where it begins, at a size that can be read.
      this.scale = Math.min(1, Math.max(this.fitting(), READABLE));
      await this.$nextTick();
      this.$refs.paper.scrollTo(0, 0);
    },
    fitting() {
      const { clientWidth, clientHeight } = this.$refs.paper;
      return Math.min((clientWidth - MARGIN) / this.width, (clientHeight - MARGIN) / this.height);
    },
    fit() {
      this.scale = Math.min(1, Math.max(this.fitting(), LEAST));
    },
    async zoom(factor, at) {
      // What is under the pointer, or in the middle, stays where it is.
      const paper = this.$refs.paper, before = this.scale;
      const x = at?.x ?? paper.clientWidth / 2, y = at?.y ?? paper.clientHeight / 2;
      this.scale = Math.min(MOST, Math.max(LEAST, before * factor));
      const grown = this.scale / before;
      const left = (paper.scrollLeft + x) * grown - x, top = (paper.scrollTop + y) * grown - y;
      await this.$nextTick();
      paper.scrollTo(left, top);
    },
    wheel(event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = this.$refs.paper.getBoundingClientRect();
      this.zoom(Math.exp(-event.deltaY / 300), { x: event.clientX - box.left, y: event.clientY - box.top });
    },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") this.zoom(STEP);
      else if (event.key === "-") this.zoom(1 / STEP);
      else if (event.key === "0") this.fit();
      else return;
      event.preventDefault();
    },
    grab(event) {
      if (event.pointerType !== "mouse" || event.button !== 0) return; // fingers scroll by themselves
      const paper = this.$refs.paper;
      paper.setPointerCapture(event.pointerId);
      this.held = { x: event.clientX + paper.scrollLeft, y: event.clientY + paper.scrollTop };
    },
    drag(event) {
      if (this.held) this.$refs.paper.scrollTo(this.held.x - event.clientX, this.held.y - event.clientY);
    },
    drop() {
      this.held = null;
    },
  },
};
