// The program that `control` runs: the control plane, the file of its first key, and the table of plans, which is read
// again on request.
import { readFile, rm, writeFile } from "node:fs/promises";
import { systemReason } from "../config/read/document.ts";
import { isLoopback } from "../config/values/listen-address.ts";
import { isKey } from "../control/access/keys.ts";
import type { MapSources } from "../control/map/edge-map.ts";
import type { Location } from "../core/location.ts";
import { certificateOf, type Certificate } from "./certificate.ts";
import { createControlServer } from "./control-server.ts";
import type { JoinedBus } from "./joined-bus.ts";
import type { MemoryNote } from "./machine-memory.ts";
import type { CreateVerifier } from "./transmitter-file.ts";
import type { PlansInUse } from "./plans-in-use.ts";
import type { ControlOptions } from "../config/options/control-options.ts";
import { StartRefusal, type Part } from "./parts.ts";
import type { Signing } from "./signing.ts";

/** The parts of the program. */
export interface ControlProgramParts {
  readonly options: ControlOptions;
  readonly joined: JoinedBus | undefined;
  /** The certificates of its listeners. */
  readonly certificates: readonly Certificate[];
  /** What sealed keys are made with. Undefined without a secret. */
  readonly signing: Signing | undefined;
  readonly version: string;
  /** What the log says about memory at the start. Undefined if the process has no store. */
  readonly memory: Extract<MemoryNote, { readonly kind: "note" }> | undefined;
  /** Where this process is. Undefined if nobody said so. */
  readonly location: Location | undefined;
  readonly map: MapSources;
  readonly plans: PlansInUse;
  /** Verifies security event tokens. Undefined without `--caep-transmitter-file`. */
  readonly createVerifier?: CreateVerifier | undefined;
  readonly write: (line: string) => void;
}

/** The program. */
export interface ControlProgram extends Part {
  /** Reads the table of plans again, and logs the result. */
  rereadPlans(): Promise<void>;
  /** Reads the files of the certificates again, and logs the result. */
  rereadCertificates(): Promise<void>;
}

const ownerOnly = 0o600;

/** Creates the program. Nothing runs before `start`. */
export function createControlProgram({
  options,
  joined,
  certificates,
  signing,
  memory,
  version,
  location,
  map,
  plans,
  createVerifier,
  write,
}: ControlProgramParts): ControlProgram {
  const firstKeyFile = options["first-key-file"];
  const control = createControlServer({
    options,
    joined,
    certificates,
    signing,
    version,
    location,
    map,
    plans: plans.table,
    intakeOf: undefined,
    createVerifier,
    keepFirstKey: async (key) => {
      await writeKey(key, firstKeyFile);
      log.warn(
        { file: firstKeyFile },
        "the first operator's key was written to a file; sign in with it, create your own keys, then revoke it and delete the file",
      );
    },
    write,
  });
  const { log } = control.edges;
  const logWarnings = async (): Promise<void> => {
    for (const warning of await control.warnings()) log.warn(warning);
  };
  return {
    start: async () => {
      await control.start();
      if (memory !== undefined) log[memory.level](memory.about, memory.text);
      const hasTls = certificateOf(certificates, "control") !== undefined;
      if (!isLoopback(options["control-listen"]) && !hasTls) {
        log.warn(
          "the control plane listens on an address that is not loopback, without TLS; put a proxy with TLS in front of it, or give it --control-tls-cert and --control-tls-key",
        );
      }
      if (!options.edge && joined === undefined) {
        log.warn(
          "this process serves no projects, and edges in other processes cannot follow it without a bus; start it with --edge or --bus",
        );
      }
      for (const warning of signing?.warnings ?? []) log.warn(warning);
      await logWarnings();
      const { url, edges } = control;
      const edge = edges.url === undefined ? {} : { edgeUrl: edges.url, adminUrl: edges.adminUrl };
      log.info({ url, console: `${url}/console/`, ...edge, version }, "ready");
    },
    stop: async (deadlineMs) => {
      log.info({ ...control.load(), withinMs: deadlineMs }, "stopping");
      await control.stop(deadlineMs);
      log.info("stopped");
    },
    rereadCertificates: () => control.edges.rereadFiles(),
    rereadPlans: async () => {
      const read = await plans.reread();
      if (read.kind === "problems") {
        log.error(
          { problems: read.problems },
          "the plan file has problems; the plans are unchanged",
        );
        return;
      }
      await control.replacePlans(read.table);
      await logWarnings();
      log.info({ plans: read.table.plans.map(({ name }) => name) }, "the plan file was read again");
    },
  };
}

/**
 * Many people read a log, so the key goes to a file. A file that holds an earlier key is replaced. A file that holds
 * anything else is not touched.
 */
async function writeKey(key: string, path: string): Promise<void> {
  try {
    const before = await readFile(path, "utf8").catch(absent);
    if (before !== undefined && !isKey(before.trim())) {
      throw new StartRefusal(
        `--first-key-file ${path} holds something other than a key and was not overwritten. Give the path of another file.`,
      );
    }
    await rm(path, { force: true });
    await writeFile(path, `${key}\n`, { mode: ownerOnly, flag: "wx" });
  } catch (error) {
    if (error instanceof StartRefusal) throw error;
    throw new StartRefusal(`--first-key-file ${path} cannot be written: ${systemReason(error)}.`, {
      cause: error,
    });
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
