// The admin listener of a server: health and metrics, invalidations, web hooks, and the gateway to the admin API.
import { isLoopback } from "../config/values/listen-address.ts";
import { createAdminHandle, type AdminParts } from "../intake/admin-handle.ts";
import { createOperatorAnswers, type OperatorParts } from "../observe/admin.ts";
import { createListener, type ListenerParts } from "./listener.ts";
import type { NodeHost } from "../host/node/node-host.ts";
import type { SharedPorts } from "./edge-assembly.ts";

/** What the admin listener is made of. */
export interface AdminListenerParts
  extends
    Pick<
      ListenerParts,
      "address" | "certificate" | "handshakesMax" | "headBytesMax" | "bodyWaitMs"
    >,
    Pick<AdminParts, "project" | "keys" | "find" | "findReach" | "endings" | "verifyToken">,
    Pick<OperatorParts, "unready" | "degraded" | "scrape"> {
  readonly ports: SharedPorts;
  /** Whether its address counts as loopback. If not set, the address decides. */
  readonly loopback?: boolean;
  /** Resolves when the workers have applied all that was changed so far. Answers wait for it. */
  readonly settled?: (() => Promise<void>) | undefined;
  /** Returns a function that logs an error with these words. */
  readonly failed: (what: string) => (error: unknown) => void;
}

/** The admin listener. */
export interface AdminListener {
  readonly host: NodeHost;
  /** Applies the invalidations that still wait. Call it when no more requests arrive, and before the edges stop. */
  applyWaiting(): void;
}

/** Creates the admin listener. */
export function createAdminListener(parts: AdminListenerParts): AdminListener {
  const { address, headBytesMax, bodyWaitMs, project, unready, scrape, settled, failed } = parts;
  const { clock, background, emit } = parts.ports;
  const admin = createAdminHandle({
    project,
    keys: parts.keys,
    loopback: parts.loopback ?? isLoopback(address),
    find: parts.find,
    findReach: parts.findReach,
    endings: parts.endings,
    verifyToken: parts.verifyToken,
    operators: createOperatorAnswers({
      unready,
      degraded: parts.degraded,
      scrape,
      failed: failed("the metrics could not be read"),
    }),
    clock,
    background,
    emit,
  });
  const host = createListener({
    address,
    certificate: parts.certificate,
    ...(parts.handshakesMax === undefined ? {} : { handshakesMax: parts.handshakesMax }),
    flag: "--admin-listen",
    handle:
      settled === undefined
        ? admin.handle
        : async (request) => {
            const answer = await admin.handle(request);
            await settled();
            return answer;
          },
    headBytesMax,
    bodyWaitMs,
    project: project ?? "",
    emit,
    onFailure: failed("an answer of the admin listener could not be sent"),
  });
  return { host, applyWaiting: () => admin.drain() };
}
