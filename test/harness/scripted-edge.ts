// An edge without a network, on a clock that only tests move, before an origin that answers call by call what the test says.
// For what depends on which call began when, and who waits for it. Everything that happens is written down as a trace.
import { defaultLimits, type Limits } from "../../src/core/limits.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings, type ProjectSettings } from "../../src/core/settings.ts";
import type { Edge } from "../../src/edge/edge.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { Clock, Siblings, Signer, Store, Turns } from "../../src/edge/ports.ts";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import { digest } from "../../src/runtime/node.ts";
import { assembleEdges } from "../../src/server/edge-assembly.ts";
import { createScriptedCalls, type Say, type ScriptedCall } from "./scripted-calls.ts";
import { createScriptedClients, type Asking } from "./scripted-clients.ts";
import { createScriptedClock, startWallMs } from "./scripted-clock.ts";
import { traceOf, type Step } from "./trace.ts";

export type { Say } from "./scripted-calls.ts";

/** What a test moves and sees, whatever is served. */
interface Scene {
  readonly store: Store;
  readonly events: EdgeEvent[];
  /** Every call so far. */
  readonly calls: readonly ScriptedCall[];
  /** The call with this number, from 0, or from -1 backwards; waits for nothing. */
  call(n: number): ScriptedCall;
  /** Lets time pass, and whatever is due. */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  timers(): number;
  wallMs(): number;
  /** The wall clock at the edge's instant 0. */
  readonly startWallMs: number;
  /** Forgets what has happened so far, so that a trace shows nothing of a test's preparations. */
  beginTrace(): void;
  /** Everything since then, or from the start: one line for each thing that happened, in order. */
  trace(): string;
}

/** An edge of one project. */
export interface ScriptedEdge extends Scene {
  readonly edge: Edge;
  /** A check by the cookie of a person, with further header lines. */
  check(person: string, headers?: readonly string[]): Promise<Asking>;
  request(method: string, target: string, headers: readonly string[]): Promise<Asking>;
  /** A sign-out by the cookie of a person. */
  signOut(person: string): Promise<Asking>;
  /** Has the answers to these people's checks stored; a trace begins after that. */
  fill(...people: readonly string[]): Promise<void>;
}

/** Several projects, found by the request's host. */
export interface ScriptedProjects extends Scene {
  /** Puts a revision of a project in force. */
  apply(project: ServedProject): Promise<void>;
  /** A check at a host by the cookie of a person. */
  check(host: string, person: string): Promise<Asking>;
}

/** How it differs from the defaults. */
export interface ScriptedSetUp {
  readonly settings?: Partial<ProjectSettings>;
  readonly limits?: Partial<Limits>;
  readonly random?: () => number;
  /** How background steps get their turns. If undefined, from the event loop. */
  readonly turns?: (clock: Clock) => Turns;
  readonly siblings?: Siblings;
  /** What signs sessions, on the clock of the scene. If undefined, nothing does. */
  readonly signer?: (wallMs: () => number) => Signer;
}

/** Puts one edge together. */
export function createScriptedEdge(setUp: ScriptedSetUp = {}): ScriptedEdge {
  const { scene, calls, edges, note } = prepare(setUp);
  const settings = { ...defaultProjectSettings, cacheableSessions: true, ...setUp.settings };
  const edge = edges.edge(settings, calls.originAt());
  const send = createScriptedClients(edge.handle, note);
  const request: ScriptedEdge["request"] = (method, target, headers) =>
    send({ method, host: "edge.example", target, headers });
  const cookieOf = (person: string) => ["Cookie", `ory_kratos_session=${person}`];
  const check: ScriptedEdge["check"] = (person, headers = []) =>
    request("GET", "/sessions/whoami", [...cookieOf(person), ...headers]);
  return {
    ...scene,
    edge,
    request,
    check,
    signOut: (person) => request("GET", "/self-service/logout?token=t", cookieOf(person)),
    async fill(...people) {
      for (const person of people) {
        await check(person);
        await scene.call(-1).answer({ body: sessionOf(person) });
      }
      scene.beginTrace();
    },
  };
}

/** Puts the serving of several projects together, and starts it. */
export async function createScriptedProjects(setUp: ScriptedSetUp = {}): Promise<ScriptedProjects> {
  const { scene, calls, edges, bus, note } = prepare(setUp);
  const projects = edges.projects({ basePath: "", openOrigin: (url) => calls.originAt(url) });
  await projects.start();
  const send = createScriptedClients(projects.handle, note);
  return {
    ...scene,
    apply: (project) => bus.publishProject(project),
    check: (host, person) =>
      send({
        method: "GET",
        host,
        target: "/sessions/whoami",
        headers: ["Cookie", `ory_kratos_session=${person}`],
      }),
  };
}

/** Everything but the edge. */
function prepare({ limits: changed, random = () => 0, siblings, turns, signer }: ScriptedSetUp) {
  const steps: Step[] = [];
  const events: EdgeEvent[] = [];
  const digested = new Map<string, string>();
  const time = createScriptedClock((ms) => steps.push({ kind: "time", ms }));
  const note = {
    asked: (n, sent) => void steps.push({ kind: "asked", n, sent }),
    replied: (n, reply) => void steps.push({ kind: "replied", n, reply }),
    called: (n, call) => void steps.push({ kind: "called", n, call }),
    said: (n, say) => void steps.push({ kind: "said", n, say }),
    failed: (n, failing) => void steps.push({ kind: "failed", n, failing }),
  } satisfies Parameters<typeof createScriptedCalls>[0] &
    Parameters<typeof createScriptedClients>[1];
  const calls = createScriptedCalls(note);
  const onUndelivered = (error: unknown): never => {
    throw error;
  };
  const bus = createInProcessBus({ onError: onUndelivered });
  const edges = assembleEdges({
    limits: { ...defaultLimits, ...changed },
    emit(event) {
      events.push(event);
      steps.push({ kind: "told", event, nowMs: time.nowMs() });
    },
    onUndelivered,
    options: { name: "edge" },
    ports: {
      bus,
      projectBus: bus,
      clock: time.clock,
      digest(text) {
        const value = digest(text);
        digested.set(value, text);
        return value;
      },
      random,
      siblings,
      signer: signer?.(time.wallMs),
      background: () => undefined,
      ...(turns === undefined ? {} : { turns: turns(time.clock) }),
    },
  });
  const scene: Scene = {
    store: edges.ports.store,
    events,
    calls: calls.calls,
    call(n) {
      const found = calls.calls.at(n);
      if (found !== undefined) return found;
      throw new Error(`the origin got ${calls.calls.length} calls, not ${n + 1}`);
    },
    advance: time.advance,
    timers: time.timers,
    wallMs: time.wallMs,
    startWallMs,
    beginTrace() {
      steps.length = 0;
    },
    trace: () => traceOf(steps, digested),
  };
  return { scene, calls, edges, bus, note };
}

/** A person's session as the origin states it. */
export function sessionOf(person: string, changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    id: `session of ${person}`,
    active: true,
    expires_at: "2027-01-01T00:00:00Z",
    identity: { id: `identity of ${person}` },
    ...changes,
  });
}

/** The origin's refusal. */
export const refusal: Say = {
  status: 401,
  body: '{"error":{"code":401,"status":"Unauthorized","reason":"No valid session credentials found in the request.","message":"The request could not be authorized"}}\n',
};
