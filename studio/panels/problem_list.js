// Problems in groups. The drawer that holds them is closed most of the time: until they can be seen, none is drawn.
export default {
  template: `
    <ul class="problem-list" aria-label="Problems">
      <template v-if="seen">
        <li v-for="row in rows" :key="row.key" v-memo="[JSON.stringify(row)]" :class="row.head ? 'problem-group' : 'problem'">
          <template v-if="row.head"><span class="strong">{{ row.head }}</span> <span class="muted">{{ row.meaning }}</span></template>
          <q-btn v-else-if="row.more" flat dense no-caps icon="expand_more" :label="row.words" class="problem-act"
                 @click="$emit('more', row.more)" />
          <template v-else>
            <q-icon :name="row.icon" :class="'tone-' + row.tone" size="16px" />
            <button type="button" class="problem-go" :title="'Show it: ' + row.where" @click="$emit('go', row.key)">
              {{ row.message }} <span v-if="row.reason" class="muted">— {{ row.reason }}</span>
            </button>
            <q-btn v-if="row.fix" flat dense no-caps color="primary" icon="build" :label="row.fix" class="problem-act"
                   @click="$emit('fix', row.key)" />
            <q-btn v-if="row.play" flat dense no-caps icon="play_arrow" label="Play it" class="problem-act quiet"
                   title="Play in the sandbox how it comes to this" @click="$emit('play', row.key)" />
            <q-btn v-if="row.act" flat dense no-caps :label="row.act" class="problem-act quiet"
                   @click="$emit(row.reason ? 'count' : 'accept', row.key)" />
            <a class="code finding-code" :href="'/help/findings/' + row.code" target="_blank" rel="noopener"
               title="What this means, and what to do">{{ row.code }}</a>
          </template>
        </li>
      </template>
    </ul>`,
  props: { rows: Array },
  emits: ["go", "fix", "play", "accept", "count", "more"],
  data: () => ({ seen: false }),
  mounted() {
    this.watching = new IntersectionObserver(([entry]) => (this.seen = entry.isIntersecting));
    this.watching.observe(this.$el);
  },
  unmounted() {
    this.watching.disconnect();
  },
};
