// Mails with codes. They are kept, not sent.

import { randomUUID } from "node:crypto";
import type { Context } from "./context.ts";
import type { Flow, Identity, Mail } from "./model.ts";
import { randomCode } from "./tokens.ts";

/** Mails a verification code for a flow; the address counts as "sent" from then on. */
export function mailVerificationCode(context: Context, flow: Flow, identity: Identity): Flow {
  const code = randomCode();
  const address = identity.verifiable[0];
  if (address === undefined) return flow;
  if (address.status === "pending") {
    address.status = "sent";
    context.store.identities.update(identity);
  }
  const link = `${context.publicBase()}/self-service/verification?code=${code}&flow=${flow.id}`;
  putMail(context, {
    to: address.value,
    subject: `Use code ${code} to verify your account`,
    template: "verification_code_valid",
    code,
    body: `Verify your account with the following code:\n\n${code}\n\nor clicking the following link:\n\n${link}\n\nIf this was not you, do nothing. This code / link expires in 60 minutes.\n`,
  });
  return { ...flow, code, identityId: identity.id, email: address.value };
}

/** Mails a recovery code for a flow. */
export function mailRecoveryCode(context: Context, flow: Flow, identity: Identity): Flow {
  const code = randomCode();
  const address = identity.recovery[0];
  if (address === undefined) return flow;
  putMail(context, {
    to: address.value,
    subject: `Use code ${code} to recover access to your account`,
    template: "recovery_code_valid",
    code,
    body: `Recover access to your account by entering the following code:\n\n${code}\n\nIf this was not you, do nothing. This code expires in 60 minutes.\n`,
  });
  return { ...flow, code, identityId: identity.id, email: address.value };
}

function putMail(context: Context, mail: Omit<Mail, "id" | "sentAt">): void {
  context.store.mails.put({ id: randomUUID(), ...mail, sentAt: context.clock.micro() });
}
