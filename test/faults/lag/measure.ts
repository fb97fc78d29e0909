// Measures how long it takes until what one edge has answered is in force at the others. Right after the call is sent, each
// other edge is asked again and again for its stored answer, one request at a time. The first answer that says that nothing
// is stored is the upper bound of the instant at which the edge applied the invalidation.
import { Agent, request, type IncomingMessage } from "node:http";
import type { SessionRecord } from "../origin/records.ts";
import type { LagScene, MeasuredEdge } from "./scene.ts";

/** One invalidation. Milliseconds. */
export interface LagSample {
  /** How long the call took that caused it. */
  readonly callMs: number;
  /** From its answer until it was in force at the last edge. Zero if it was by then. */
  readonly lagMs: number;
  /** The same from when the call was sent. */
  readonly totalMs: number;
  /** From the answer, for each other edge. */
  readonly byEdge: readonly number[];
}

/**
 * What causes the invalidation. `admin call`: sessions are ended through an edge's gateway to the admin API.
 * `invalidation`: an operator sends one to an edge. Its answer waits until the other edges have confirmed it.
 */
export const causes = ["admin call", "sign-out", "invalidation"] as const;

/** One of the causes. */
export type Cause = (typeof causes)[number];

const agents = new Map<number, Agent>();

/** Measures one invalidation after the other. */
export async function measureLag(
  scene: LagScene,
  cause: Cause,
  samples: number,
): Promise<readonly LagSample[]> {
  const found: LagSample[] = [];
  for (let index = 0; index < samples; index += 1) {
    found.push(await measureOne(scene, cause));
    // Not in step with heartbeats, which come twice per second.
    await pause(Math.random() * 10);
  }
  return found;
}

async function measureOne({ edges, origin, key }: LagScene, cause: Cause): Promise<LagSample> {
  const [first, ...others] = edges;
  if (first === undefined) throw new Error("there is no edge");
  const session = origin.signIn();
  const cookie = `ory_kratos_session=${session.cookie}`;
  await Promise.all(edges.map((edge) => check(edge, { cookie })));
  const sentAtMs = performance.now();
  const call = callOf(cause, first, key, session);
  const applied = others.map((edge) => untilGone(edge, cookie));
  const { statusCode = 0 } = await call;
  const answeredAtMs = performance.now();
  if (statusCode >= 300) throw new Error(`the ${cause} was answered with ${statusCode}`);
  const appliedAtMs = await Promise.all(applied);
  const byEdge = appliedAtMs.map((atMs) => Math.max(0, atMs - answeredAtMs));
  return {
    callMs: answeredAtMs - sentAtMs,
    lagMs: Math.max(...byEdge),
    totalMs: Math.max(...appliedAtMs) - sentAtMs,
    byEdge,
  };
}

function callOf(
  cause: Cause,
  { port, adminPort }: MeasuredEdge,
  key: string,
  { cookie, identityId }: SessionRecord,
): Promise<IncomingMessage> {
  const authorization = `Bearer ${key}`;
  switch (cause) {
    case "admin call":
      return ask(adminPort, "DELETE", `/admin/identities/${identityId}/sessions`, {
        authorization,
      });
    case "sign-out":
      return ask(port, "GET", "/self-service/logout?token=x", {
        cookie: `ory_kratos_session=${cookie}`,
      });
    case "invalidation":
      return ask(
        adminPort,
        "POST",
        "/invalidations",
        { authorization, "content-type": "application/json" },
        JSON.stringify({ scope: "identity", id: identityId }),
      );
    default:
      return cause satisfies never;
  }
}

/** Resolves with the instant at which an edge first said that it has no stored answer. */
async function untilGone(edge: MeasuredEdge, cookie: string): Promise<number> {
  for (;;) {
    const headers = { cookie, "cache-control": "only-if-cached" };
    const { statusCode } = await check(edge, headers);
    if (statusCode === 504) return performance.now();
  }
}

function check(edge: MeasuredEdge, headers: Record<string, string>): Promise<IncomingMessage> {
  return ask(edge.port, "GET", "/sessions/whoami", headers);
}

/** Resolves when the answer is complete. */
function ask(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<IncomingMessage> {
  const agent = agents.get(port) ?? new Agent({ keepAlive: true, maxSockets: 1 });
  agents.set(port, agent);
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path, headers, agent });
    sent.on("error", reject);
    sent.on("response", (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer));
    });
    sent.end(body);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
