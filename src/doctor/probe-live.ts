// Checks a live session at the identity server and at the edge, and compares. Answers are compared here and forgotten.
import type { Ask, Reply } from "./ask.ts";
import {
  inOrderOfTrying,
  readCookieAnswer,
  type GivenCookie,
} from "../core/health/pasted-cookies.ts";
import { cacheStatusOf } from "../core/health/whoami-seen.ts";
import type { LiveEdge, LiveFacts } from "./facts.ts";

/** What to check, and where. */
export interface LiveParts {
  readonly cookies: readonly GivenCookie[];
  readonly cookieName: string;
  readonly originUrl: string;
  readonly edgeUrl: string | undefined;
}

type Check = (
  url: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply | undefined>;

/** Checks the session behind the cookies: the expected name first, then each other alone. */
export async function probeLive(
  ask: Ask,
  { cookies, cookieName, originUrl, edgeUrl }: LiveParts,
): Promise<LiveFacts> {
  const named = cookies.some(({ name }) => name === undefined || name === cookieName);
  let answered = false;
  for (const { name = cookieName, value } of inOrderOfTrying(cookies, cookieName)) {
    const cookie = `${name}=${value.reveal()}`;
    const check: Check = async (url, headers = {}) => {
      const reply = await ask({
        url: `${url}/sessions/whoami`,
        headers: { Cookie: cookie, ...headers },
      });
      return reply.kind === "silence" ? undefined : reply;
    };
    const reply = await check(originUrl);
    if (reply === undefined) continue;
    const says = readCookieAnswer(reply.status, reply.text);
    if (says === "refused") answered = true;
    if (says === "second-factor") return { kind: "aal2" };
    if (says === "session") {
      const edge =
        edgeUrl === undefined ? undefined : await atEdge(check, originUrl, edgeUrl, reply);
      return { kind: "active", cookieName: name, edge };
    }
  }
  return answered ? { kind: "ended", named } : { kind: "unknown" };
}

async function atEdge(
  check: Check,
  originUrl: string,
  edgeUrl: string,
  original: Reply,
): Promise<LiveEdge | undefined> {
  const first = await check(edgeUrl);
  const second = await check(edgeUrl);
  const forced = await check(edgeUrl, { "Cache-Control": "max-age=0" });
  // Asked once more, because the session may have changed in the meantime.
  const again = await check(originUrl);
  if (first === undefined || second === undefined || forced === undefined) return undefined;
  const originals = again === undefined ? [original] : [original, again];
  const equal = (reply: Reply): boolean =>
    originals.some(({ status, text }) => status === reply.status && text === reply.text);
  return {
    statuses: [first, second, forced].map(({ status }) => status),
    second: cacheStatusOf(second),
    secondEqual: equal(second),
    forcedEqual: equal(forced),
  };
}
