// The product's edge in a simulated run.
import { assembleEdges } from "../../../src/server/edge-assembly.ts";
import type { MakeEdge } from "./edge-under-test.ts";

/** The edge that ships. */
export const realEdge: MakeEdge = (parts) => {
  const { instance, settings, limits, originTimeoutMs, forwardTimeoutMs, origin, emit, ...ports } =
    parts;
  const edges = assembleEdges({
    limits,
    emit,
    // Never called: the run brings its own bus.
    onUndelivered: () => undefined,
    options: { instance, originTimeoutMs, forwardTimeoutMs },
    ports: { ...ports, background: () => undefined },
  });
  return edges.edge(settings, origin);
};
