// Writes what the command `edge` needs into few files, dist/bundle, after the compiler has run: Node takes most of a start
// to find and read hundreds of modules. Packages that are not always needed stay outside. The licences of those inside
// are written beside them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "dist/bundle");
const packages = `${join(root, "node_modules")}/`;

/** Used with some settings only. */
const outside = ["pg", "yaml", "prom-client", /^@opentelemetry\//u, /^@nats-io\//u, /^node:/u];

const built = await build({
  configFile: false,
  logLevel: "error",
  root,
  publicDir: false,
  ssr: { noExternal: true, target: "node" },
  build: {
    ssr: join(root, "dist/cli/commands/edge.js"),
    outDir: folder,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      external: outside,
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
    },
  },
});

/** The package that a module is part of, such as `@scope/name`; undefined for our own. */
function packageOf(id: string): string | undefined {
  const at = id.lastIndexOf("/node_modules/");
  if (at < 0) return undefined;
  const [scope = "", name = ""] = id.slice(at + "/node_modules/".length).split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** The text of a package's licence. Throws if it has none. */
function licenceOf(name: string): string {
  const names = ["LICENSE", "LICENSE.md", "LICENCE", "license", "LICENSE.txt"];
  const path = names.map((file) => join(packages, name, file)).find((file) => existsSync(file));
  if (path === undefined) throw new Error(`${name} has no licence in ${dirname(packages)}`);
  return readFileSync(path, "utf8").trim();
}

const chunks = [built].flat().flatMap((each) => ("output" in each ? each.output : []));
const modules = chunks.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
const inside = [...new Set(modules.map(packageOf))].filter((name) => name !== undefined).toSorted();
writeFileSync(
  join(folder, "LICENSES.txt"),
  inside.map((name) => `${name}\n\n${licenceOf(name)}\n`).join("\n----\n\n"),
);
