// Hits of decisions for gateways against hits of checks: the same edge, the same sessions, in turns.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEdge } from "./contenders.ts";
import type { Asking } from "./questions.ts";
import { untilQuiet } from "./quiet-origin.ts";
import type { Measurement } from "./report.ts";
import { decisionHeader } from "./sample.ts";
import { turnUs } from "./served.ts";
import type { SizeStage } from "./size.ts";

/** A policy as people write them: some fields as headers, and conditions that the sample's sessions meet. */
const configuration = `
policies:
  bench:
    headers:
      ${decisionHeader}: /id
      X-User-Id: /identity/id
      X-User-Email: /identity/traits/email
      X-User-Aal: /authenticator_assurance_level
    required_aal: aal1
    browsers: status
`;

const ways: readonly { readonly id: Asking; readonly what: string }[] = [
  { id: "check", what: "check" },
  { id: "decision", what: "decision for a gateway" },
];

/** Measures both in turn, with another one first in each round. Throws where a hit called the origin. */
export async function measureDecisions(
  { children, load, origin, originPort, plan, progress }: SizeStage,
  folder: string,
): Promise<readonly Measurement[]> {
  const file = join(folder, "policies.yaml");
  await writeFile(file, configuration);
  const { port, child } = await startEdge({ children, originPort }, { flags: ["--config", file] });
  const { connections, cookies: sessions, hitsPerTurn: requests } = plan;
  const turn = {
    port,
    connections,
    requests,
    first: 0,
    sessions,
    order: "in turn",
    awake: true,
  } as const;
  const rounds = new Map<Asking, number[]>(ways.map(({ id }) => [id, []]));
  await load.ask({ kind: "load", ...turn, requests: sessions });
  await untilQuiet(origin);
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const { id } of round % 2 === 0 ? ways : ways.toReversed()) {
      const us = await turnUs(load, child.pid, { ...turn, asks: id });
      const { calls } = await origin.ask({ delayMs: 0 });
      if (calls > 0)
        throw new Error(`the edge called the origin ${calls} times for hits of a ${id}`);
      // The first round warms the edge up.
      if (round >= 0) rounds.get(id)?.push(us);
    }
    if (round >= 0) progress(`decisions, round ${round + 1} of ${plan.rounds}`);
  }
  await child.end();
  return ways.map(({ id, what }) => ({
    id: `decisions/${id}`,
    group: "decisions",
    what,
    rounds: rounds.get(id) ?? [],
  }));
}
