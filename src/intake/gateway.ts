// The admin gateway: the identity server's admin API behind keys. What passes is in force at the edges before it is answered.
import { couldLeavePath } from "../core/origin-path.ts";
import { percentDecoded } from "../core/percent.ts";
import type { Edge } from "../edge/edge.ts";
import type { EventSink } from "../edge/events.ts";
import type { Clock, EdgeAnswer, EdgeRequest, Origin } from "../edge/ports.ts";
import type { Refusal } from "./answers.ts";
import type { KeyRing } from "./key-ring.ts";
import { carriesKey, presentedKey, withoutKeys } from "./presented-key.ts";

/** What the gateway works with. */
export interface GatewayParts {
  readonly project: string;
  readonly keys: KeyRing | undefined;
  readonly edge: Pick<Edge, "passAdmin">;
  readonly adminOrigin: Origin | undefined;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** Passes a request on whose key has been found good. */
export async function passToAdmin(
  { project, keys, edge, adminOrigin, clock, emit }: GatewayParts,
  request: EdgeRequest,
  keyName: string | undefined,
): Promise<EdgeAnswer | Refusal> {
  if (adminOrigin === undefined || keys === undefined) return { error: "edge_gateway_off" };
  if (leadsElsewhere(request.target)) return { error: "edge_not_found" };
  // A key in the path or the query cannot be taken out, and the admin API's log would have it.
  const presented = presentedKey(request.headers, false);
  if (carriesKey(request.target, keys, presented)) return { error: "edge_request_malformed" };
  const startedAtMs = clock.nowMs();
  const headers = withoutKeys(request.headers, keys, presented);
  const answer = await edge.passAdmin({ ...request, headers }, adminOrigin);
  const { method, target } = request;
  const { status } = answer;
  // A query may hold an e-mail address; the path names identities by id.
  const path = target.replace(/\?.*$/s, "");
  const durationMs = clock.nowMs() - startedAtMs;
  emit({ kind: "gateway", project, method, path, status, keyName, durationMs });
  return answer;
}

/**
 * Whether somebody on the way might read another path in this one: dot segments, an encoded slash. Kratos takes none
 * of these for another path (recording 16); a proxy before it that resolves them could leave `/admin/`.
 */
function leadsElsewhere(target: string): boolean {
  const raw = target.replace(/\?.*$/s, "");
  if (couldLeavePath(raw)) return true;
  const path = percentDecoded(raw);
  if (path === undefined || /%2f|%5c|\\/i.test(raw)) return true;
  return path.split("/").some((segment) => segment === "." || segment === "..");
}
