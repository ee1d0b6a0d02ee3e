// The map as a tree: states, and below each what leads on. All that the canvas can do for one of them, by keyboard.
import { markRaw } from "vue";

const ROW = 30, LEAF = 26, END = 12; // pixels, as editor.css has them
const MANY = 120; // rows; of more, only those near what is in sight are in the page
const PIECE = 300; // what is in sight is looked up once per piece that is scrolled

export default {
  template: `
    <ul class="outline" role="tree" aria-label="Outline" @keydown="key" @focusin="focused" @focusout="holds = false" @scroll.passive="look">
      <li role="none" :style="{ height: height + 'px' }"></li>
      <li v-for="item in drawn" :key="item.key" v-memo="memo(item)" role="treeitem" :aria-level="item.leaf ? 2 : 1" :data-key="item.key"
          :aria-expanded="item.leaf || !item.row.leads.length ? undefined : open.has(item.row.id)"
          :aria-selected="chosen.has(item.key)" :style="{ top: item.top + 'px' }" :aria-posinset="item.place" :aria-setsize="item.of" :tabindex="item.key === active ? 0 : -1"
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
            <i class="q-icon notranslate material-icons">{{ open.has(item.row.id) ? "expand_more" : "chevron_right" }}</i></button>
          <input v-if="naming === item.row.id" class="outline-name" ref="name" :value="item.row.title" maxlength="200"
                 aria-label="Name" @click.stop @dblclick.stop @keydown.stop="typed($event, item)" @blur="named(item, $event.target.value)">
          <span v-else class="outline-words">{{ item.row.title }}</span>
          <span v-if="item.row.initial" class="outline-kind">start</span>
          <span v-if="item.row.terminal" class="outline-kind">end</span>
          <span v-if="item.row.errors + item.row.warnings" :class="['count', item.row.errors ? 'count-error' : 'count-warning']"
                :title="problems(item.row)">{{ item.row.errors + item.row.warnings }}</span>
        </template>
      </li>
    </ul>`,
  props: { first: Array, editable: Boolean },
  data: () => ({ rows: new Map(), order: [], open: new Set(), chosen: new Set(), active: null, naming: null, holds: false, from: 0, to: 0 }),
  computed: {
    items() {
      const items = [], rows = this.order.map((id) => this.rows.get(id)).filter(Boolean);
      let top = 0;
      rows.forEach((row, index) => {
        items.push({ key: row.id, row, top, place: index + 1, of: rows.length });
        top += ROW;
        if (this.open.has(row.id)) row.leads.forEach((leaf, at) => {
          items.push({ key: row.id + "\n" + leaf.id, row, leaf, top, place: at + 1, of: row.leads.length });
          top += LEAF;
        });
      });
      return items;
    },
    height() {
      const last = this.items.at(-1);
      return last ? last.top + (last.leaf ? LEAF : ROW) + END : 0;
    },
    // The active row is always there: it holds the focus.
    drawn() {
      if (this.items.length <= MANY) return this.items;
      return this.items.filter(({ key, top }) => (top > this.from && top < this.to) || key === this.active);
    },
  },
  created() {
    this.change({ rows: this.first, order: this.first.map((row) => row.id) });
    this.active = this.order[0];
  },
  mounted() {
    this.sizes = new ResizeObserver(this.look);
    this.sizes.observe(this.$el);
  },
  unmounted() {
    this.sizes.disconnect();
  },
  methods: {
    // All that a row's look depends on: of hundreds, few are drawn again.
    memo({ key, row, leaf, top, place, of }) {
      const own = leaf ? this.title(leaf.target) : this.open.has(key);
      return [row, own, top, place, of, this.chosen.has(key), key === this.active, key === this.naming];
    },
    look() {
      const { scrollTop, clientHeight } = this.$el, piece = Math.floor(scrollTop / PIECE) * PIECE;
      this.from = piece - PIECE;
      this.to = piece + clientHeight + 2 * PIECE;
    },
    // A row that isn't drawn can't be scrolled to by the browser.
    reveal({ top, leaf }) {
      const { scrollTop, clientHeight } = this.$el, bottom = top + (leaf ? LEAF : ROW);
      if (top < scrollTop) this.$el.scrollTop = top;
      else if (bottom > scrollTop + clientHeight) this.$el.scrollTop = bottom - clientHeight;
    },
    change({ rows, order }) {
      for (const row of rows) this.rows.set(row.id, markRaw(row));
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
      this.$nextTick(() => this.reveal(first));
    },
    problems({ errors, warnings }) {
      return [[errors, "error"], [warnings, "warning"]].filter(([count]) => count)
        .map(([count, word]) => count + " " + word + (count === 1 ? "" : "s")).join(", ");
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
