// `POST /hooks/caep`: a security event token (RFC 8417), pushed by its transmitter (RFC 8935).
import type { CaepError } from "../core/endings/caep.ts";
import type { EndingType } from "../core/endings/ending.ts";
import { headerValues } from "../core/header-lines.ts";
import type { Scope } from "../core/invalidation.ts";
import { readBody } from "../edge/call/body.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import { jsonAnswer, type Refusal } from "./answers.ts";
import { intakeBodyBytesMax } from "./limits.ts";
import type { Intake } from "./project-intake.ts";

/** One event of a token. */
interface CaepChange {
  /** The name of the event, without CAEP's prefix. */
  readonly event: string;
  readonly type: EndingType;
  readonly scopes: readonly Scope[];
}

/** What a token says, or why it was not accepted. */
type ReadToken =
  | { readonly kind: "changes"; readonly changes: readonly CaepChange[] }
  /** It was accepted before. Transmitters send again what they got no answer to. */
  | { readonly kind: "repeated" }
  | { readonly kind: "refused"; readonly error: CaepError; readonly description: string };

/** Verifies a token for a project. */
export type VerifyToken = (token: string, project: string) => Promise<ReadToken>;

const tokenType = /^application\/secevent\+jwt\s*(?:;|$)/i;

/** Takes a token: verified, applied and published, and then answered with 202. */
export async function takeCaepToken(
  { project, edge, emit }: Intake,
  verify: VerifyToken,
  request: EdgeRequest,
  keyName: string | undefined,
): Promise<EdgeAnswer | Refusal> {
  const types = headerValues(request.headers, "content-type");
  if (types.length !== 1 || !tokenType.test(types[0] ?? "")) {
    return { error: "edge_content_type_refused" };
  }
  const refuse = (err: CaepError, description: string): EdgeAnswer => {
    emit({ kind: "caep-refused", project, error: err, keyName });
    return jsonAnswer(400, { err, description });
  };
  if (request.body === undefined) return refuse("invalid_request", "The body must be a token.");
  const body = await readBody(request.body, intakeBodyBytesMax);
  if (body.ending === "large") {
    await body.rest?.[Symbol.asyncIterator]().return?.();
    return { error: "edge_body_too_large" };
  }
  if (body.ending === "broken") return refuse("invalid_request", "The body must be complete.");
  const read = await verify(new TextDecoder().decode(body.bytes).trim(), project);
  if (read.kind === "refused") return refuse(read.error, read.description);
  if (read.kind === "repeated") {
    emit({ kind: "hook", project, sender: "caep", flow: "other", outcome: "repeated", keyName });
    return accepted();
  }
  for (const { event, type, scopes } of read.changes) {
    const outcome = scopes.length === 0 ? "ignored" : "taken";
    emit({ kind: "hook", project, sender: "caep", flow: event, outcome, keyName });
    if (scopes.length === 0) continue;
    await edge.invalidate(scopes, "hook", undefined, type);
    const about = { again: false, keyName, lagMs: undefined };
    emit({ kind: "intake-applied", project, source: "hook", scopes, ...about });
  }
  return accepted();
}

function accepted(): EdgeAnswer {
  const headers = ["Cache-Control", "no-store", "Content-Length", "0"];
  return { status: 202, headers, body: new Uint8Array(0) };
}
