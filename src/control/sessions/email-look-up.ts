// Finds the identity of an e-mail address by the identity server's admin API. The address is sent there and nowhere else:
// it is in no log, in no line of the audit log, and in no URL of the control plane.
import { ask } from "../../edge/call/ask.ts";
import { giveUp } from "../../edge/call/body.ts";
import type { AskedAnswer, Origin, OriginFailure } from "../../edge/ports.ts";
import { emailAnswerBytesMax, emailWaitMs, foundIdentitiesMax } from "../limits.ts";

/** The identities that have the address, or why that is not known. A problem is a whole sentence. */
export type FoundByEmail =
  | { readonly kind: "found"; readonly identities: readonly string[] }
  | { readonly kind: "failed"; readonly problem: string };

/** Asks the admin API. Never rejects. */
export async function findByEmail(adminOrigin: Origin, email: string): Promise<FoundByEmail> {
  const answer = await asked(
    adminOrigin,
    `/admin/identities?credentials_identifier=${encodeURIComponent(email)}`,
  );
  if ("kind" in answer) return failed(failureTexts[answer.kind]);
  await giveUp(answer.rest);
  if (answer.status !== 200) {
    return failed(`The identity server's admin API answered with status ${answer.status}.`);
  }
  if (answer.ending === "broken") return failed(failureTexts.broken);
  if (answer.ending === "large") {
    return failed("The answer of the identity server's admin API is too long.");
  }
  const identities = identitiesIn(new TextDecoder().decode(answer.body));
  return identities === undefined
    ? failed("The identity server's admin API did not answer with a list of identities.")
    : { kind: "found", identities };
}

/** Asks with one of the edge's own calls, which is bounded in time and in bytes. */
function asked(origin: Origin, target: string): Promise<AskedAnswer | OriginFailure> {
  return new Promise((resolve) => {
    ask(origin, {
      method: "GET",
      target,
      headers: ["Accept", "application/json"],
      waitMs: emailWaitMs,
      bodyBytesMax: emailAnswerBytesMax,
      knownBody: undefined,
      onLeaving: () => undefined,
      onFailure: resolve,
      onAnswer: resolve,
    });
  });
}

const failureTexts = {
  timeout: "The identity server's admin API did not answer in time.",
  unreachable: "The identity server's admin API cannot be reached.",
  broken: "The answer of the identity server's admin API broke off.",
  aborted: "The identity server's admin API did not answer in time.",
} as const;

function failed(problem: string): FoundByEmail {
  return { kind: "failed", problem };
}

/** The ids in a list of identities. Undefined if it is not one. */
function identitiesIn(json: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, foundIdentitiesMax).flatMap((identity: unknown) => {
    const id: unknown = Reflect.get(Object(identity), "id");
    return typeof id === "string" && id.length <= 64 ? [id] : [];
  });
}
