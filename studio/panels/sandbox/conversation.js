// The pretend conversation as the customer sees it, and where one writes as them. What was shown already isn't sent again.
const MOST = 150; // messages that are drawn; earlier ones on demand

export default {
  template: `
    <section class="talk" aria-label="The conversation, as the customer sees it">
      <header class="talk-head">
        <span class="talk-face" aria-hidden="true">{{ who.slice(0, 1) }}</span>
        <div class="talk-who"><div class="strong">{{ who }}</div><div class="muted">{{ facts }}</div></div>
        <span v-if="held" class="badge badge-draft">With an operator</span>
      </header>
      <div class="talk-lines" ref="lines" tabindex="0" role="log" aria-live="off" aria-label="Messages">
        <button v-if="rows.length > most" type="button" class="talk-more" @click="most += 150">
          Show earlier messages ({{ rows.length - most }})</button>
        <div v-if="!rows.length && pending === null" class="talk-empty muted">
          <q-icon name="forum" size="32px" /><b>Nothing was said yet</b>
          <span>Write as the customer below, or let time pass on the left.</span></div>
        <template v-for="(row, index) in shown" :key="row.key">
          <div v-if="!shown[index - 1] || shown[index - 1].day !== row.day" class="talk-day">{{ row.day }}</div>
          <div v-if="shown[index - 1] && shown[index - 1].channel !== row.channel" class="talk-day talk-by">
            <q-icon :name="channel(row).icon" size="14px" /> {{ channel(row).words }}</div>
          <article :class="['said', 'said-' + row.sender, 'on-' + row.channel, row.fate === 'sent' ? '' : 'unsent fate-' + row.fate]">
            <div class="said-card">
              <div v-if="row.channel === 'email' && row.sender !== 'customer'" class="said-subject">
                <span class="muted">Subject</span> {{ row.subject || "none" }}</div>
              <div v-if="row.template" class="said-kind muted"><q-icon name="verified" size="13px" /> Template “{{ row.template }}”</div>
              <div v-if="row.sender === 'operator'" class="said-kind muted"><q-icon name="support_agent" size="13px" /> A colleague</div>
              <div class="said-text"><q-icon v-if="row.channel === 'voice'" name="graphic_eq" size="16px" aria-label="Says: " />{{ row.text }}</div>
              <time>{{ row.hour }}</time>
            </div>
            <div v-if="row.buttons.length" class="said-buttons">
              <button v-for="title in row.buttons" :key="title" type="button" :disabled="!pressable(row, title)"
                      @click="press(title)">{{ title }}</button></div>
            <div v-if="row.fate_words" class="said-fate">
              <q-icon :name="fateIcon(row.fate)" size="14px" /> <span><b>{{ row.fate_words }}</b>
              <template v-if="row.why"> · {{ row.why }}</template></span></div>
          </article>
        </template>
        <article v-if="pending !== null" class="said said-customer"><div class="said-card said-pending">{{ pending }}</div></article>
        <div v-if="pending !== null" class="said-dots" aria-hidden="true"><i></i><i></i><i></i></div>
      </div>
      <form class="talk-write" @submit.prevent="send">
        <button type="button" class="talk-channel" :aria-label="'Channel: ' + current.words + '. Change it'">
          <q-icon :name="current.icon" size="18px" /><q-icon name="expand_more" size="14px" />
          <q-tooltip>{{ who }} is on: {{ current.words }}</q-tooltip>
          <q-menu anchor="top left" self="bottom left" auto-close>
            <q-list dense class="talk-channels">
              <q-item v-for="one in channels" :key="one.id" clickable :active="one.id === on" @click="turnTo(one.id)">
                <q-item-section avatar><q-icon :name="one.icon" size="18px" /></q-item-section>
                <q-item-section>{{ one.words }}</q-item-section></q-item>
            </q-list>
          </q-menu>
        </button>
        <textarea ref="field" v-model="text" rows="1" maxlength="4000" :placeholder="'Write as ' + who" :aria-label="'Write as ' + who"
                  @keydown.enter="entered" @focus.once="$emit('writing')" @input="grow"></textarea>
        <button type="submit" class="talk-send" aria-label="Send" :disabled="!text.trim() || pending !== null">
          <q-icon name="send" size="18px" /></button>
      </form>
    </section>`,
  props: { first: Object, channels: Array },
  data: () => ({ rows: [], buttons: [], who: "", facts: "", held: false, on: "", text: "", pending: null, most: MOST }),
  computed: {
    shown() {
      return this.rows.slice(-this.most);
    },
    current() {
      return this.channel({ channel: this.on });
    },
    lastWith() {
      return this.rows.findLast((row) => row.buttons.length && row.fate === "sent")?.key;
    },
  },
  created() {
    this.turn({ keep: 0, ...this.first });
  },
  mounted() {
    this.down();
  },
  methods: {
    turn({ keep, rows, ...rest }) {
      this.rows = [...this.rows.slice(0, keep), ...rows];
      Object.assign(this, rest, { pending: null });
      this.$nextTick(this.down);
    },
    refused() {
      if (this.pending !== null && !this.text) this.text = this.pending;
      this.pending = null;
    },
    down() {
      const lines = this.$refs.lines;
      if (lines) lines.scrollTop = lines.scrollHeight;
    },
    channel(row) {
      return this.channels.find((one) => one.id === row.channel) ?? { icon: "forum", words: row.channel };
    },
    fateIcon(fate) {
      return { failed: "error_outline", void: "block", planned: "schedule", postponed: "schedule" }[fate] ?? "hourglass_empty";
    },
    pressable(row, title) {
      return this.pending === null && row.key === this.lastWith && this.buttons.includes(title);
    },
    press(title) {
      this.wait(title);
      this.$emit("press", { title });
    },
    turnTo(id) {
      if (id !== this.on) this.$emit("channel", { id });
    },
    entered(event) {
      if (event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    },
    send() {
      const text = this.text.trim();
      if (!text || this.pending !== null) return;
      this.text = "";
      this.wait(text);
      this.$emit("say", { text });
      this.$nextTick(this.grow);
    },
    wait(words) {
      this.pending = words;
      this.$nextTick(this.down);
    },
    grow() {
      const field = this.$refs.field;
      field.style.height = "auto";
      field.style.height = `${Math.min(field.scrollHeight, 120)}px`;
    },
    focus() {
      this.$refs.field?.focus();
    },
  },
};
