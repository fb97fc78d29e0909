// Preloaded (`node --import`) where examples run: the package's own name means the sources of this checkout.
import { registerHooks } from "node:module";

const sources = new URL("../../src/library/", import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const below = /^edge-sessions(?:\/([a-z]+))?$/.exec(specifier);
    if (below === null) return next(specifier, context);
    return next(new URL(`${below[1] ?? "index"}.ts`, sources).href, context);
  },
});
