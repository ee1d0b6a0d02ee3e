// The map as a tree: states, and below each what leads on. All that the canvas can do for one of them, by keyboard.
export default {
  template: `
    <ul class="outline" role="tree" aria-label="Outline" @keydown="key" @focusin="focused" @focusout="holds = false">
      <li v-for="item in items" :key="item.key" role="treeitem" :aria-level="item.leaf ? 2 : 1" :data-key="item.key"
          :aria-expanded="item.leaf || !item.row.leads.length ? undefined : open.has(item.row.id)"
          :aria-selected="chosen.has(item.key)" :tabindex="item.key === active ? 0 : -1"
          :class="['outline-item', item.leaf ? 'outline-leaf' : '', chosen.has(item.key) ? 'chosen' : '']"
          @click="go(item)" @dblclick="item.leaf || rename(item)">
        <template v-if="item.leaf">
          <span :class="'dot dot-' + item.leaf.type" aria-hidden="true"></span>
          <span class="outline-words">{{ item.leaf.words }}</span>
          <span class="outline-target muted">{{ item.leaf.target ? "→ " + title(item.leaf.target) : "stays" }}</span>
        </template>
        <template v-else>
          <button type="button" class="outline-fold" tabindex="-1" aria-hidden="true" @click.stop="fold(item.row.id)"
                  :style="{ visibility: item.row.leads.length ? 'visible' : 'hidden' }">
            <q-icon :name="open.has(item.row.id) ? 'expand_more' : 'chevron_right'" size="16px" /></button>
          <input v-if="naming === item.row.id" class="outline-name" ref="name" :value="item.row.title" maxlength="200"
                 aria-label="Name" @click.stop @dblclick.stop @keydown.stop="typed($event, item)" @blur="named(item, $event.target.value)">
          <span v-else class="outline-words">{{ item.row.title }}</span>
          <span v-if="item.row.initial" class="outline-kind">start</span>
          <span v-if="item.row.terminal" class="outline-kind">end</span>
          <span v-if="item.row.errors" class="count count-error" :title="item.row.errors + ' errors'">{{ item.row.errors }}</span>
          <span v-else-if="item.row.warnings" class="count count-warning" :title="item.row.warnings + ' warnings'">{{ item.row.warnings }}</span>
        </template>
      </li>
    </ul>`,
  props: { first: Array, editable: Boolean },
  data: () => ({ rows: new Map(), order: [], open: new Set(), chosen: new Set(), active: null, naming: null, holds: false }),
  computed: {
    items() {
      const items = [];
      for (const id of this.order) {
        const row = this.rows.get(id);
        if (!row) continue;
        items.push({ key: id, row });
        if (this.open.has(id)) for (const leaf of row.leads) items.push({ key: id + "\n" + leaf.id, row, leaf });
      }
      return items;
    },
  },
  created() {
    this.change({ rows: this.first, order: this.first.map((row) => row.id) });
    this.active = this.order[0];
  },
  methods: {
    change({ rows, order }) {
      for (const row of rows) this.rows.set(row.id, row);
      if (order) this.order = order;
      if (!this.items.some((item) => item.key === this.active)) this.activate(this.order[0]);
    },
    choose({ states, transitions, reveal }) {
      const wanted = new Set(transitions), chosen = new Set(states);
      for (const [id, row] of this.rows) for (const leaf of row.leads) if (wanted.has(leaf.id)) {
        this.open.add(id);
        chosen.add(id + "\n" + leaf.id);
      }
      this.chosen = chosen;
      const first = this.items.find((item) => chosen.has(item.key));
      if (!first) return;
      if (!this.holds) this.active = first.key;
      this.$nextTick(() => this.element(first.key)?.scrollIntoView({ block: "nearest" }));
    },
    title(id) {
      return this.rows.get(id)?.title ?? id + "?";
    },
    element(key) {
      return [...this.$el.children].find((child) => child.dataset.key === key);
    },
    activate(key, focus = this.holds) {
      this.active = key;
      if (focus) this.$nextTick(() => this.element(key)?.focus());
    },
    focused(event) {
      this.holds = true;
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (key) this.active = key;
    },
    go(item) {
      this.active = item.key;
      this.$emit("go", item.leaf ? { transition: item.leaf.id } : { state: item.row.id });
    },
    fold(id) {
      this.open.has(id) ? this.open.delete(id) : this.open.add(id);
    },
    rename(item) {
      if (!this.editable) return;
      this.naming = item.row.id;
      this.$nextTick(() => { const field = [this.$refs.name].flat()[0]; field?.focus(); field?.select(); });
    },
    typed(event, item) {
      if (event.key === "Escape") { this.naming = null; this.activate(item.key, true); }
      else if (event.key === "Enter") { this.named(item, event.target.value); this.activate(item.key, true); }
    },
    named(item, title) {
      if (this.naming !== item.row.id) return;
      this.naming = null;
      if (title.trim() && title !== item.row.title) this.$emit("rename", { state: item.row.id, title: title.trim() });
    },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const index = this.items.findIndex((item) => item.key === this.active), item = this.items[index];
      if (!item || !this.pressed(event.key, item, index)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    pressed(key, item, index) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[key], end = { Home: 0, End: this.items.length - 1 }[key];
      const next = this.items[end ?? index + step];
      if (step !== undefined || end !== undefined) { if (next) this.activate(next.key, true); }
      else if (key === "ArrowRight") this.unfold(item);
      else if (key === "ArrowLeft") this.foldUp(item);
      else if (key === "Enter" || key === " ") this.go(item);
      else return this.edit(key, item);
      return true;
    },
    unfold(item) {
      if (!item.leaf && item.row.leads.length) this.open.add(item.row.id);
    },
    foldUp(item) {
      this.open.delete(item.row.id);
      this.activate(item.row.id, true);
    },
    edit(key, item) {
      const name = { n: "next", N: "next", c: "connect", C: "connect", Delete: "delete", Backspace: "delete", F2: "rename" }[key];
      if (!name || !this.editable) return false;
      if (name === "rename") { if (!item.leaf) this.rename(item); }
      else this.$emit("act", { name, state: item.row.id, transition: item.leaf?.id ?? null });
      return true;
    },
  },
};
