// The product's edge in a simulated run.
import type { Clock, Signer } from "../../../src/edge/ports.ts";
import { createTurns } from "../../../src/runtime/node.ts";
import { signatureMs } from "../history.ts";
import { assembleEdges } from "../../../src/server/edge-assembly.ts";
import type { MakeEdge } from "./edge-under-test.ts";

/** Signs nothing, so that the judge can read what would be signed: the claims, in a form that fits in a header. */
function createSigner(clock: Clock): Signer {
  return {
    use: () => undefined,
    sign: (_project, claims) =>
      new Promise((resolve) => {
        clock.after(signatureMs, () => {
          resolve({ token: encodeURIComponent(claims), keyId: "key" });
        });
      }),
    keySet: () => ({ text: '{"keys":[]}', keys: 0 }),
    publishes: () => true,
  };
}

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
      signer: createSigner(clock),
      background: () => undefined,
      // A turn of the world: everything that has happened at this instant is done.
      turns: createTurns({ clock, nextTurn: (run) => void clock.after(0, run) }),
    },
  });
  return edges.edge(settings, origin);
};
