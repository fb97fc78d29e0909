// What recovery and verification share: mailing a code to an address, and taking the code back.

import { normalAddress } from "../accounts.ts";
import type { Context } from "../context.ts";
import { badRequest } from "../http/errors.ts";
import type { Answer } from "../http/answer.ts";
import type { Request } from "../http/request.ts";
import type { Flow, Identity, UiMessage } from "../model.ts";
import { mailRecoveryCode, mailVerificationCode } from "../outbox.ts";
import { protection, showFlow } from "./flow.ts";
import { error, info } from "./nodes.ts";
import type { Submission } from "./submission.ts";

/** The flows that are about a mailed code. */
type CodeFlow = "recovery" | "verification";

const kinds = {
  recovery: { mail: mailRecoveryCode, sentId: 1060003, wrongId: 4060006, verb: "recover" },
  verification: { mail: mailVerificationCode, sentId: 1080003, wrongId: 4070006, verb: "verify" },
} as const;

/** Mails a code to the submitted address, and shows the flow that waits for the code. */
export function sendCode(
  context: Context,
  request: Request,
  kind: CodeFlow,
  flow: Flow,
  submission: Submission,
): Answer {
  const { mail, sentId, verb } = kinds[kind];
  const email = normalAddress(submission.text("email"));
  if (email === "") {
    return badRequest(request, `Could not find a strategy to ${verb} your account.`);
  }
  const owner = context.store.identities.byIdentifier(email);
  // Unknown addresses get the same answer. Otherwise anyone could find out who has an account.
  const mailed = owner === undefined ? { ...flow, email } : mail(context, flow, owner);
  const text = `An email containing a ${kind} code has been sent to the email address you provided. If you have not received an email, check the spelling of the address and make sure to use the address you registered with.`;
  const sent: Flow = {
    ...mailed,
    ...protection(flow.csrf),
    state: "sent_email",
    active: "code",
    messages: [info(sentId, text)],
  };
  return showFlow(context, request, { flow: sent });
}

/** The identity to which this code was mailed for the flow; undefined if the code is wrong. */
export function identityOfCode(context: Context, flow: Flow, code: string): Identity | undefined {
  if (flow.identityId === undefined || flow.code !== code) return undefined;
  return context.store.identities.get(flow.identityId);
}

/** What a flow says about a code that is wrong or was used before. */
export function wrongCode(kind: CodeFlow): UiMessage {
  const text = `The ${kind} code is invalid or has already been used. Please try again.`;
  return error(kinds[kind].wrongId, text);
}
