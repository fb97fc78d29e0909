// Invalidations from outside: read, applied here, published to the other edges, answered.
import type { Edge } from "../edge/edge.ts";
import type { EventSink } from "../edge/events.ts";
import type { Clock, EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { emptyAnswer, jsonAnswer, type Refusal } from "./answers.ts";
import { operatorWaitMs } from "./limits.ts";
import type { FindReach } from "./reach.ts";
import type { HookInvalidations } from "./hook-invalidations.ts";
import { readInvalidations } from "./invalidation-request.ts";
import { readJson } from "./json-request.ts";
import { readKratosHook, triggerOf } from "./kratos-hook.ts";
import { readOryEvent } from "./ory-event.ts";

/** What invalidations are applied with. */
export interface Intake {
  readonly project: string;
  readonly edge: Pick<Edge, "invalidate">;
  readonly hookInvalidations: HookInvalidations;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** `POST /invalidations`: answered when every healthy edge has applied it, or after 3 s. */
export async function takeInvalidations(
  { project, edge, clock, emit, findReach }: Intake & { readonly findReach: FindReach },
  request: EdgeRequest,
  keyName: string | undefined,
): Promise<EdgeAnswer | Refusal> {
  const body = await readJson(request);
  const read = body.kind === "read" ? readInvalidations(body.value) : body;
  if (read.kind === "refused") return read.refusal;
  const scopes = read.value;
  const startedAtMs = clock.nowMs();
  const published = await edge.invalidate(scopes, "api", operatorWaitMs);
  const about = { again: false, keyName, lagMs: undefined };
  emit({ kind: "intake-applied", project, source: "api", scopes, ...about });
  const leftMs = Math.max(0, operatorWaitMs - (clock.nowMs() - startedAtMs));
  return jsonAnswer(200, { applied: scopes.length, ...(await findReach(published, leftMs)) });
}

/** `POST /hooks/kratos`: answered at once, since a user may be waiting for the flow. */
export async function takeKratosHook(
  { project, hookInvalidations, emit }: Intake,
  request: EdgeRequest,
  keyName: string | undefined,
): Promise<EdgeAnswer | Refusal> {
  const body = await readJson(request);
  const read = body.kind === "read" ? readKratosHook(body.value) : body;
  if (read.kind === "refused") return read.refusal;
  const { flow, scopes } = read.value;
  const outcome =
    scopes.length === 0
      ? "ignored"
      : hookInvalidations.take(`kratos ${triggerOf(request.headers)}`, scopes);
  emit({ kind: "hook", project, sender: "kratos", flow, outcome, keyName });
  if (scopes.length > 0) {
    const about = { again: false, keyName, lagMs: undefined };
    emit({ kind: "intake-applied", project, source: "hook", scopes, ...about });
  }
  return emptyAnswer();
}

/** `POST /hooks/ory`: events may come late, twice and in any order; each is applied like a hook. */
export async function takeOryEvent(
  { project, hookInvalidations, clock, emit }: Intake,
  request: EdgeRequest,
  keyName: string | undefined,
): Promise<EdgeAnswer | Refusal> {
  const body = await readJson(request);
  const read = body.kind === "read" ? readOryEvent(body.value) : body;
  if (read.kind === "refused") return read.refusal;
  const { name, scopes, atMs } = read.value;
  const trigger = `ory ${name} ${atMs ?? ""}`;
  const outcome = scopes.length === 0 ? "ignored" : hookInvalidations.take(trigger, scopes);
  emit({ kind: "hook", project, sender: "ory", flow: name, outcome, keyName });
  if (scopes.length > 0) {
    const lagMs = atMs === undefined ? undefined : Math.max(0, clock.wallMs() - atMs);
    const about = { again: false, keyName, lagMs };
    emit({ kind: "intake-applied", project, source: "hook", scopes, ...about });
  }
  return emptyAnswer();
}
