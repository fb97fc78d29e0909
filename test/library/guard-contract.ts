// What every framework's `requireSession` does. A framework's test says how to ask an application guarded by it.
import { describe, expect, it } from "vitest";
import { createEdge, type CheckRequest, type CheckResult } from "../../src/library/index.ts";
import type { Checker, GuardOptions } from "../../src/library/frameworks/guard.ts";
import { shareIdentity } from "./identity-for-library.ts";
import { makePerson, signIn } from "./people.ts";

/** How the application of a test is set up. */
interface GuardedSetUp extends GuardOptions {
  readonly edge: Checker;
  /** Answers a refusal with this status and the refusal's kind as body. */
  readonly refuseWith?: 418;
}

/** Asks an application whose only route answers `{"id": …}` with the session's identity. */
export type AskGuarded = (
  setUp: GuardedSetUp,
  headers: Readonly<Record<string, string>>,
) => Promise<Response>;

const details = { status: 200, cacheStatus: "", setCookie: [] };

/** The result for any signed-in person. */
function activeAs(id: string, setCookie: readonly string[] = []): CheckResult {
  const identity = { id, schema_id: "person", schema_url: "", traits: {} };
  return { kind: "active", ...details, setCookie, session: { id: "s", active: true, identity } };
}

/** A checker that gives one result, and remembers its calls. */
function checkerOf(
  result: CheckResult,
  promised = false,
): Checker & { readonly asked: CheckRequest[] } {
  const asked: CheckRequest[] = [];
  return {
    asked,
    check(request) {
      asked.push(request);
      return promised ? Promise.resolve(result) : result;
    },
  };
}

/** Runs the suite. */
export function guardContract(name: string, ask: AskGuarded): void {
  describe(`requireSession: ${name}`, () => {
    const identity = shareIdentity();

    it("The guard lets only signed-in people through.", async () => {
      const person = await makePerson(identity);
      const cookie = await signIn(identity.publicUrl, person, fetch);
      const edge = createEdge({ origin: identity.publicUrl, cacheableSessions: true });
      for (let i = 0; i < 3; i += 1) {
        const response = await ask({ edge }, { Cookie: cookie });
        expect(response.status).toBe(200);
        expect(await response.json()).toEqual({ id: person.identityId });
      }
      const refused = await ask({ edge }, { Cookie: "theme=dark" });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("content-type")).toContain("application/json");
      expect(await refused.json()).toMatchObject({ error: { code: 401, status: "Unauthorized" } });
      await edge.close();
    });

    it.each([true, false])(
      "The guard accepts results with and without a promise (promised: %s).",
      async (promised) => {
        const response = await ask({ edge: checkerOf(activeAs("ada"), promised) }, {});
        expect(await response.json()).toEqual({ id: "ada" });
      },
    );

    it("The guard answers a missing second factor with a 403 that says where to go.", async () => {
      const redirectTo = "https://sign-in.example/?aal=aal2";
      const edge = checkerOf({ kind: "second-factor-required", ...details, redirectTo });
      const response = await ask({ edge }, {});
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        error: { id: "session_aal2_required", code: 403 },
        redirect_browser_to: redirectTo,
      });
    });

    it("The guard answers 503 with a time to try again if the session cannot be checked.", async () => {
      const edge = checkerOf({ kind: "unavailable", ...details, retryAfterSeconds: 7 }, true);
      const response = await ask({ edge }, {});
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("7");
    });

    it("The guard leaves refusals to the application if it asks for that.", async () => {
      const edge = checkerOf({ kind: "inactive", ...details });
      const response = await ask({ edge, refuseWith: 418 }, {});
      expect(response.status).toBe(418);
      expect(await response.text()).toBe("inactive");
    });

    it("The guard passes renewed cookies on, each on its own line.", async () => {
      const lines = ["ory_kratos_session=new; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "b=2"];
      const response = await ask({ edge: checkerOf(activeAs("ada", lines)) }, {});
      expect(response.status).toBe(200);
      expect(response.headers.getSetCookie()).toEqual(lines);
    });

    it("The guard presents only the cookie, the session token and the bearer token.", async () => {
      const edge = checkerOf(activeAs("ada"));
      await ask({ edge }, { Cookie: "a=b; c=d", "X-Session-Token": "ory_st_x" });
      await ask({ edge }, { Authorization: "bearer ory_st_y" });
      await ask({ edge }, { Authorization: "Basic YTpi", Origin: "https://app.example" });
      await ask({ edge, credentials: ["cookie"], maxAge: 0 }, { Authorization: "Bearer z" });
      expect(edge.asked.map((one) => JSON.parse(JSON.stringify(one)))).toEqual([
        { cookie: "a=b; c=d", sessionToken: "ory_st_x" },
        { bearer: "ory_st_y" },
        {},
        { maxAge: 0 },
      ]);
    });
  });
}
