// The SPOE host answers HAProxy, which asks for a decision before it lets a request through (haproxy.org, SPOE 1.2). So
// HAProxy needs neither Lua nor an agent beside the edge.
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { parseListen } from "../node/addresses.ts";
import { AgentConnection, type AgentSettings } from "./agent-connection.ts";

/** The options of a SPOE host. */
export interface SpoeHostOptions extends Partial<Pick<AgentSettings, "helloWaitMs" | "idleMs">> {
  /** `address:port`, with IPv6 addresses in brackets. Port 0 takes a free one. */
  readonly listen: string;
  readonly handle: AgentSettings["handle"];
  readonly basePath: string;
  readonly onFailure: AgentSettings["onFailure"];
}

/** A SPOE host that can be started once and stopped once. */
export interface SpoeHost {
  /** Resolves when connections are accepted. Rejects if the address cannot be used. */
  start(): Promise<void>;
  /** Finishes the decisions that are being made, for at most the given milliseconds. */
  stop(deadlineMs: number): Promise<void>;
  /** `address:port`. Throws before `start` has resolved. */
  readonly address: string;
}

/** Connections that are open at once. More are refused, as each process of HAProxy needs a few. */
export const connectionsMax = 1_024;

const defaultHelloWaitMs = 10_000;
/** HAProxy closes idle connections itself, after its own `timeout idle` of a few minutes. */
const defaultIdleMs = 600_000;

/** Makes a host. Nothing happens until `start`. Throws if the address is not valid. */
export function createSpoeHost(options: SpoeHostOptions): SpoeHost {
  const where = parseListen(options.listen);
  const settings: AgentSettings = {
    helloWaitMs: defaultHelloWaitMs,
    idleMs: defaultIdleMs,
    ...options,
  };
  const open = new Map<Socket, AgentConnection>();
  const server: Server = createServer((socket) => {
    open.set(socket, new AgentConnection(socket, settings));
    socket.once("close", () => open.delete(socket));
  });
  server.maxConnections = connectionsMax;
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(where, () => {
          server.off("error", reject);
          server.on("error", options.onFailure);
          resolve();
        });
      }),
    stop: (deadlineMs) =>
      new Promise((resolve) => {
        const late = setTimeout(() => {
          for (const socket of open.keys()) socket.destroy();
        }, deadlineMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        for (const connection of open.values()) connection.retire();
      }),
    get address() {
      // It listens on TCP, so the address is not a path.
      const { address, family, port } = server.address() as AddressInfo;
      return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
    },
  };
}
