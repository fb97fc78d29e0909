// Bundles a module for an isolate, as the tools for Workers do: one file, minified, nothing of Node.js.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A bundle. */
export interface Bundle {
  readonly code: string;
  /** What it still imports. */
  readonly imports: readonly string[];
}

/** Bundles a file of this folder. `constants` are values of names in it. */
export async function bundleForIsolate(
  file: string,
  constants: Readonly<Record<string, unknown>> = {},
): Promise<Bundle> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const define = Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  const minify = { compress: true, mangle: true, codegen: { removeWhitespace: true } } as const;
  const built = await build({
    configFile: false,
    logLevel: "error",
    root,
    publicDir: false,
    resolve: { alias: { "edge-sessions/edge-runtime": `${root}src/edge-runtime/index.ts` } },
    define,
    build: {
      write: false,
      target: "es2024",
      lib: { entry, formats: ["es"], fileName: "bundle" },
      // A built-in module of Node must show as an import and not be replaced by an empty one.
      rolldownOptions: { external: /^node:/u, output: { minify } },
    },
  });
  const chunks = [built].flat().flatMap((each) => ("output" in each ? each.output : []));
  const [chunk, ...more] = chunks;
  if (chunk?.type !== "chunk" || more.length > 0) throw new Error("the bundle is not one file");
  return { code: chunk.code, imports: [...chunk.imports, ...chunk.dynamicImports] };
}
