// An edge in process against a scripted server, for tests of what passes through it.
import { onTestFinished } from "vitest";
import type { RequestListener } from "node:http";
import {
  createEdge,
  type Edge,
  type EdgeEvent,
  type EdgeOptions,
} from "../../src/library/index.ts";
import { serveHttp } from "../harness/raw-server.ts";

/** An edge and all its events. */
export interface EdgeWithEvents {
  readonly edge: Edge;
  readonly events: readonly EdgeEvent[];
}

/** An edge in front of a server with this handler. Both end with the test. */
export async function edgeBefore(
  answer: RequestListener,
  options: Partial<EdgeOptions> = {},
): Promise<EdgeWithEvents> {
  const { url } = await serveHttp(answer);
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin: url,
    cacheableSessions: true,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => edge.close());
  return { edge, events };
}

/** The body of a whoami answer for a session of this identity. */
export function sessionBody(identityId = "ada", expiresAt = "2099-01-01T00:00:00Z"): string {
  const identity = { id: identityId, schema_id: "person", schema_url: "", traits: {} };
  const session = { id: `session-of-${identityId}`, active: true };
  return `${JSON.stringify({ ...session, expires_at: expiresAt, identity })}\n`;
}

/** A credential that any scripted server takes. */
export const cookie = "ory_kratos_session=abc";
