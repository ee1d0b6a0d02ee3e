import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// One ES module that takes `vue` from the page: NiceGUI's import map has it.
export default defineConfig({
  plugins: [vue()],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    lib: { entry: "src/index.js", formats: ["es"], fileName: () => "index.js" },
    rollupOptions: { external: ["vue"] },
    emptyOutDir: true,
    target: "es2022",
  },
});
