// Answers gateways: may a request go on, who is it, and if not, where does the person go? A decision is a check, answered
// from the same entries by the same rules, with another form of answer.
import { classifyWhoami, whoamiPath } from "../../core/check.ts";
import { readDirectives, type Directives } from "../../core/directives.ts";
import type { Entry } from "../../core/entry.ts";
import { readHead, type RequestHead } from "../../core/head.ts";
import { splitHeadText } from "../../core/header-lines.ts";
import type { Serving } from "../../core/hit.ts";
import { checkLines, decisionLines } from "../../core/policy/decision-lines.ts";
import { readStatedSession } from "../../core/session.ts";
import { readsTokens } from "../../core/tokens/token-paths.ts";
import {
  entryWallMs,
  isOlderThan,
  readOriginWord,
  statedWallMs,
} from "../../core/policy/origin-word.ts";
import type { ProjectSettings } from "../../core/settings.ts";
import { judgeSession, verdictAt, type Verdict } from "../../core/policy/verdict.ts";
import { answerCheck } from "../check.ts";
import { limitsOf, type EdgeContext } from "../context.ts";
import { askedOf, type Asked } from "./asked.ts";
import { answerKeySet } from "../tokens/key-set-answer.ts";
import type { Flights } from "../flight/flights.ts";
import { readKnowledge } from "../flight/cookie-name.ts";
import type { EdgeAnswer, EdgeRequest } from "../ports.ts";
import {
  allowRequest,
  allowStored,
  decideNone,
  failDecision,
  failWith,
  refuse,
  type DecisionQuestion,
} from "./decision-answer.ts";
import { passFailure, readText } from "./fetched-answer.ts";
import {
  signDecision,
  signsSession,
  unsignedAnswer,
  type UnsignedDecision,
} from "./sign-decision.ts";

/** Passes a check on that may not be answered from the store. `bypass` says why. */
export type PassCheck = (
  check: EdgeRequest,
  arrivedAtMs: number,
  bypass: string,
  head: RequestHead,
) => Promise<EdgeAnswer>;

/** The decisions of one edge. */
export class Decisions {
  readonly #context: EdgeContext;
  readonly #flights: Flights;
  readonly #passCheck: PassCheck;
  /** The latest target and what it names. Most gateways always ask at the same one. */
  #latest: { readonly target: string; readonly asked: Asked | undefined };
  #settings: ProjectSettings;

  constructor(context: EdgeContext, flights: Flights, passCheck: PassCheck) {
    this.#context = context;
    this.#flights = flights;
    this.#passCheck = passCheck;
    this.#latest = { target: "", asked: undefined };
    this.#settings = context.settings;
  }

  /**
   * Answers a request for a decision, for a signed session or for the keys that verify one. Undefined if the request is for
   * something else. A decision from the store is answered without a promise.
   */
  answer(request: EdgeRequest, arrivedAtMs: number): EdgeAnswer | Promise<EdgeAnswer> | undefined {
    const context = this.#context;
    if (context.settings.policies.length === 0) return undefined;
    const asked = this.#asked(request.target);
    if (asked === undefined) return answerKeySet(context, request);
    if (typeof asked === "string") return failWith(context, asked, request);
    if (asked.wantsToken && !readsTokens(request.method)) {
      return failWith(context, "edge_method_not_allowed", request, ["Allow", "GET, HEAD"]);
    }
    if (request.body !== undefined) return failWith(context, "edge_decision_body_refused", request);
    const { policy, place, pathAfterPolicy, wantsToken } = asked;
    const question = { request, policy, place, pathAfterPolicy, wantsToken };
    return decideQuestion(context, this.#flights, this.#passCheck, question, arrivedAtMs);
  }

  #asked(target: string): Asked | undefined {
    const { settings } = this.#context;
    if (this.#latest.target !== target || this.#settings !== settings) {
      this.#latest = { target, asked: askedOf(target, settings) };
      this.#settings = settings;
    }
    return this.#latest.asked;
  }
}

function decideQuestion(
  context: EdgeContext,
  flights: Flights,
  passCheck: PassCheck,
  question: DecisionQuestion,
  arrivedAtMs: number,
): EdgeAnswer | Promise<EdgeAnswer> {
  const { settings } = context;
  const { request, policy } = question;
  const head = headOfCheck(request.head ?? readHead(request.headers));
  const directives = directivesOf(head, policy.maxAgeMs, settings.ignoreNoCache);
  const check = settings.cacheableSessions
    ? classifyWhoami(
        {
          method: "GET",
          target: settings.basePath + whoamiPath,
          hasBody: false,
          absoluteForm: request.absoluteForm ?? false,
          head,
        },
        directives,
        settings,
        readKnowledge(context, arrivedAtMs),
        limitsOf(context),
        context.ports.digest,
      )
    : undefined;
  /** What is signed before a decision from the store is answered. It was read from the entry at once. */
  let unsigned: UnsignedDecision | undefined;
  const key = check?.kind === "check" ? check.check.key : undefined;
  const tried =
    check?.kind === "check"
      ? answerCheck(context, flights, {
          check: check.check,
          head,
          request,
          directives,
          arrivedAtMs,
          answerStored: (entry, serving) =>
            decideStored(context, question, entry, arrivedAtMs, serving, (source) => {
              unsigned = source;
            }),
        })
      : { bypass: check?.why ?? "off" };
  if (tried instanceof Promise) return decideFetched(context, question, key, tried);
  if (unsigned !== undefined) return signDecision(context, question, unsigned);
  // Everything that is answered at once is a decision from the store, or the error that there is nothing to decide by.
  if (!("bypass" in tried)) return tried;
  const limited = policy.maxAgeMs === undefined ? undefined : directives;
  const passed = passCheck(checkOf(context, request, limited), arrivedAtMs, tried.bypass, head);
  return decideFetched(context, question, undefined, passed, limited?.maxAgeMs);
}

/**
 * What a decision looks at of a request's head. A decision has no CORS headers, so the page that a request came from is
 * not part of its key, and no error repeats the request's id.
 */
function headOfCheck(head: RequestHead): RequestHead {
  if (head.originLines === 0 && head.requestId === undefined) return head;
  return { ...head, origin: undefined, originLines: 0, requestId: undefined };
}

function directivesOf(
  head: RequestHead,
  maxAgeMs: number | undefined,
  ignoreNoCache: boolean,
): Directives {
  const asked = readDirectives(head.cacheControl, head.pragma, ignoreNoCache);
  if (maxAgeMs === undefined) return asked;
  return {
    ...asked,
    maxAgeMs: Math.min(asked.maxAgeMs, maxAgeMs),
    forced: asked.forced || maxAgeMs === 0,
  };
}

/** A decision by a stored answer. */
function decideStored(
  context: EdgeContext,
  question: DecisionQuestion,
  entry: Entry,
  arrivedAtMs: number,
  serving: Serving,
  sign: (unsigned: UnsignedDecision) => void,
): EdgeAnswer {
  const { policy, place } = question;
  if (entry.sessionId === undefined) {
    const head = context.hitHeads.of(entry, true, arrivedAtMs, context.settings, serving);
    return decideNone(context, question, decisionLines(splitHeadText(head)));
  }
  const { decisionHeads, settings } = context;
  const stored = decisionHeads.of(entry, place, arrivedAtMs, settings, serving);
  const wallMs = entryWallMs(entry, arrivedAtMs);
  const verdict = verdictAt(stored.verdict, policy, wallMs);
  if (verdict.kind === "allow") {
    const { headText, statusText } = stored;
    // Its bytes are only read where they are wanted.
    const session = question.request.peer === undefined ? entry.body : undefined;
    if (!signsSession(question)) return allowStored(context, headText, session);
    const { key, expiresAtWallMs: endsAtWallMs } = entry;
    const lines = splitHeadText(statusText);
    const allow = (tokenLine: string): EdgeAnswer =>
      allowStored(context, headText + tokenLine, session);
    sign({ key, claims: verdict.claims, endsAtWallMs, wallMs, lines, allow });
    return unsignedAnswer;
  }
  return refuse(context, question, verdict.why, splitHeadText(stored.statusText));
}

/**
 * A decision by an answer that was fetched for this request, or for several that came at the same time. `maxAgeMs` is given
 * for an answer whose age was not looked at yet.
 */
async function decideFetched(
  context: EdgeContext,
  question: DecisionQuestion,
  key: string | undefined,
  answered: Promise<EdgeAnswer>,
  maxAgeMs = Number.POSITIVE_INFINITY,
): Promise<EdgeAnswer> {
  const answer = await answered;
  const text = await readText(context, answer);
  const wallMs = statedWallMs(answer.headers, context.ports.clock.wallMs());
  const word = readOriginWord({ status: answer.status, headers: answer.headers, text }, wallMs);
  const lines = decisionLines(answer.headers);
  if (word.kind !== "failed" && isOlderThan(answer.headers, maxAgeMs)) {
    return failWith(context, "edge_origin_disobeyed", question.request, lines);
  }
  switch (word.kind) {
    case "session":
      return decideByVerdict(
        context,
        question,
        verdictAt(judgeSession(question.policy, text), question.policy, wallMs),
        lines,
        {
          key,
          endsAtWallMs: readStatedSession(text)?.expiresAtWallMs ?? 0,
          wallMs,
          session: question.request.peer === undefined ? new TextEncoder().encode(text) : undefined,
        },
      );
    case "none":
      return decideNone(context, question, lines);
    case "step-up":
      return refuse(context, question, "aal", lines);
    case "failed":
      failDecision(context);
      return passFailure(question.request, answer, text);
    case "unexpected":
      return failWith(context, "edge_origin_unexpected", question.request, lines);
    default:
      return word satisfies never;
  }
}

function decideByVerdict(
  context: EdgeContext,
  question: DecisionQuestion,
  verdict: Verdict,
  lines: readonly string[],
  of: Pick<UnsignedDecision, "key" | "endsAtWallMs" | "wallMs"> & {
    readonly session: Uint8Array | undefined;
  },
): EdgeAnswer | Promise<EdgeAnswer> {
  if (verdict.kind === "refuse") return refuse(context, question, verdict.why, lines);
  const { claims, headText } = verdict;
  const allow = (tokenLine: string): EdgeAnswer =>
    allowRequest(context, "allowed", headText + tokenLine, lines, of.session);
  if (!signsSession(question)) return allow("");
  return signDecision(context, question, { ...of, claims, lines, allow });
}

/** The check that asks the origin about a request's session, if it may not be answered from the store. */
function checkOf(
  { options, settings }: EdgeContext,
  request: EdgeRequest,
  limited: Directives | undefined,
): EdgeRequest {
  const headers = checkLines(request.headers, options.clientAddressHeader, limited);
  const { peer, signal } = request;
  const target = settings.basePath + whoamiPath;
  return { method: "GET", target, headers, body: undefined, peer, signal };
}
