// Whether the page still reaches the studio, in words above everything; what can't be kept meanwhile can't be touched.
const PATIENCE_MS = 1200; // a breath of the network is nothing to speak of
const SHOWN_MS = 4000;
const TRYING = "trying-again";

export default {
  template: `
    <div class="connection" role="status" aria-live="polite">
      <div v-if="shown" :class="['connection-words', shown, refused ? 'refused' : '']">
        <q-icon :name="shown === 'lost' ? 'cloud_off' : 'cloud_done'" size="20px" />
        <strong>{{ shown === 'lost' ? 'Connection lost' : 'Connected again' }}</strong>
        <span v-if="shown === 'back'">Everything here is as it is stored.</span>
        <span v-else-if="refused">Nothing was changed: please wait until it is back.</span>
        <span v-else>Trying again … What is stored is safe; look around meanwhile.</span>
        <q-spinner v-if="shown === 'lost'" size="16px" />
      </div>
    </div>`,
  props: { resting: String },
  data: () => ({ shown: null, refused: false }),
  mounted() {
    this.watching = setInterval(() => window.socket?.on && this.watch(), 200);
    document.addEventListener("refused", this.refuse);
    // The page may have been loaded anew to get through.
    if (sessionStorage.getItem(TRYING)) this.back();
  },
  unmounted() {
    clearInterval(this.watching);
    clearTimeout(this.timer);
    document.removeEventListener("refused", this.refuse);
    for (const event of ["disconnect", "connect"]) window.socket?.off?.(event, this.look);
    for (const event of ["offline", "online"]) removeEventListener(event, this.look);
  },
  methods: {
    watch() {
      clearInterval(this.watching);
      for (const event of ["disconnect", "connect"]) window.socket.on(event, this.look);
      for (const event of ["offline", "online"]) addEventListener(event, this.look);
      if (!navigator.onLine) this.look();
    },
    look() {
      clearTimeout(this.timer);
      if (navigator.onLine && window.socket.connected) {
        if (sessionStorage.getItem(TRYING)) this.back();
        return;
      }
      if (this.shown !== "lost") this.timer = setTimeout(this.lose, PATIENCE_MS);
    },
    lose() {
      this.shown = "lost";
      sessionStorage.setItem(TRYING, "1");
      this.rest(true);
    },
    back() {
      sessionStorage.removeItem(TRYING);
      Object.assign(this, { shown: "back", refused: false });
      this.rest(false);
      this.timer = setTimeout(() => (this.shown = null), SHOWN_MS);
    },
    refuse() {
      clearTimeout(this.timer);
      this.lose();
      this.refused = false;
      requestAnimationFrame(() => (this.refused = true)); // again, for the eye
    },
    rest(still) {
      for (const part of document.querySelectorAll(this.resting)) part.inert = still;
    },
  },
};
