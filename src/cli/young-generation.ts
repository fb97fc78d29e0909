// Bounds the garbage that a flood of requests leaves behind. V8 lets its young generation grow to 128 MiB on a machine with
// memory to spare, and keeps it: an edge with 17 MB in use then occupies 297 MB. V8 takes a bound at its start only.
// Imports nothing that takes time to load: where the bound is missing, this process starts twice.

/** The most that each half of the young generation may take, in MiB. docs/decisions/0026 has the measurements. */
const semiSpaceMaxMib = 8;

/** V8 takes either sign between the words. */
const bound = /^--(?:max|min)[-_]semi[-_]space[-_]size(?:=|$)/u;

/** What the decision looks at. */
export interface StartedAs {
  /** Flags of Node that this process was started with. */
  readonly execArgv: readonly string[];
  /** The variable `NODE_OPTIONS`. */
  readonly nodeOptions: string | undefined;
  /** Whether another program talks to this one over a channel, which it would lose. */
  readonly hasChannel: boolean;
}

/** The flags that this process lacks; none where its own say how large the young generation may be. */
export function missingFlags({ execArgv, nodeOptions, hasChannel }: StartedAs): readonly string[] {
  const given = [...execArgv, ...(nodeOptions ?? "").split(/\s+/u)];
  if (hasChannel || given.some((flag) => bound.test(flag))) return [];
  return [`--max-semi-space-size=${semiSpaceMaxMib}`];
}

/**
 * Puts the same program with the flags that are missing in this one's place: same process id, same streams, same
 * environment. Comes back where nothing is missing, and on systems that cannot do it (Windows).
 */
export function boundYoungGeneration(): void {
  const { execArgv, execPath, argv, env, connected } = process;
  const nodeOptions = env["NODE_OPTIONS"];
  const missing = missingFlags({ execArgv, nodeOptions, hasChannel: connected });
  if (missing.length === 0 || process.execve === undefined || process.platform === "win32") return;
  process.execve(execPath, [argv[0] ?? execPath, ...execArgv, ...missing, ...argv.slice(1)], env);
}
