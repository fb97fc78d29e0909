// The answers to a gateway: the request may go on, or it may not.
import { cacheForbidden } from "../../core/cache-control.ts";
import type { DecisionOutcome } from "../../core/policy/decision-outcome.ts";
import { splitHeadText } from "../../core/header-lines.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { isPageRequest, refuseRequest, type RefusalReason } from "../../core/policy/refusal.ts";
import { isReturnUrl, originalUrl } from "../../core/policy/return-url.ts";
import type { EdgeErrorId } from "../../core/errors.ts";
import { isHeadAlone } from "../../core/framing.ts";
import { writeRfc3339 } from "../../core/instants.ts";
import type { MintedToken } from "../tokens/minted.ts";
import type { EdgeContext } from "../context.ts";
import { errorAnswer } from "../errors.ts";
import type { EdgeAnswer, EdgeRequest, PreparedAnswer } from "../ports.ts";

/** A gateway's question: may this request go on, by this policy? */
export interface DecisionQuestion {
  readonly request: EdgeRequest;
  readonly policy: Policy;
  /** The place of the policy in the project's list. */
  readonly place: number;
  /** The path of the original request, if the gateway appends it. */
  readonly pathAfterPolicy: string;
  /** Whether a client asks for its signed session, and no gateway for a decision. */
  readonly wantsToken: boolean;
}

/** An answer without a body, whose head is one text. */
class AllowingAnswer implements EdgeAnswer, PreparedAnswer {
  readonly status = 200;
  readonly bodyBytes = 0;
  readonly body = undefined;
  readonly headText: string;
  readonly session: Uint8Array | undefined;

  constructor(headText: string, session: Uint8Array | undefined) {
    this.headText = headText;
    this.session = session;
  }

  get prepared(): PreparedAnswer {
    return this;
  }

  get headers(): readonly string[] {
    return splitHeadText(this.headText);
  }

  copyBody(): void {
    // There is none.
  }
}

/**
 * Lets a request go on, with a head that was made when its session was stored. The session is for callers in this
 * process.
 */
export function allowStored(
  context: EdgeContext,
  headText: string,
  session: Uint8Array | undefined,
): EdgeAnswer {
  emitDecision(context, "allowed");
  return new AllowingAnswer(headText, session);
}

/** Lets a request go on. `lines` are added to the head. */
export function allowRequest(
  context: EdgeContext,
  outcome: "allowed" | "anonymous",
  headText: string,
  lines: readonly string[],
  session?: Uint8Array,
): EdgeAnswer {
  emitDecision(context, outcome);
  const headers = [
    ...splitHeadText(headText),
    "Cache-Control",
    cacheForbidden,
    "Content-Length",
    "0",
    ...lines,
  ];
  return { status: 200, headers, body: undefined, session };
}

/** Gives a client its signed session. `lines` are added to the head. */
export function giveToken(
  context: EdgeContext,
  { request }: DecisionQuestion,
  { token, expiresAt }: Pick<MintedToken, "token" | "expiresAt">,
  lines: readonly string[],
): EdgeAnswer {
  emitDecision(context, "allowed");
  const content = { token, expires_at: writeRfc3339(expiresAt * 1_000) };
  const body = encoder.encode(`${JSON.stringify(content)}\n`);
  const headers = [
    "Cache-Control",
    cacheForbidden,
    "Content-Type",
    "application/json; charset=utf-8",
    "X-Content-Type-Options",
    "nosniff",
    "Content-Length",
    String(body.byteLength),
    ...lines,
  ];
  return { status: 200, headers, body: isHeadAlone(request.method) ? undefined : body };
}

const encoder = new TextEncoder();

/** A decision about a request without a session. */
export function decideNone(
  context: EdgeContext,
  question: DecisionQuestion,
  lines: readonly string[],
): EdgeAnswer {
  if (question.policy.anonymous && !question.wantsToken)
    return allowRequest(context, "anonymous", "", lines);
  return refuse(context, question, "session", lines);
}

/** Refuses a request. Browsers are sent to where they can sign in. `lines` are added to the head. */
export function refuse(
  context: EdgeContext,
  question: DecisionQuestion,
  why: RefusalReason,
  lines: readonly string[],
): EdgeAnswer {
  emitDecision(context, why);
  const { request, policy } = question;
  const browser = !question.wantsToken && isPageRequest(request.method, request.headers);
  const returnTo = browser ? returnUrlOf(context, question) : undefined;
  const { error, status, location } = refuseRequest(policy, why, browser, returnTo);
  const { headers, body } = errorAnswer(error, request.method);
  const where = location === undefined ? [] : ["Location", location];
  return {
    status,
    headers: [...headers, ...where, ...lines],
    body,
  };
}

/** An error in place of a decision: nothing is known about the session, so the request must not go on. */
export function failDecision(context: EdgeContext): void {
  emitDecision(context, "error");
}

/** The same, with one of the edge's own errors. `lines` are added to the head. */
export function failWith(
  context: EdgeContext,
  id: EdgeErrorId,
  request: EdgeRequest,
  lines: readonly string[] = [],
): EdgeAnswer {
  failDecision(context);
  const answer = errorAnswer(id, request.method);
  const { status } = answer;
  context.ports.emit({ kind: "error-answered", project: context.settings.project, id, status });
  return { ...answer, headers: [...answer.headers, ...lines] };
}

function emitDecision({ ports, settings }: EdgeContext, outcome: DecisionOutcome): void {
  ports.emit({ kind: "decision", project: settings.project, outcome });
}

/**
 * Where the browser may be sent back to. Only a trusted proxy may say what it asked for, or a caller in this process.
 */
function returnUrlOf(
  { options }: EdgeContext,
  { request, policy, pathAfterPolicy }: DecisionQuestion,
): string | undefined {
  const { peer, headers } = request;
  const proxied = peer !== undefined && options.trustedProxies(peer.address);
  const url = proxied ? originalUrl(headers, pathAfterPolicy) : request.originalUrl;
  return url !== undefined && isReturnUrl(url, policy.returnUrls) ? url : undefined;
}
