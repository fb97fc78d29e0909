// What a server is, judged by its answer to a check without a session. Doctor's findings and the set-up steps agree on it.
import type { Whoami, WhoamiAnswer } from "./whoami-seen.ts";

/**
 * `kratos`: an Ory Kratos that gives its hint. `no-hint`: one whose answers lack `Ory-Session-Cache-For`. `limited`: it
 * answers 429. `failing`: it answers a status of 500 or more. `admin`: it is probably Kratos' admin API, which redirects
 * checks. `https`: it redirects to the same host by https. `other`: another server.
 */
export type IdentityServerKind =
  | "silent"
  | "kratos"
  | "no-hint"
  | "limited"
  | "failing"
  | "admin"
  | "https"
  | "other";

/** Classifies a server. */
export function identityServerKind(seen: Whoami): IdentityServerKind {
  if (seen.kind === "silence") return "silent";
  const { status, kratos, hinted, redirect } = seen;
  if (kratos) return hinted ? "kratos" : "no-hint";
  if (status === 429) return "limited";
  if (status >= 500) return "failing";
  if (redirect === "whoami") return "admin";
  return redirect === "https" ? "https" : "other";
}

/** What a server answers that is no Kratos, such as "200 with text/html". */
export function answerWords({ status, mediaType }: WhoamiAnswer): string {
  return `${status}${mediaType === undefined ? "" : ` with ${mediaType}`}`;
}
