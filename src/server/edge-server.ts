// The server of one edge that flags configure: a server of projects whose only project has every host.
import { settingsOf } from "../config/options/edge-config.ts";
import { isLoopback } from "../config/values/listen-address.ts";
import { isReservedAddress } from "../config/values/reserved-addresses.ts";
import type { Location } from "../core/location.ts";
import { anyHost, type ServedProject } from "../core/served-project.ts";
import { createProjectsServer, type ProjectsServer } from "./projects-server.ts";
import type { Certificate } from "./certificate.ts";
import type { JoinedBus } from "./joined-bus.ts";
import type { MemoryNote } from "./machine-memory.ts";
import { createDeliveryPart } from "./delivery-part.ts";
import { inOrder, type Part } from "./parts.ts";
import type { Signing } from "./signing.ts";
import type { SubscribersInFile } from "./subscribers-in-file.ts";
import type { Share } from "./workers/share.ts";
import type { KeyFile } from "./key-file.ts";
import type { CreateVerifier } from "./transmitter-file.ts";
import type { EdgeOptions } from "../config/options/edge-options.ts";

/** The one project of an edge that flags configure. It has every host. */
function ownProject(options: EdgeOptions): ServedProject {
  return {
    version: 1,
    revision: 1,
    settings: settingsOf(options),
    originUrl: options.origin,
    adminOriginUrl: options["admin-origin"],
    hosts: [anyHost],
    at: Date.now(),
  };
}

/** The limitation that docs/guides/replicas.md explains. */
const noBusLine =
  "no bus is set, so this edge gets no invalidations from other edges; with several replicas, each may serve an old answer up to its maximum age";

/** The parts of the server. */
export interface EdgeServerParts {
  readonly options: EdgeOptions;
  readonly version: string;
  /** Where the edge is. Undefined if nobody said so. */
  readonly location?: Location | undefined;
  /** The bus that this process shares with others. If undefined, it is alone. */
  readonly joined: JoinedBus | undefined;
  /** The certificates of its listeners. A listener without one speaks plain HTTP. */
  readonly certificates?: readonly Certificate[];
  /** What sessions are signed with. Undefined if no option names anything. */
  readonly signing?: Signing | undefined;
  /** What the log says about memory at the start. */
  readonly memory?: Extract<MemoryNote, { readonly kind: "note" }>;
  /** Undefined without `--admin-key-file`. */
  readonly keyFile: KeyFile | undefined;
  /** Undefined without `--caep-transmitter-file`. */
  readonly createVerifier?: CreateVerifier | undefined;
  /** The subscribers of its file. Undefined without `--subscriber-file`. */
  readonly subscribers?: SubscribersInFile | undefined;
  /** The part of the edge's work that this process has. If undefined, it does everything. */
  readonly share?: Share;
  /** Writes a log line. */
  readonly write: (line: string) => void;
}

/** A server that is started once and stopped once. */
export interface EdgeServer extends Part {
  readonly server: ProjectsServer;
  /** Reads the key file, the certificates and the signing keys again, and logs the results. */
  reread(): Promise<void>;
}

/** Creates the server. Nothing runs before `start`. */
export function createEdgeServer({
  options,
  version,
  location,
  joined,
  certificates = [],
  signing,
  memory,
  keyFile,
  createVerifier,
  subscribers,
  share,
  write,
}: EdgeServerParts): EdgeServer {
  const settings = settingsOf(options);
  const { origin, "admin-origin": adminOrigin } = options;
  const follows = origin === undefined;
  const server = createProjectsServer({
    options,
    version,
    location,
    listens: true,
    signing,
    joined,
    createVerifier,
    certificates: certificates.filter(({ listener }) => isUsed(listener, share)),
    ...(follows ? { settingsFile: options["settings-file"] } : { own: ownProject(options) }),
    intakeOf: follows
      ? { project: undefined, keyFile, gateway: true }
      : { project: settings.project, keyFile, gateway: adminOrigin !== undefined },
    // The operators of a project choose its URLs, and they may not reach everything that this machine does.
    ...(follows ? { refusesAddress: isReservedAddress } : {}),
    share,
    write,
  });
  const { log } = server;
  const delivery =
    subscribers === undefined
      ? undefined
      : createDeliveryPart({
          hub: server.endings,
          noticed: "here",
          outbox: subscribers.outbox,
          signer: server.signer,
          networks: options["subscriber-networks"],
          clock: server.ports.clock,
          emit: server.ports.emit,
          failed: server.failed("deliveries could not be written; this is tried again"),
        });
  // It stops after the edge does, because the last endings must still be sent.
  const order = inOrder(delivery === undefined ? [server] : [delivery, server]);
  const supervisor = share?.kind === "supervisor" ? share.supervisor : undefined;
  return {
    server,
    start: async () => {
      await order.start();
      if (share?.kind === "worker") {
        log.info({ pid: process.pid }, "worker ready");
        return;
      }
      if (memory !== undefined) log[memory.level](memory.about, memory.text);
      for (const warning of keyFile?.warnings ?? []) log.warn(warning);
      for (const warning of subscribers?.warnings ?? []) log.warn(warning);
      for (const warning of signing?.warnings ?? []) log.warn(warning);
      if (settings.cacheableSessions && joined === undefined) {
        // An edge cannot see its replicas. One that listens beyond loopback probably has some.
        const level = isLoopback(options.listen) ? "info" : "warn";
        log[level]({ maxAgeMs: settings.maxAgeMs }, noBusLine);
      }
      const url = supervisor === undefined ? server.url : supervisor.url;
      const workers = supervisor === undefined ? {} : { workers: supervisor.standing().ready };
      log.info({ url, adminUrl: server.adminUrl, version, ...workers }, "ready");
    },
    stop: async (deadlineMs) => {
      const level = share?.kind === "worker" ? "debug" : "info";
      log[level]({ ...server.load(), withinMs: deadlineMs }, "stopping");
      server.drain(deadlineMs);
      await order.stop(deadlineMs);
      log[level]("stopped");
    },
    reread: async () => {
      supervisor?.reread();
      await server.rereadFiles();
      await rereadSubscribers(log, subscribers, () => delivery?.deliverer.forget(settings.project));
      if (keyFile === undefined) return;
      const read = await keyFile.reread();
      if (read.kind === "problems") {
        log.error(
          { problems: read.problems },
          "the admin key file has problems; the keys are unchanged",
        );
        return;
      }
      for (const warning of read.warnings) log.warn(warning);
      log.info({ names: read.names }, "the admin key file was read again");
    },
  };
}

async function rereadSubscribers(
  log: ProjectsServer["log"],
  subscribers: SubscribersInFile | undefined,
  forget: () => void,
): Promise<void> {
  if (subscribers === undefined) return;
  const read = await subscribers.reread();
  if (read.kind === "problems") {
    log.error(
      { problems: read.problems },
      "the subscriber file has problems; the subscribers are unchanged",
    );
    return;
  }
  forget();
  for (const warning of read.warnings) log.warn(warning);
  log.info({ names: read.subscribers.map(({ id }) => id) }, "the subscriber file was read again");
}

/** Whether a process with this share has the listener. Workers answer clients, and their supervisor operators. */
function isUsed(listener: Certificate["listener"], share: Share | undefined): boolean {
  if (share === undefined) return true;
  return (listener === "public") === (share.kind === "worker");
}
