// Whether the page is dark now, told at once and whenever that changes: by its reader, or by the evening.
export default {
  template: "<span hidden></span>",
  watch: {
    "$q.dark.isActive": {
      immediate: true,
      handler(dark) {
        this.$emit("dark", dark);
      },
    },
  },
};
