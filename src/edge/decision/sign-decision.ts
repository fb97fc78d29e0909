// Signs the session of a request that may go on: as a header of the decision, or as what its client asked for.
import { signsDecisions } from "../../core/tokens/token-paths.ts";
import { tokenLine } from "../../core/tokens/token-line.ts";
import type { EdgeContext } from "../context.ts";
import type { EdgeAnswer } from "../ports.ts";
import { mintSignedSession, type MintedToken, type MintRefusal } from "../tokens/minted.ts";
import { decideNone, failWith, giveToken, type DecisionQuestion } from "./decision-answer.ts";

/** A decision that lets its request go on, before the session is signed. */
export interface UnsignedDecision {
  /** The key of the check. Undefined if its answer may not be stored. */
  readonly key: string | undefined;
  /** What `prepareClaims` made of the session. */
  readonly claims: string;
  /** When the session ends, milliseconds since 1970. */
  readonly endsAtWallMs: number;
  /** The latest that the clock of the identity server can show now, milliseconds since 1970. */
  readonly wallMs: number;
  /** Lines that every answer has: where it came from, and a renewed cookie. */
  readonly lines: readonly string[];
  /** Lets the request go on with one more header line, ended by CRLF. */
  readonly allow: (tokenLine: string) => EdgeAnswer;
}

/** What a check is counted by before its decision is signed. No client gets it. */
export const unsignedAnswer: EdgeAnswer = { status: 200, headers: [], body: undefined };

/** Whether the session is signed before a question is answered. */
export function signsSession({ policy, wantsToken }: DecisionQuestion): boolean {
  return wantsToken || signsDecisions(policy);
}

/** A `Date` has no fractions, so the present that it states may be so much too late. */
const dateStepMs = 1_000;

/** Signs the session and answers. Answers without a promise if the token is remembered. */
export function signDecision(
  context: EdgeContext,
  question: DecisionQuestion,
  unsigned: UnsignedDecision,
): EdgeAnswer | Promise<EdgeAnswer> {
  const { signedSession: signed, name } = question.policy;
  if (signed === undefined) throw new Error("a policy without a signed session signs nothing");
  const { ports, minted, settings } = context;
  const { signer } = ports;
  const { key, claims, endsAtWallMs, wallMs } = unsigned;
  // A token that seems to come from the future would be refused.
  const atWallMs = wallMs - dateStepMs;
  const about = { project: settings.project, key, policy: name, signed };
  const token = mintSignedSession({ signer, minted }, { ...about, claims, endsAtWallMs, atWallMs });
  if (!(token instanceof Promise)) return answerSigned(context, question, unsigned, token);
  return answerLater(context, question, unsigned, token);
}

async function answerLater(
  context: EdgeContext,
  question: DecisionQuestion,
  unsigned: UnsignedDecision,
  signing: Promise<MintedToken | MintRefusal>,
): Promise<EdgeAnswer> {
  return answerSigned(context, question, unsigned, await signing);
}

function answerSigned(
  context: EdgeContext,
  question: DecisionQuestion,
  { lines, allow }: UnsignedDecision,
  token: MintedToken | MintRefusal,
): EdgeAnswer {
  // A session that ends within a second is as good as none, and its token would have no life.
  if (token === "session-ending") return decideNone(context, question, lines);
  if (token === "no-key") {
    return failWith(context, "edge_signing_key_missing", question.request, lines);
  }
  if (question.wantsToken) return giveToken(context, question, token, lines);
  return allow(tokenLine(question.policy.signedSession, token.token));
}
