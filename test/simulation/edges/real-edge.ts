// The product's edge in a simulated run.
import { defaultClientAddressHeader } from "../../../src/core/forwarding.ts";
import { createEdge } from "../../../src/edge/edge.ts";
import type { MakeEdge } from "./edge-under-test.ts";

/** The edge that ships. */
export const realEdge: MakeEdge = (parts) =>
  createEdge(
    {
      name: "edge-sessions",
      instance: parts.instance,
      settings: parts.settings,
      originTimeoutMs: parts.originTimeoutMs,
      forwardTimeoutMs: parts.forwardTimeoutMs,
      trustedProxies: () => false,
      clientAddressHeader: defaultClientAddressHeader,
      limits: parts.limits,
    },
    {
      origin: parts.origin,
      store: parts.store,
      bus: parts.bus,
      clock: parts.clock,
      digest: parts.digest,
      newId: parts.newId,
      random: parts.random,
      background: () => undefined,
      emit: parts.emit,
    },
  );
