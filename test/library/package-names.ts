// Preloaded (`node --import`) where examples run: the package's own name means the sources of this checkout.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";

const sources = new URL("../../src/", import.meta.url);
const manifest = new URL("../../package.json", import.meta.url);
const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as {
  readonly exports: Readonly<Record<string, { readonly default?: string }>>;
};

registerHooks({
  resolve(specifier, context, next) {
    const below = /^edge-sessions(\/.+)?$/u.exec(specifier);
    const built = below === null ? undefined : exports[`.${below[1] ?? ""}`]?.default;
    if (built === undefined) return next(specifier, context);
    const source = built.replace(/^\.\/dist\/(.+)\.js$/u, "$1.ts");
    return next(new URL(source, sources).href, context);
  },
});
