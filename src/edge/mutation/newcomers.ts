// The credentials that a mutation's answer issues, and the session and identity behind them (L3).
import type { RawCredential } from "../../core/credential.ts";
import type { AnswerNames } from "../../core/mutation-answer.ts";
import { asksNewcomers, credentialsToWarm, type Newcomers } from "../../core/mutation-effects.ts";
import type { Sender } from "../../core/mutation-sender.ts";
import type { Passage } from "./passage.ts";
import { questionContextOf, digestOf } from "../call/who.ts";

/**
 * Finds the session and identity of new credentials: from the answer, or else by asking the origin before the client is
 * answered.
 */
export async function resolveNewcomers(
  { context, flights, mutation, request }: Passage,
  sender: Sender,
  issued: readonly RawCredential[],
  names: AnswerNames,
): Promise<Newcomers> {
  const asked = asksNewcomers(mutation, sender, names, context.settings);
  const question = questionContextOf(context, request);
  const identified = issued.map(async (credential) => {
    const value = digestOf(context, credential);
    if (!asked) return { value, scopes: [] };
    const { scopes } = await flights.askAndStore(credential, question);
    return { value, scopes };
  });
  return { names, issued: await Promise.all(identified), asked };
}

/**
 * Makes the user's next check a hit. It fetches the answer for a new credential in the background, unless the origin
 * has been asked about it already.
 */
export function warmNewcomers(
  { context, flights, request }: Passage,
  issued: readonly RawCredential[],
): void {
  for (const credential of credentialsToWarm(issued, context.settings)) {
    flights.warm(credential, questionContextOf(context, request).opaque, request.background);
  }
}
