// Why a step went as it did: what was understood, what was taken and what was not, what changed, what is armed.
export default {
  template: `
    <div class="why" role="region" aria-label="Why this step went as it did">
      <div class="why-head"><b>{{ it.words }}</b> <span class="muted">{{ it.time }}</span></div>
      <div v-for="problem in it.problems" class="banner banner-error why-problem"><q-icon name="error_outline" />{{ problem }}</div>
      <div class="why-columns">
        <section v-if="it.heard" class="why-heard">
          <h3 class="section-title">What was understood</h3>
          <p class="strong">{{ it.heard.verdict }}</p>
          <p v-if="it.heard.note" class="muted">{{ it.heard.note }}</p>
          <ul class="bars">
            <li v-for="bar in it.heard.bars" :class="{ heard: bar.heard }">
              <span class="bar-words">{{ bar.words }}</span><span class="bar-number">{{ bar.percent }} %</span>
              <span class="bar" aria-hidden="true"><i :style="{ width: bar.percent + '%' }"></i>
                <em v-if="it.heard.threshold !== null" :style="{ left: it.heard.threshold + '%' }"></em></span>
            </li>
          </ul>
          <p v-if="it.heard.threshold !== null" class="muted">Below {{ it.heard.threshold }} % (the mark) it counts as not understood.</p>
          <dl v-if="it.heard.slots.length" class="pairs">
            <template v-for="slot in it.heard.slots"><dt>{{ slot[0] }}</dt><dd>{{ slot[1] }}</dd></template></dl>
        </section>
        <section class="why-told">
          <h3 class="section-title">What came of it</h3>
          <p v-if="!it.told.length" class="muted">Nothing in the flow was told of this.</p>
          <div v-for="told in it.told" class="told">
            <p class="told-words" :class="{ still: told.still }"><q-icon :name="told.still ? 'remove_circle_outline' : told.moved ? 'arrow_circle_right' : 'check_circle'" size="17px" />
              <span><span v-if="told.title" class="told-title">{{ told.title }}</span> {{ told.words }}
              <span class="muted told-change">{{ told.change }}</span></span></p>
            <table v-if="told.candidates.length" class="candidates">
              <tbody><template v-for="row in told.candidates">
                <tr :class="{ taken: row.taken }"><td><q-icon :name="row.taken ? 'check' : 'close'" size="14px" :aria-label="row.taken ? 'Taken' : 'Not taken'" /></td>
                  <td>{{ row.words }}</td><td class="muted">{{ row.why }}</td></tr>
                <tr v-for="clause in row.clauses" class="because"><td></td>
                  <td><q-icon :name="clause.holds ? 'check' : 'close'" size="13px" :class="clause.holds ? 'tone-ok' : 'tone-error'" :aria-label="clause.holds ? 'Holds' : 'Doesn’t hold'" />
                    {{ clause.words }}</td><td class="muted">{{ clause.field }}: <b>{{ clause.actual }}</b></td></tr>
              </template></tbody>
            </table>
            <p v-for="words in told.dropped" class="tone-warning">{{ words }}</p>
            <p v-for="words in told.notes" class="tone-warning">{{ words }}</p>
            <details v-if="told.others.length"><summary class="muted">{{ told.others.length }} more could lead on, but wait for something else</summary>
              <ul><li v-for="other in told.others"><span :class="'dot dot-' + other.type"></span> {{ other.words }}</li></ul></details>
          </div>
          <p v-for="words in it.quiet" class="muted told-quiet">{{ words }}: nothing waited for it.</p>
        </section>
        <section v-if="it.data.length">
          <h3 class="section-title">Data</h3>
          <template v-for="known in it.data"><p v-if="known.title" class="muted why-of">{{ known.title }}</p>
            <dl class="pairs"><template v-for="row in known.rows">
              <dt :class="{ changed: row.changed }">{{ row.name }}</dt>
              <dd :class="{ changed: row.changed }"><template v-if="row.changed"><s v-if="row.before">{{ row.before }}</s> <b>{{ row.after || "cleared" }}</b></template>
                <template v-else>{{ row.after }}</template></dd></template></dl></template>
        </section>
        <section v-if="it.checks.length || it.calls.length">
          <template v-if="it.checks.length"><h3 class="section-title">Timers and checks</h3>
            <ul class="checks"><li v-for="row in it.checks" :class="'check-' + row.fate">
              <q-icon :name="{ armed: 'alarm', due: 'alarm_on', void: 'alarm_off' }[row.fate]" size="16px" />
              <span><span v-if="row.title" class="muted">{{ row.title }} · </span>{{ row.words }} <span class="muted">{{ row.due }}</span></span>
              <span class="check-fate">{{ row.fate_words }}</span></li></ul></template>
          <template v-if="it.calls.length"><h3 class="section-title">Calls to your systems</h3>
            <div v-for="call in it.calls" class="call"><p><b>{{ call.operation }}</b> <span :class="call.failed ? 'tone-error' : 'muted'">{{ call.fate }}</span></p>
              <dl class="pairs"><template v-for="pair in call.values"><dt>{{ pair[0] }}</dt><dd>{{ pair[1] }}</dd></template></dl></div></template>
        </section>
      </div>
    </div>`,
  props: { first: Object },
  data: () => ({ it: null }),
  created() {
    this.it = this.first;
  },
  methods: {
    show(explanation) {
      this.it = explanation;
      this.$nextTick(() => { const panel = this.$el.closest(".q-tab-panel"); if (panel) panel.scrollTop = 0; });
    },
  },
};
