// A long run's standing in a file, so that an interrupted run goes on where it stopped.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Visits, type Counts } from "./visits.ts";
import type { Block, Failure } from "./work.ts";
import type { Standing } from "./workforce.ts";

/** What the file holds. */
interface State {
  readonly version: 1;
  /** Digest of the sources that the run is about: a verdict over two versions would be none. */
  readonly sources: string;
  readonly from: number;
  readonly next: number;
  readonly open: readonly Block[];
  readonly done: number;
  readonly counts: Counts;
  readonly failures: readonly Failure[];
}

/** Why a file cannot be used; the text is meant for people. */
export class UnusableState extends Error {}

/** Reads where a run stopped; undefined if there is no file yet. Throws `UnusableState`. */
export function loadState(path: string, from: number): Standing | undefined {
  if (!existsSync(path)) return undefined;
  const state = parse(path);
  if (state.sources !== sourcesDigest()) {
    throw new UnusableState(
      `${path} is of a run over other sources than these; delete it to start again`,
    );
  }
  if (state.from !== from) {
    throw new UnusableState(
      `${path} is of a run from seed ${state.from}; give --from ${state.from}`,
    );
  }
  const visits = new Visits();
  visits.merge(state.counts);
  const { next, open, done, failures } = state;
  return { next, open, done, visits, failures };
}

/** Writes how a run stands, in place of what was written before. */
export function saveState(path: string, from: number, standing: Standing): void {
  const { next, open, done, visits, failures } = standing;
  const state: State = {
    version: 1,
    sources: sourcesDigest(),
    from,
    next,
    open,
    done,
    counts: visits.counts(),
    failures,
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${path}.new`, path);
}

function parse(path: string): State {
  const unusable = new UnusableState(`${path} is not the state of a run of the simulation`);
  let state: unknown;
  try {
    state = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw unusable;
    throw error;
  }
  if (!isState(state)) throw unusable;
  return state;
}

/** The file is this program's own, so its version stands for its shape. */
function isState(value: unknown): value is State {
  return typeof value === "object" && value !== null && "version" in value && value.version === 1;
}

let digest: string | undefined;

function sourcesDigest(): string {
  if (digest !== undefined) return digest;
  const hash = createHash("sha256");
  for (const folder of ["../../src/core/", "../../src/edge/", "../../src/store/", "./"]) {
    const root = new URL(folder, import.meta.url);
    const names = readdirSync(root, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((one) => one.endsWith(".ts")).toSorted()) {
      hash.update(`${folder}${name}\n`);
      hash.update(readFileSync(fileURLToPath(new URL(name, root))));
    }
  }
  digest = hash.digest("hex");
  return digest;
}
