// The product's edge in a simulated run.
import { createTurns } from "../../../src/runtime/node.ts";
import { assembleEdges } from "../../../src/server/edge-assembly.ts";
import type { MakeEdge } from "./edge-under-test.ts";

/** The edge that ships. */
export const realEdge: MakeEdge = (parts) => {
  const { instance, settings, limits, originTimeoutMs, forwardTimeoutMs, origin, emit, ...ports } =
    parts;
  const { clock } = ports;
  const edges = assembleEdges({
    limits,
    emit,
    // Never called: the run brings its own bus.
    onUndelivered: () => undefined,
    options: { instance, originTimeoutMs, forwardTimeoutMs },
    ports: {
      ...ports,
      background: () => undefined,
      // A turn of the world: everything that has happened at this instant is done.
      turns: createTurns({ clock, nextTurn: (run) => void clock.after(0, run) }),
    },
  });
  return edges.edge(settings, origin);
};
