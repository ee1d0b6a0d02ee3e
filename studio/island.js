// A part of the page that draws itself. NiceGUI's page is one component: whatever changes, it asks all elements anew,
// and every component with content draws that again. What is inside an island is asked only when it changed itself.
import { h } from "vue";

const Inside = {
  props: { part: Number },
  render() {
    this.$root.elements[this.part]; // what it holds may have changed
    return this.$slots.default();
  },
};

export default {
  props: { as: String, part: Number },
  render() {
    // $stable: that the page was drawn again is no reason to draw this again.
    const held = { default: () => this.$slots.default(), $stable: true };
    return h(this.as, h(Inside, { part: this.part }, held));
  },
};
