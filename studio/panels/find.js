// Search: everything the flow names and everything the editor does, found while typing; nothing is asked of the server.
const MOST = 60;

export default {
  template: `
    <q-dialog v-model="shown" position="top" @hide="entries = []">
      <div class="sheet find" role="dialog" aria-label="Search">
        <div class="find-field">
          <q-icon name="search" size="20px" class="muted" />
          <input ref="field" v-model="words" @keydown="key" placeholder="Search states, triggers, messages, commands"
                 role="combobox" aria-expanded="true" aria-controls="found" :aria-activedescendant="'found-' + at"
                 aria-label="Search" autocomplete="off" spellcheck="false" maxlength="200">
          <kbd>Esc</kbd>
        </div>
        <ul class="found" id="found" role="listbox" ref="list">
          <li v-for="(entry, index) in found" :key="entry.key" :id="'found-' + index" role="option"
              :aria-selected="index === at" :class="{ chosen: index === at }" @click="go(entry)" @mousemove="at = index">
            <span v-if="entry.dot" :class="'dot dot-' + entry.dot" aria-hidden="true"></span>
            <q-icon v-else :name="entry.icon" size="16px" class="muted" />
            <span class="found-words">{{ entry.words }}</span>
            <span class="found-more muted">{{ entry.more }}</span>
            <span class="found-kind muted">{{ entry.kind }}</span>
          </li>
          <li v-if="!found.length" class="found-none muted">Nothing is called “{{ words }}”.</li>
        </ul>
      </div>
    </q-dialog>`,
  data: () => ({ shown: false, words: "", at: 0, entries: [] }),
  computed: {
    found() {
      const wanted = this.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const ranked = [];
      for (const entry of this.entries) {
        const rank = this.rank(entry, wanted);
        if (rank !== null) ranked.push([rank, entry]);
      }
      return ranked.sort((a, b) => a[0] - b[0]).slice(0, MOST).map((pair) => pair[1]);
    },
  },
  watch: {
    words() {
      this.at = 0;
    },
  },
  methods: {
    open(entries) {
      this.entries = entries.map((entry) => ({
        ...entry,
        key: `${entry.kind}\n${entry.id}`,
        name: entry.words.toLowerCase(),
        all: `${entry.words} ${entry.id} ${entry.more}`.toLowerCase(),
      }));
      Object.assign(this, { shown: true, words: "", at: 0 });
      this.$nextTick(() => requestAnimationFrame(() => this.$refs.field?.focus()));
    },
    rank(entry, wanted) {
      if (!wanted.every((word) => entry.all.includes(word))) return null;
      if (!wanted.length) return 0;
      return entry.name.startsWith(wanted[0]) ? 0 : entry.name.includes(wanted[0]) ? 1 : 2;
    },
    key(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        this.at = Math.min(this.found.length - 1, Math.max(0, this.at + step));
        this.$nextTick(() => this.$refs.list.children[this.at]?.scrollIntoView({ block: "nearest" }));
      } else if (event.key === "Enter" && this.found[this.at]) this.go(this.found[this.at]);
      else return;
      event.preventDefault();
    },
    go(entry) {
      this.shown = false;
      this.$emit("go", { what: entry.what, id: entry.id });
    },
  },
};
