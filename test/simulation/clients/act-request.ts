// A changing request as some client writes it.
import { type MutationFacts, type Presented, type PresentedCredential } from "../history.ts";
import type { Act } from "../origin/act.ts";
import type { People } from "../origin/people.ts";
import { exchangeHeader } from "../origin/reading.ts";
import { cookieValues, whoami, type WhoamiSettings } from "../origin/whoami.ts";
import type { Built, Terms } from "./check-request.ts";

/** A changing request and what is known to be touched by it. */
export interface BuiltAct extends Built {
  /** Undefined for a stranger's, which is refused. */
  readonly mutation: MutationFacts | undefined;
}

/** Writes the request of an act. */
export function buildAct(
  terms: Terms,
  act: Act,
  people: People,
  settings: WhoamiSettings,
  mark: number,
  nowMs: number,
): BuiltAct {
  const { token, bearer } = act.presented;
  const headers = [
    "Host",
    "edge.example",
    exchangeHeader,
    String(mark),
    "User-Agent",
    "simulation/1.0",
  ];
  const pairs = cookieValues(act.presented).map((value) => `${terms.cookieName}=${value}`);
  if (pairs.length > 0) headers.push("Cookie", ["lang=en", ...pairs].join("; "));
  if (token !== undefined) headers.push("X-Session-Token", token);
  if (bearer !== undefined) headers.push("Authorization", `Bearer ${bearer}`);
  if (mark % 2 === 0) headers.push("Accept-Encoding", "gzip, br");
  if (act.contentType !== undefined) headers.push("Content-Type", act.contentType);
  if (act.body !== undefined) headers.push("Content-Length", String(act.body.length));
  const singles: Presented[] = [];
  for (const cookie of cookieValues(act.presented)) singles.push({ cookie });
  if (token !== undefined) singles.push({ token });
  if (bearer !== undefined) singles.push({ bearer });
  if (act.tokenInBody !== undefined) singles.push({ token: act.tokenInBody });
  return {
    method: act.method,
    target: terms.basePath + act.target,
    headers,
    body: act.body,
    check: undefined,
    note: () => act.row,
    mutation: act.stranger === undefined ? factsOf() : undefined,
  };

  function factsOf(): MutationFacts {
    return {
      row: act.row,
      reach: act.reach,
      presented: singles.map((single) => alone(terms, single, people, settings, nowMs)),
      sessions: act.sessions ?? [],
      identities: act.identities ?? [],
      all: act.all === true,
      committedAtMs: undefined,
      issued: [],
    };
  }
}

/** What the origin would say at this instant of one credential alone. */
function alone(
  terms: Terms,
  presented: Presented,
  people: People,
  settings: WhoamiSettings,
  nowMs: number,
): PresentedCredential {
  const { cookie, token, bearer } = presented;
  // If this brings a renewed cookie, no client ever gets it.
  const said = whoami(
    people,
    settings,
    { ...presented, method: "HEAD", requestId: undefined },
    nowMs,
  );
  return {
    id: `${terms.project} ${cookie === undefined ? "token" : "cookie"} ${cookie ?? token ?? bearer ?? ""}`,
    status: said.status,
    sessionId: said.session?.id,
    identityId: said.session?.identity.id,
  };
}
