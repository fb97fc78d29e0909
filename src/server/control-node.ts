// The control plane, assembled: database, edges of this process, API and Console behind one listener.
import { isIP } from "node:net";
import { createInProcessBus } from "../bus/in-process.ts";
import { createControl, type Control } from "../control/control.ts";
import { openControlStorage } from "../control/database/open.ts";
import { readPage } from "../control/api/page.ts";
import { SchemaRefusal, type ControlStorage } from "../control/storage.ts";
import { controlEdgesOf } from "./control-edges.ts";
import { boundAddress, leadsToListener } from "./own-listeners.ts";
import { createListener } from "./listeners.ts";
import { inOrder, StartRefusal, totalLoad, type Load, type Part } from "./parts.ts";
import { createProjectsNode, type ProjectsNode, type ProjectsNodeParts } from "./projects-node.ts";
import type { ControlOptions } from "../config/options/control-options.ts";
import { hostName } from "../core/served-project.ts";
import type { PlanTable } from "../control/projects/plans.ts";
import type { Bus, ProjectBus } from "../edge/ports.ts";

/** What a control plane in a process is made of. */
export interface ControlNodeParts {
  readonly options: ControlOptions;
  readonly version: string;
  readonly plans: PlanTable;
  /** One project whose news the edge's admin listener takes too. */
  readonly intakeOf: ProjectsNodeParts["intakeOf"];
  /** Done with the open database before the edges are told of any project. */
  readonly seed?: (storage: ControlStorage) => Promise<void>;
  /** Keeps the first operator's key, where this start makes it. */
  readonly keepFirstKey: (key: string) => Promise<void>;
  /** Takes log lines. */
  readonly write: (line: string) => void;
}

/** The control plane in a process. */
export interface ControlNode extends Part {
  /** Where the API and, below `console/`, the Console are; known once started. */
  readonly url: string;
  readonly node: ProjectsNode;
  load(): Load;
  /** What will not do as its settings say, as sentences. */
  doubts(): Promise<readonly string[]>;
  replacePlans(plans: PlanTable): Promise<void>;
}

/** Puts it together; nothing runs before `start`. */
export function createControlNode(parts: ControlNodeParts): ControlNode {
  const { options, version, intakeOf, write, seed, keepFirstKey } = parts;
  const bus: Bus & ProjectBus = createInProcessBus({
    onError: (error) => node.failed("an invalidation could not be applied")(error),
  });
  const node: ProjectsNode = createProjectsNode({
    options,
    version,
    bus,
    listens: options.edge,
    intakeOf,
    write,
  });
  const storage = openControlStorage(options.database);
  let control: Control | undefined;
  let listening = false;
  const basePath = options["control-base-path"] ?? "";
  const listener = createListener({
    address: options["control-listen"],
    flag: "--control-listen",
    handle: (request) => started(control).handle(request),
    headBytesMax: options["limit-head"],
    bodyWaitMs: options["limit-body-wait"],
    project: "",
    emit: node.emit,
    onFailure: node.failed("an answer of the control plane could not be sent"),
  });
  const order = inOrder([
    {
      start: async () => {
        const page = await readPage();
        if (page.size === 0) {
          node.log.warn(
            "the Console is not available because its page is not built; run npm run build:console",
          );
        }
        control = createControl({
          storage,
          edges: controlEdgesOf(node, bus, { name: options.name, version }),
          traffic: node.traffic,
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
                ...[node.url, node.adminUrl].flatMap(boundAddress),
              ]),
          },
          edgeUrl: () => options["edge-url"] ?? addressOf(node),
          page,
          basePath,
          auditRetentionMs: options["audit-retention"],
          version,
          proxyTrust: {
            trusts: options["trusted-proxies"],
            addressHeader: options["client-address-header"],
          },
          clock: node.clock,
          background: node.background,
          emit: node.emit,
          failed: node.failed("the control plane failed while it handled a request"),
        });
        await openDatabase(storage);
        await seed?.(storage);
        await control.start(keepFirstKey);
      },
      stop: async () => {
        await control?.stop();
      },
    },
    node,
    // Stops before the edges do: the news that it has taken must still be told.
    { start: () => Promise.resolve(), stop: async () => control?.drain() },
    listener,
  ]);
  return {
    start: async () => {
      await order.start();
      listening = true;
    },
    stop: async (deadlineMs) => {
      // Both at once: the clients of one must not wait for those of the other.
      listener.drain(deadlineMs);
      node.drain(deadlineMs);
      await order.stop(deadlineMs);
    },
    load: () => totalLoad([listener.load(), node.load()]),
    get url() {
      return `${listener.url}${basePath}`;
    },
    node,
    doubts: () => started(control).doubts(),
    replacePlans: (plans) => started(control).replacePlans(plans),
  };
}

/** Hosts that lead to the control plane: the names in its options. Addresses and `localhost` never belong to a project. */
function consoleHostsOf(options: ControlOptions): readonly string[] {
  const url = options["control-url"];
  const named = url === undefined ? [] : [hostName(new URL(url).hostname)];
  const hosts = [...named, options["control-listen"].host];
  return hosts.filter((host) => host !== "localhost" && isIP(host.replaceAll(/[[\]]/g, "")) === 0);
}

/** Where a node's checks are answered, its base path included; undefined where it does not listen. */
function addressOf({ url, basePath }: ProjectsNode): string | undefined {
  return url === undefined ? undefined : url + basePath;
}

function started(control: Control | undefined): Control {
  if (control === undefined) throw new Error("The control plane has not started.");
  return control;
}

/** A database that cannot be opened is for the operator to fix. */
async function openDatabase(storage: ControlStorage): Promise<void> {
  try {
    await storage.open();
  } catch (error) {
    if (error instanceof SchemaRefusal)
      throw new StartRefusal(`--database: ${error.message}`, { cause: error });
    throw error;
  }
}
