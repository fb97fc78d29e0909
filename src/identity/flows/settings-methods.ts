// What each method of a settings flow changes. A method checks the submission and returns the change
// as a function, because it is applied to whatever is stored once the hooks have passed.

import { isTaken, setPassword, setTraits } from "../accounts.ts";
import { levelOf } from "../assurance.ts";
import type { Context } from "../context.ts";
import { memberOf, stringOf } from "../json-tree.ts";
import type { Flow, Identity, Session, UiMessage } from "../model.ts";
import { completed } from "../new-session.ts";
import { hashPassword, passwordFault } from "../passwords.ts";
import { traitFault } from "../person-schema.ts";
import { randomLookupCodes } from "../tokens.ts";
import { error } from "./nodes.ts";
import { shownTraits } from "./registration.ts";
import { totpMatches } from "./second-factor.ts";
import type { Submission } from "./submission.ts";

/** What a submission asks for. */
export type SettingsChange =
  | {
      readonly kind: "change";
      /** Whether it touches credentials, which only a recently authenticated session may. */
      readonly privileged: boolean;
      /** Changes both in place. */
      readonly apply: (identity: Identity, session: Session) => void;
    }
  /** Shows something in the flow and stores nothing else. */
  | { readonly kind: "offer"; readonly flow: Flow }
  | {
      readonly kind: "wrong";
      readonly flow: Flow;
      readonly messages?: UiMessage[];
      readonly fields?: Record<string, UiMessage[]>;
    }
  | { readonly kind: "unknown" };

/** Finds out what a submission asks for. */
export async function settingsChange(
  context: Context,
  flow: Flow,
  submission: Submission,
  identity: Identity,
): Promise<SettingsChange> {
  switch (submission.text("method")) {
    case "profile":
      return profileChange(context, flow, submission, identity);
    case "password":
      return passwordChange(context, flow, submission);
    case "totp":
      return totpChange(context, flow, submission);
    case "lookup_secret":
      return lookupChange(context, flow, submission);
    default:
      return { kind: "unknown" };
  }
}

function profileChange(
  context: Context,
  flow: Flow,
  submission: Submission,
  identity: Identity,
): SettingsChange {
  const traits = memberOf(submission.tree, "traits");
  const shown = { ...flow, fieldValues: shownTraits(traits) };
  const fault = traitFault(traits);
  if (traits === undefined || fault !== undefined) {
    const trait = fault?.trait ?? "";
    const value = stringOf(memberOf(traits, trait));
    const message = error(4000040, fault?.text ?? "", { value });
    return trait === ""
      ? { kind: "wrong", flow: shown, messages: [message] }
      : { kind: "wrong", flow: shown, fields: { [`traits.${trait}`]: [message] } };
  }
  const changed = structuredClone(identity);
  setTraits(context, changed, traits);
  if (isTaken(context, changed)) {
    const text =
      "An account with the same identifier (email, phone, username, ...) exists already.";
    return { kind: "wrong", flow: shown, messages: [error(4000007, text)] };
  }
  return {
    kind: "change",
    privileged: changed.recovery[0]?.value !== identity.recovery[0]?.value,
    apply: (stored) => {
      setTraits(context, stored, traits);
      // A real server queues a verification mail for a new address at once.
      for (const address of stored.verifiable) {
        if (address.status === "pending") address.status = "sent";
      }
    },
  };
}

async function passwordChange(
  context: Context,
  flow: Flow,
  submission: Submission,
): Promise<SettingsChange> {
  const password = submission.text("password");
  const fault = passwordFault(password);
  if (fault !== undefined) {
    return { kind: "wrong", flow, fields: { password: [error(4000005, fault)] } };
  }
  const hash = await hashPassword(context, password);
  const apply = (stored: Identity): void => setPassword(context, stored, hash);
  return { kind: "change", privileged: true, apply };
}

function totpChange(context: Context, flow: Flow, submission: Submission): SettingsChange {
  if (submission.flag("totp_unlink")) {
    return {
      kind: "change",
      privileged: true,
      apply: (stored) => {
        delete stored.credentials.totp;
      },
    };
  }
  const secret = flow.totpSecret;
  if (secret === undefined || !totpMatches(context, secret, submission.text("totp_code"))) {
    const text = "The provided authentication code is invalid, please try again.";
    return { kind: "wrong", flow, fields: { totp_code: [error(4000008, text)] } };
  }
  return {
    kind: "change",
    privileged: true,
    apply: (stored, session) => {
      const at = context.clock.micro();
      stored.credentials.totp = { secret, createdAt: at, updatedAt: at };
      addFactor(context, session, "totp");
    },
  };
}

function lookupChange(context: Context, flow: Flow, submission: Submission): SettingsChange {
  if (submission.flag("lookup_secret_disable")) {
    const apply = (stored: Identity): void => {
      delete stored.credentials.lookup_secret;
    };
    return { kind: "change", privileged: true, apply };
  }
  const codes = flow.lookupCodes;
  if (submission.flag("lookup_secret_confirm") && codes !== undefined) {
    return {
      kind: "change",
      privileged: true,
      apply: (stored, session) => {
        const at = context.clock.micro();
        const entries = codes.map((code) => ({ code }));
        stored.credentials.lookup_secret = { codes: entries, createdAt: at, updatedAt: at };
        addFactor(context, session, "lookup_secret");
      },
    };
  }
  if (submission.flag("lookup_secret_regenerate")) {
    return { kind: "offer", flow: { ...flow, lookupCodes: randomLookupCodes() } };
  }
  return { kind: "unknown" };
}

/** Who has just proved a new factor is at that level. */
function addFactor(context: Context, session: Session, method: string): void {
  session.methods = [...session.methods, completed(context, method, "aal2")];
  session.aal = levelOf(session.methods);
  session.authenticatedAt = context.clock.nano();
}
