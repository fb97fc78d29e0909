// What every guard's table of ways out is held against: the same application, once for a visitor whose cookie is
// renewed and once for another. Nothing may differ but the cookies, and what keeps the answer from shared caches.
import { describe, expect, it } from "vitest";
import type { Checker } from "../../../src/library/frameworks/guard.ts";
import type { CheckResult } from "../../../src/library/index.ts";

/** Cookies that came with the check. */
export const renewed = [
  "ory_kratos_session=new; Path=/; Expires=Thu, 01 Jan 2099 00:00:00 GMT; HttpOnly",
  "front=1; Path=/",
];

/** A cookie of the application's own. */
export const own = "theme=dark; Path=/";

/** What a check comes to. */
export type Kind = CheckResult["kind"];

/** Asks the application whose one guarded route takes this way out. */
export type Ask<Way> = (way: Way, edge: Checker) => Promise<Response>;

interface Told {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly cookies: readonly string[];
  readonly cacheControl: string | null;
  readonly body: string;
}

/** An edge that gives one result. */
function edgeOf(kind: Kind, setCookie: readonly string[]): Checker {
  const details = { status: 200, cacheStatus: "", setCookie };
  return {
    check: () => {
      switch (kind) {
        case "active": {
          const identity = { id: "ada", schema_id: "person", schema_url: "", traits: {} };
          return { kind, ...details, session: { id: "s", active: true, identity } };
        }
        case "second-factor-required":
          return { kind, ...details, redirectTo: undefined };
        case "unavailable":
          return { kind, ...details, retryAfterSeconds: undefined };
        case "inactive":
          return { kind, ...details };
        default:
          return kind satisfies never;
      }
    },
  };
}

/** Fields of the connection, and those that are judged by themselves. */
const notCompared = new Set([
  "cache-control",
  "connection",
  "date",
  "keep-alive",
  "set-cookie",
  "transfer-encoding",
  "x-middleware-set-cookie",
]);

async function told(response: Response): Promise<Told> {
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !notCompared.has(name)),
    cookies: response.headers.getSetCookie(),
    cacheControl: response.headers.get("cache-control"),
    body: await response.text(),
  };
}

/** A table of ways out by name. `kind` is the result of the check, by default an active session. */
export function waysOut<Way extends { readonly kind?: Kind }>(
  name: string,
  ways: Readonly<Record<string, Way>>,
  ask: Ask<Way>,
): void {
  describe(`a renewed cookie behind ${name}`, () => {
    it.each(Object.entries(ways))("A renewed cookie goes out with %s.", async (_, way) => {
      const kind = way.kind ?? "active";
      const plain = await told(await ask(way, edgeOf(kind, [])));
      const carried = await told(await ask(way, edgeOf(kind, renewed)));
      const { cookies, cacheControl, ...rest } = carried;
      expect({ ...rest, ...pick(plain) }).toEqual(plain);
      expect(cookies).toEqual([
        ...renewed,
        ...plain.cookies.filter((line) => !renewed.includes(line)),
      ]);
      expect(cacheControl).toMatch(/\b(?:private|no-store)\b/);
      expect(cacheControl).not.toMatch(/\bpublic\b/);
    });
  });
}

function pick({ cookies, cacheControl }: Told): Pick<Told, "cookies" | "cacheControl"> {
  return { cookies, cacheControl };
}
