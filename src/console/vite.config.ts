// Builds the page into dist/page. All addresses are relative, so it works behind any prefix that a proxy puts in front.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: fileURLToPath(new URL("../../dist/page/", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    // Nothing is inline, because the page's policy allows only its own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
