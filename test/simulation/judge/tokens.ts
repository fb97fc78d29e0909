// L1 for checks that ask for a token: whose token an answer carries, by its own claims, and by which template.
import type { CheckFacts, Exchange } from "../history.ts";
import type { Objection } from "./objection.ts";
import type { Files } from "./record.ts";

/** A store may give a token until so long before its end. */
export const tokenMarginMs = 10_000;

/** Judges the token, or its absence, in every session that a client saw. */
export function judgeTokens({ history }: Files): readonly Objection[] {
  const objections: Objection[] = [];
  for (const exchange of history.exchanges) {
    const { check, answeredAtMs } = exchange;
    if (check === undefined || answeredAtMs === undefined || check.decision !== undefined) continue;
    const text = tokenFault(exchange, check);
    if (text === undefined) continue;
    objections.push({ law: "L1", atMs: answeredAtMs, exchange: exchange.n, text });
  }
  return objections;
}

function tokenFault(
  { status, endedAtMs, broken, answerBody }: Exchange,
  { template }: CheckFacts,
): string | undefined {
  if (status !== 200 || endedAtMs === undefined || broken) return undefined;
  const session = parse(answerBody);
  // A page of a front, or no body: no session.
  if (typeof session?.["id"] !== "string") return undefined;
  const token = session["tokenized"];
  if (template === undefined)
    return token === undefined ? undefined : "a token for a check that asked for none";
  if (typeof token !== "string") return "no token for a check that asked for one";
  const claims = claimsOf(token);
  if (claims?.["template"] !== template)
    return `a token of the template ${String(claims?.["template"])} in the place of ${template}`;
  return claims["sid"] === session["id"] ? undefined : "the token of another session";
}

/** The body of a session without its token, which is another one in every answer. */
export function withoutToken(body: string): string {
  return body.replace(/,"tokenized":"[^"]*"/u, "");
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  return parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
