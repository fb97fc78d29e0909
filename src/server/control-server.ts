// Assembles the control plane: the database, the edges of this process, and the API and Console behind one listener.
import { isIP } from "node:net";
import { targetProblem } from "../config/values/subscriber-target.ts";
import { isReservedAddress } from "../config/values/reserved-addresses.ts";
import { createControl, type Control } from "../control/control.ts";
import type { MapSources } from "../control/map/edge-map.ts";
import { openControlStorage } from "../control/database/open.ts";
import { createSetUpMemory } from "../control/set-up/set-up-notes.ts";
import { readPage } from "../control/api/page.ts";
import { createWatch } from "../endings/delivery/watch.ts";
import { createHealth, type Unready } from "../observe/health.ts";
import { createTraffic } from "../observe/traffic/traffic.ts";
import { withSealedSecrets } from "../control/subscribers/sealed-secrets.ts";
import { SchemaRefusal, type ControlStorage } from "../control/storage.ts";
import { certificateOf, type Certificate } from "./certificate.ts";
import { controlEdgesOf } from "./control-edges.ts";
import { createDeliveryPart } from "./delivery-part.ts";
import { boundAddress, leadsToListener } from "./own-listeners.ts";
import { createListener } from "./listener.ts";
import { inOrder, StartRefusal, totalLoad, type Load, type Part } from "./parts.ts";
import {
  createProjectsServer,
  type ProjectsServer,
  type ProjectsServerParts,
} from "./projects-server.ts";
import { newId } from "../runtime/node.ts";
import type { BusOptions } from "../config/options/bus-options.ts";
import type { ControlOptions } from "../config/options/control-options.ts";
import type { JoinedBus } from "./joined-bus.ts";
import { hostName } from "../core/served-project.ts";
import type { Location } from "../core/location.ts";
import type { PlanTable } from "../control/projects/plans.ts";
import type { MakeSigningKey } from "../control/projects/signing-keys.ts";
import type { Sealing } from "../tokens/sealing.ts";
import type { Signing } from "./signing.ts";

/** The parts of a control plane in a process. */
export interface ControlServerParts {
  readonly options: Omit<ControlOptions, keyof BusOptions>;
  /** The bus that this process shares with others. If undefined, it is alone. */
  readonly joined: JoinedBus | undefined;
  /** The certificates of its listeners. A listener without one speaks plain HTTP. */
  readonly certificates?: readonly Certificate[];
  /** What sealed keys are made with. Undefined without a secret. */
  readonly signing?: Signing | undefined;
  readonly version: string;
  /** Where this process is. Undefined if nobody said so. */
  readonly location?: Location | undefined;
  readonly plans: PlanTable;
  /** What the map knows in addition to the edges. By default nothing. */
  readonly map?: MapSources;
  /** One project whose invalidations the edge's admin listener accepts too. */
  readonly intakeOf: ProjectsServerParts["intakeOf"];
  /** Verifies security event tokens. Undefined without `--caep-transmitter-file`. */
  readonly createVerifier?: ProjectsServerParts["createVerifier"];
  /** Called with the open database before the edges get any project. */
  readonly seed?: (storage: ControlStorage) => Promise<void>;
  /** Stores the first operator's key, if this start creates one. */
  readonly keepFirstKey: (key: string) => Promise<void>;
  /** Writes a log line. */
  readonly write: (line: string) => void;
}

/** The control plane in a process. */
export interface ControlServer extends Part {
  /** URL of the API. The Console is below it at `console/`. Known once started. */
  readonly url: string;
  readonly edges: ProjectsServer;
  load(): Load;
  /** Settings that do not work as they are, as sentences. */
  warnings(): Promise<readonly string[]>;
  replacePlans(plans: PlanTable): Promise<void>;
}

/** Projects whose traffic is remembered at once. Each takes about 0.35 MB once it has traffic, so 70 MB for all. */
const trafficProjectsMax = 200;
/** How often the log says that settings could not be sent. */
const logUnsentEveryMs = 60_000;

/** Creates the control plane. Nothing runs before `start`. */
export function createControlServer(parts: ControlServerParts): ControlServer {
  const { options, version, intakeOf, write, seed, keepFirstKey, certificates = [] } = parts;
  const { signing } = parts;
  const sealing = signing?.sealing;
  const traffic = createTraffic({
    nowMs: () => edges.ports.clock.wallMs(),
    projectsMax: trafficProjectsMax,
  });
  const setUpMemory = createSetUpMemory();
  const edges: ProjectsServer = createProjectsServer({
    options,
    version,
    location: parts.location,
    listens: options.edge,
    joined: parts.joined,
    certificates,
    signing,
    intakeOf,
    createVerifier: parts.createVerifier,
    refusesAddress: isReservedAddress,
    sink: (event) => {
      traffic.sink(event);
      setUpMemory.sink(event);
    },
    onTraffic: traffic.receive,
    write,
  });
  const opened = openControlStorage(options.database);
  const storage = { ...opened, subscribers: withSealedSecrets(opened.subscribers, sealing) };
  const failed = edges.failed("the control plane failed while it handled a request");
  const unready = async (): Promise<Unready> => {
    try {
      await storage.listRevisions();
      return {};
    } catch (error) {
      failed(error);
      return { database: "it does not answer" };
    }
  };
  const logUnsent = edges.failed(
    "the settings of a project could not be sent to the edges of other processes; this is tried again each second",
  );
  let logUnsentAtMs = Number.NEGATIVE_INFINITY;
  const unsent = (error: unknown): void => {
    const nowMs = edges.ports.clock.nowMs();
    // Until the bus has answered once, the link reports that it does not.
    if (edges.link?.connected === false || nowMs < logUnsentAtMs) return;
    logUnsentAtMs = nowMs + logUnsentEveryMs;
    logUnsent(error);
  };
  const delivery = createDeliveryPart({
    hub: edges.endings,
    noticed: "everywhere",
    outbox: storage.subscribers,
    signer: edges.signer,
    networks: options["subscriber-networks"],
    clock: edges.ports.clock,
    emit: edges.ports.emit,
    failed: edges.failed("deliveries could not be read or written; this is tried again"),
  });
  const watch = createWatch({
    store: storage.subscribers,
    clock: edges.ports.clock,
    newId,
    failed: edges.failed(
      "whether endings were missed before this start could not be read or written; this is tried again",
    ),
  });
  let control: Control | undefined;
  let listening = false;
  const basePath = options["control-base-path"] ?? "";
  const listener = createListener({
    address: options["control-listen"],
    certificate: certificateOf(certificates, "control"),
    handshakesMax: options["limit-handshakes"],
    flag: "--control-listen",
    handle: (request) => started(control).handle(request),
    headBytesMax: options["limit-head"],
    bodyWaitMs: options["limit-body-wait"],
    project: "",
    emit: edges.ports.emit,
    onFailure: edges.failed("an answer of the control plane could not be sent"),
  });
  const order = inOrder([
    {
      start: async () => {
        const page = await readPage();
        if (page.size === 0) {
          edges.log.warn(
            "the Console is not available because its page is not built; run npm run build:console",
          );
        }
        control = createControl({
          storage,
          edges: controlEdgesOf(edges, { name: options.name, version }),
          traffic,
          setUpMemory,
          map: parts.map ?? { regionLocations: new Map() },
          health: createHealth(unready),
          delivery: {
            targetProblem: (url) => targetProblem(url, options["subscriber-networks"]),
            sendTest: (subscriber) => delivery.deliverer.sendTest(subscriber),
            forget: (project) => delivery.deliverer.forget(project),
          },
          plans: parts.plans,
          addressing: {
            projectsDomain: options["projects-domain"],
            defaultProject: options["default-project"],
            consoleHosts: consoleHostsOf(options),
            isOwnListener: (url) =>
              leadsToListener(url, [
                options["control-listen"],
                ...boundAddress(listening ? listener.url : undefined),
                ...(options.edge ? [options.listen, options["admin-listen"]] : []),
                ...[edges.url, edges.adminUrl].flatMap(boundAddress),
              ]),
          },
          edgeUrl: () => options["edge-url"] ?? addressOf(edges),
          page,
          basePath,
          auditRetentionMs: options["audit-retention"],
          makeSigningKey: sealing === undefined ? undefined : makeSealed(sealing),
          publishForMs: options["signing-key-publish-for"],
          rotateAfterMs: options["signing-key-rotation"],
          version,
          proxyTrust: {
            trusts: options["trusted-proxies"],
            addressHeader: options["client-address-header"],
          },
          clock: edges.ports.clock,
          background: edges.ports.background,
          emit: edges.ports.emit,
          failed,
          unsent,
        });
        await openDatabase(storage);
        await seed?.(storage);
        await control.start(keepFirstKey);
      },
      stop: async () => {
        await control?.stop();
      },
    },
    delivery,
    edges,
    // Endings are heard when the edges have joined the bus.
    watch,
    // Stops before the edges do, because the edges must still publish the invalidations that it has accepted.
    { start: async () => started(control).follow(), stop: async () => control?.drain() },
    listener,
  ]);
  return {
    start: async () => {
      await order.start();
      listening = true;
    },
    stop: async (deadlineMs) => {
      // Both drain at once, because the clients of one must not wait for those of the other.
      listener.drain(deadlineMs);
      edges.drain(deadlineMs);
      await order.stop(deadlineMs);
    },
    load: () => totalLoad([listener.load(), edges.load()]),
    get url() {
      return `${listener.url}${basePath}`;
    },
    edges,
    warnings: () => started(control).warnings(),
    replacePlans: (plans) => started(control).replacePlans(plans),
  };
}

/**
 * The hosts that lead to the control plane: the names in its options. Addresses and `localhost` never belong to a
 * project.
 */
function consoleHostsOf(options: ControlServerParts["options"]): readonly string[] {
  const url = options["control-url"];
  const named = url === undefined ? [] : [hostName(new URL(url).hostname)];
  const hosts = [...named, options["control-listen"].host];
  return hosts.filter((host) => host !== "localhost" && isIP(host.replaceAll(/[[\]]/g, "")) === 0);
}

/** Makes keys. What they are made with is loaded when the first is made. */
function makeSealed(sealing: Sealing): MakeSigningKey {
  return async (about) => {
    const { makeSigningKey } = await import("../tokens/signing-key.ts");
    return makeSigningKey(about, sealing);
  };
}

/** The URL at which these edges answer checks, with the base path. Undefined if they do not listen. */
function addressOf({ url, basePath }: ProjectsServer): string | undefined {
  return url === undefined ? undefined : url + basePath;
}

function started(control: Control | undefined): Control {
  if (control === undefined) throw new Error("The control plane has not started.");
  return control;
}

/** Opens the database. If that fails, the operator can fix it. */
async function openDatabase(storage: ControlStorage): Promise<void> {
  try {
    await storage.open();
  } catch (error) {
    if (error instanceof SchemaRefusal)
      throw new StartRefusal(`--database: ${error.message}`, { cause: error });
    throw error;
  }
}
