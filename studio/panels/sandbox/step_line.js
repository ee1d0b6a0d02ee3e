// The run's steps in a row: click one to be there again. Ways that parted are tabs above it.
export default {
  template: `
    <div class="steps">
      <div v-if="forks.length > 1" class="ways" role="tablist" aria-label="Ways the run went">
        <button v-for="(fork, index) in forks" :key="fork.end" type="button" role="tab" class="way" :aria-selected="fork.current"
                :title="fork.words" @click="fork.current || $emit('go', { id: fork.end })">
          <b>Way {{ index + 1 }}</b> <span class="way-words">{{ fork.words }}</span> <span class="muted">{{ fork.steps }} steps</span></button>
        <button type="button" class="way way-compare" @click="$emit('compare')"><q-icon name="difference" size="16px" /> Compare</button>
      </div>
      <ol class="step-line" ref="line" aria-label="Steps" @keydown="key">
        <li v-for="(row, index) in rows" :key="row.id" v-memo="[row, row.id === here, index > at, index < real]">
          <button type="button" class="step" :class="{ ahead: index > at, troubled: row.problem, real: index < real }" :tabindex="row.id === here ? 0 : -1"
                  :aria-current="row.id === here ? 'step' : undefined" :title="row.problem || row.words" @click="$emit('go', { id: row.id })">
            <q-icon :name="row.problem ? 'error_outline' : row.icon" size="18px" :class="row.problem ? 'tone-error' : 'tone-' + row.kind" />
            <span class="step-text"><span class="step-words">{{ row.words }}</span>
              <span class="step-more muted">{{ row.time }}<template v-if="row.led"> → {{ row.led }}</template></span></span>
          </button>
        </li>
      </ol>
    </div>`,
  props: { first: Object },
  data: () => ({ rows: [], here: "", forks: [], real: 0 }),
  computed: {
    at() {
      return this.rows.findIndex((row) => row.id === this.here);
    },
  },
  created() {
    this.turn({ keep: 0, ...this.first });
  },
  mounted() {
    this.reveal();
  },
  methods: {
    turn({ keep, rows, here, forks, real }) {
      this.rows = [...this.rows.slice(0, keep), ...rows];
      this.here = here;
      this.forks = forks;
      this.real = real; // so many of the first steps really happened
      this.$nextTick(this.reveal);
    },
    reveal() {
      const line = this.$refs.line, chip = line?.children[this.at];
      if (!chip) return;
      const over = chip.offsetLeft + chip.offsetWidth - line.offsetLeft + 80;
      if (over > line.scrollLeft + line.clientWidth) line.scrollLeft = over - line.clientWidth;
      else line.scrollLeft = Math.min(line.scrollLeft, Math.max(0, chip.offsetLeft - line.offsetLeft - 80));
    },
    key(event) {
      const chips = [...this.$refs.line.querySelectorAll(".step")], index = chips.indexOf(document.activeElement);
      const next = chips[{ ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: chips.length - 1 }[event.key]];
      if (!next || event.altKey) return;
      event.preventDefault();
      next.focus();
    },
  },
};
