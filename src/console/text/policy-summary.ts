// What a policy does, in short sentences.
import { textsOf } from "./policy-text.ts";
import type { Policy } from "../api/policy.ts";

/** Whom a policy lets through. */
export function allowedText(policy: Policy): string {
  const texts = textsOf(policy);
  const who = texts.anonymous ? "Everybody" : "Signed-in users";
  const asked = [
    ...(texts.requiredAal === "" ? [] : [`at least ${texts.requiredAal}`]),
    ...(texts.authenticatedWithin === "" ? [] : [`signed in within ${texts.authenticatedWithin}`]),
    ...count(policy.schemas, "schema"),
    ...count(policy.organizations, "organization"),
    ...count(policy.conditions, "condition"),
  ];
  const conditions = asked.length === 0 ? "" : `, ${asked.join(", ")}`;
  return texts.anonymous && asked.length > 0
    ? `${who} without a session; with one${conditions}`
    : `${who}${conditions}`;
}

/** What a browser gets that may not go on. */
export function refusedText(policy: Policy): string {
  const { browsers, signInUrl } = textsOf(policy);
  const kind = browsers === "" ? (signInUrl === "" ? "status" : "redirect") : browsers;
  return words[kind] ?? kind;
}

const words: Readonly<Record<string, string>> = {
  redirect: "A redirect to sign-in",
  location: "401 or 403 with the address of sign-in",
  status: "401 or 403",
};

function count(list: unknown, what: string): readonly string[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  return [`${list.length} ${what}${list.length === 1 ? "" : "s"}`];
}
