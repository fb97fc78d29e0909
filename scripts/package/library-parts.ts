// What the package `edge-sessions-library` is made of: the modules that the entry points of the library reach, and the
// packages that these import. Found in the sources, so that a test needs no build.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of this clone. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The name of the library's package. */
const libraryName = "edge-sessions-library";

/** The parts of a `package.json` that matter here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly exports: Readonly<Record<string, string | Entry>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly engines: Readonly<Record<string, string>>;
}

interface Entry {
  readonly types: string;
  readonly default: string;
}

/** The manifest of the program, which exports the same. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
}

/** What the library consists of. */
export interface LibraryParts {
  /** Its modules, as paths below `src` without an extension, sorted. */
  readonly modules: readonly string[];
  /** Packages that it loads. */
  readonly loads: readonly string[];
  /** Packages of which it uses types alone, or that the application hands it. */
  readonly typesOf: readonly string[];
}

const imports =
  /(?:^|\n)\s*(import|export)(\s+type)?\s[^;"']*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gu;

/** Finds the parts. An import of types counts for modules, because declarations import them too. */
export function findLibraryParts({ exports }: Manifest): LibraryParts {
  const modules = new Set<string>();
  const loads = new Set<string>();
  const types = new Set<string>();
  const visit = (module: string): void => {
    if (modules.has(module)) return;
    modules.add(module);
    const text = readFileSync(join(root, "src", `${module}.ts`), "utf8");
    for (const [, , onlyTypes, from, bare, dynamic] of text.matchAll(imports)) {
      const specifier = from ?? bare ?? dynamic ?? "";
      if (specifier.startsWith(".")) {
        visit(join(dirname(module), specifier).replace(/\.ts$/u, ""));
      } else if (!specifier.startsWith("node:")) {
        (onlyTypes === undefined ? loads : types).add(packageOf(specifier));
      }
    }
  };
  for (const entry of Object.values(exports)) {
    if (typeof entry !== "string") visit(entry.default.slice("./dist/".length, -".js".length));
  }
  return {
    modules: [...modules].toSorted(),
    loads: [...loads].toSorted(),
    typesOf: [...types].filter((name) => !loads.has(name)).toSorted(),
  };
}

function packageOf(specifier: string): string {
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}

/** The library's manifest. Throws if it loads a package that the program does not depend on. */
export function libraryManifest(program: Manifest, { loads, typesOf }: LibraryParts): Manifest {
  const dependencies = loads.map((name) => {
    const version = program.dependencies[name];
    if (version === undefined) throw new Error(`the library loads ${name}, which is no dependency`);
    return [name, version] as const;
  });
  const peers = typesOf.map(
    (name) => [name, program.peerDependencies[name] ?? `>=${program.dependencies[name]}`] as const,
  );
  const { version, license, type, exports, engines } = program;
  return {
    name: libraryName,
    version,
    description: "Edge Sessions in your own process: answers Ory session checks from memory.",
    license,
    type,
    exports,
    dependencies: Object.fromEntries(dependencies),
    peerDependencies: Object.fromEntries(peers),
    peerDependenciesMeta: Object.fromEntries(peers.map(([name]) => [name, { optional: true }])),
    engines,
  };
}
