// Builds the page into dist/page. Relative addresses throughout: it works behind whatever prefix a proxy puts in front.
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
    // Nothing inline: the page's policy allows only files of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
