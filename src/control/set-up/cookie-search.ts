// Finds the name of the session cookie among pasted cookies: asks the identity server with each of them alone. The values go
// there and nowhere else. They are neither stored nor logged.
import {
  inOrderOfTrying,
  readCookieAnswer,
  type CookieAnswer,
  type GivenCookie,
} from "../../core/health/pasted-cookies.ts";
import { whoamiPath } from "../../core/check.ts";
import type { Clock } from "../../edge/ports.ts";
import type { ControlEdges } from "../ports.ts";

/** The result of a search. The name is there if `is` is `session` or `second-factor`. */
export interface CookieFound {
  readonly is: CookieAnswer;
  readonly name: string | undefined;
}

/** The longest time for one answer of the identity server, in milliseconds. */
const answerWaitMs = 3_000;
/** The longest time for the whole search, in milliseconds. No further cookie is tried after it. */
const searchMs = 10_000;

/** Tries the cookies one after the other. A value without a name is tried under the expected name. */
export async function searchCookieName(
  { edges, clock }: { readonly edges: Pick<ControlEdges, "askOrigin">; readonly clock: Clock },
  project: { readonly id: string; readonly originUrl: string; readonly cookieName: string },
  cookies: readonly GivenCookie[],
): Promise<CookieFound> {
  const { id, originUrl: url, cookieName } = project;
  const endsAtMs = clock.nowMs() + searchMs;
  let refused = false;
  for (const { name = cookieName, value } of inOrderOfTrying(cookies, cookieName)) {
    const leftMs = endsAtMs - clock.nowMs();
    if (leftMs <= 0) return { is: "unknown", name: undefined };
    const headers = ["Cookie", `${name}=${value.reveal()}`];
    const waitMs = Math.min(answerWaitMs, leftMs);
    const question = { url, api: "public", target: whoamiPath, headers, waitMs } as const;
    const reply = await edges.askOrigin(id, question);
    const is = reply?.kind === "reply" ? readCookieAnswer(reply.status, reply.text) : "unknown";
    if (is === "session" || is === "second-factor") return { is, name };
    if (is === "refused") refused = true;
  }
  return { is: refused ? "refused" : "unknown", name: undefined };
}
