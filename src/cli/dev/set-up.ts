// What `dev` runs: an identity server (embedded, or a real one elsewhere), an edge in front of it, and the control plane.
import { formatListenAddress } from "../../config/values/listen-address.ts";
import type { Location } from "../../core/location.ts";
import { createDemo } from "./demo/demo.ts";
import { createDevUser } from "./user.ts";
import { createControlServer, type ControlServer } from "../../server/control-server.ts";
import { devProjectId, devSlug, seedDevProject } from "./project.ts";
import { greetingText, stoppingText } from "./greeting.ts";
import { inOrder, listenRefusal, StartRefusal, type Part } from "../../server/parts.ts";
import { packageVersion } from "../version.ts";
import type { CreateVerifier } from "../../server/transmitter-file.ts";
import type { Certificate } from "../../server/certificate.ts";
import type { MemoryNote } from "../../server/machine-memory.ts";
import type { KeyFile } from "../../server/key-file.ts";
import type { Signing } from "../../server/signing.ts";
import type { PlanTable } from "../../control/projects/plans.ts";
import type { DevOptions } from "../../config/options/dev-options.ts";
import type { IdentityServer } from "../../identity/server.ts";
import type { Terminal } from "../terminal.ts";

/** The running whole. */
export interface DevSetUp extends Part {
  /** The greeting for a newcomer. Creates the ready-made user. */
  greeting(terminal: Terminal): Promise<string>;
  /** Reads the files of the certificates again, and logs the result. */
  rereadCertificates(): Promise<void>;
}

const probeWaitMs = 5_000;
const leastHintMs = 1_000;

/** Prepares everything; nothing runs before `start`. */
export function createDevSetUp(
  options: DevOptions,
  opened: {
    readonly keyFile: KeyFile | undefined;
    readonly createVerifier: CreateVerifier | undefined;
    readonly plans: PlanTable;
    readonly location: Location | undefined;
    readonly certificates: readonly Certificate[];
    readonly signing: Signing | undefined;
    readonly writeLog: (line: string) => void;
    readonly memory: Extract<MemoryNote, { readonly kind: "note" }>;
  },
  write: (text: string) => void,
): DevSetUp {
  const { keyFile, createVerifier, plans, location, certificates, signing } = opened;
  const { writeLog, memory } = opened;
  const version = packageVersion();
  let identity: IdentityServer | undefined;
  let control: ControlServer | undefined;
  let firstKey: string | undefined;
  let demo: Part | undefined;
  const gateway = options["admin-origin"] !== undefined;
  const parts = inOrder([
    {
      start: async () => {
        if (options.origin === undefined) identity = await startIdentity(options, write);
        else await probe(options.origin);
      },
      stop: async (deadlineMs) => identity?.stop(deadlineMs),
    },
    {
      start: async () => {
        const originUrl = options.origin ?? identity?.publicUrl ?? "";
        const adminOriginUrl = options["admin-origin"] ?? identity?.adminUrl;
        control = createControlServer({
          options: {
            ...options,
            edge: true,
            "default-project": devSlug,
            "control-url": undefined,
            "first-key-file": "",
            "region-locations": new Map(),
            "log-level": logLevelOf(options),
          },
          joined: undefined,
          certificates,
          signing,
          version,
          location,
          plans,
          intakeOf: { project: devProjectId, keyFile, gateway },
          createVerifier,
          seed: (storage) => seedDevProject(storage, plans, options, { originUrl, adminOriginUrl }),
          keepFirstKey: (key) => {
            firstKey = key;
            return Promise.resolve();
          },
          write: writeLog,
        });
        await control.start();
        const { edges, url } = control;
        edges.log[memory.level](memory.about, memory.text);
        for (const warning of keyFile?.warnings ?? []) edges.log.warn(warning);
        edges.log.info(
          { url: edges.url, adminUrl: edges.adminUrl, controlUrl: url, version },
          "ready",
        );
        // Links and redirects of the identity server lead to the edge, so that it sees every change.
        identity?.setPublicBaseUrl(`${edges.url ?? ""}${edges.basePath}`);
      },
      stop: async (deadlineMs) => control?.stop(deadlineMs),
    },
    {
      start: async () => {
        if (options.demo) demo = await startDemo();
      },
      stop: async (deadlineMs) => demo?.stop(deadlineMs),
    },
  ]);

  async function startDemo(): Promise<Part> {
    if (control === undefined || identity === undefined || firstKey === undefined)
      throw new Error("the demo needs an embedded identity server and an empty database");
    const { createIdentityServer } = await import("../../identity/server.ts");
    const { url, edges } = control;
    const started = createDemo({
      control: { url, key: firstKey },
      edgeUrl: `${edges.url ?? ""}${edges.basePath}`,
      projectsDomain: options["projects-domain"],
      cookieName: options["cookie-name"],
      identity,
      slug: devSlug,
      unsteady: createIdentityServer({ config: { cookieName: options["cookie-name"] } }),
      failed: edges.failed("a part of the demo stopped"),
    });
    await started.start();
    return started;
  }
  return {
    start: () => parts.start(),
    stop: async (deadlineMs) => {
      if (control !== undefined) write(stoppingText(control.load(), deadlineMs));
      await parts.stop(deadlineMs);
    },
    rereadCertificates: async () => control?.edges.rereadFiles(),
    greeting: async (terminal) => {
      if (control === undefined) throw new Error("dev is not started");
      const user =
        identity === undefined
          ? undefined
          : await createDevUser(identity.publicUrl, identity.adminUrl, options["cookie-name"]);
      return greetingText(
        { options, control, identity, user, firstKey, neededMiB: memory.about.neededMiB },
        terminal,
      );
    },
  };
}

/** The identity server that the demo lets fail would otherwise fill the terminal with warnings. */
function logLevelOf({ demo, "log-level": level }: DevOptions): DevOptions["log-level"] {
  return demo && level === "warn" ? "error" : level;
}

async function startIdentity(
  options: DevOptions,
  write: (text: string) => void,
): Promise<IdentityServer> {
  // Loaded here alone: no other command may ever run the embedded identity server.
  const { createIdentityServer } = await import("../../identity/server.ts");
  const [publicListen, adminListen] = [
    options["identity-listen"],
    options["identity-admin-listen"],
  ];
  const returnUrl = options["identity-return-url"];
  const server = createIdentityServer({
    publicListen: formatListenAddress(publicListen),
    adminListen: formatListenAddress(adminListen),
    config: {
      cookieName: options["cookie-name"],
      allowedReturnUrls: returnUrl === undefined ? [] : [returnUrl],
      cacheableSessionsMaxAgeMs: Math.max(leastHintMs, options["cacheable-sessions-max-age"]),
    },
    log: (line) => write(`${line}\n`),
  });
  try {
    await server.start();
  } catch (error) {
    const taken = error instanceof Error && "port" in error ? error.port : undefined;
    throw taken === adminListen.port
      ? listenRefusal(error, "--identity-admin-listen", adminListen)
      : listenRefusal(error, "--identity-listen", publicListen);
  }
  return server;
}

/** Refuses to start in front of a server that does not answer, so that a wrong URL shows at once. */
async function probe(origin: string): Promise<void> {
  try {
    const answer = await fetch(`${origin}/sessions/whoami`, {
      redirect: "manual",
      signal: AbortSignal.timeout(probeWaitMs),
    });
    await answer.body?.cancel();
  } catch (error) {
    throw new StartRefusal(
      `--origin ${origin} did not answer GET /sessions/whoami within ${probeWaitMs / 1_000}s. Check the URL, and that the identity server runs.`,
      { cause: error },
    );
  }
}
