// What `check` makes of the identity server's answers.
import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { cookie, edgeBefore, sessionBody } from "./edge-for-library.ts";

/** Answers everything with this status, body and lines. */
function always(
  status: number,
  body: string,
  lines: Readonly<Record<string, string | string[]>> = {},
): RequestListener {
  return (_, answer) => {
    answer.writeHead(status, { "Content-Type": "application/json", ...lines });
    answer.end(body);
  };
}

const secondFactor = {
  error: { id: "session_aal2_required", code: 403 },
  redirect_browser_to: "https://sign-in.example/?aal=aal2",
};

describe("edge.check", () => {
  it.each([
    ["a session", 200, sessionBody(), { kind: "active", session: { identity: { id: "ada" } } }],
    ["a 401", 401, "{}", { kind: "inactive" }],
    [
      "a 403 for want of a factor",
      403,
      JSON.stringify(secondFactor),
      { kind: "second-factor-required", redirectTo: secondFactor.redirect_browser_to },
    ],
    ["any other 403", 403, "<html>", { kind: "unavailable" }],
    ["an inactive session", 200, sessionBody().replace("true", "false"), { kind: "unavailable" }],
    ["a session without an identity", 200, '{"id":"s","active":true}', { kind: "unavailable" }],
    ["no JSON", 200, "<html>", { kind: "unavailable" }],
    ["a redirect", 302, "", { kind: "unavailable" }],
    ["a 500", 500, sessionBody(), { kind: "unavailable", status: 500 }],
  ])("The result of edge.check follows from %s.", async (_, status, body, expected) => {
    const { edge } = await edgeBefore(always(status, body));
    expect(await edge.check({ cookie })).toMatchObject({ status, ...expected });
  });

  it("After a 429 the result says when to try again.", async () => {
    const { edge } = await edgeBefore(always(429, "", { "Retry-After": "17" }));
    expect(await edge.check({ cookie })).toMatchObject({
      kind: "unavailable",
      status: 429,
      retryAfterSeconds: 17,
    });
  });

  it("The result is unavailable if an answer is cut short, with the feature on or off.", async () => {
    const { edge } = await edgeBefore(
      (_, answer) => {
        answer.writeHead(200, { "Content-Length": "1000" });
        answer.write(sessionBody());
        setImmediate(() => answer.destroy());
      },
      { sessionTokens: false },
    );
    expect((await edge.check({ cookie })).kind).toBe("unavailable");
    expect((await edge.check({ sessionToken: "ory_st_x" })).kind).toBe("unavailable");
  });

  it("Renewed cookies go only to the caller whose check started the call.", async () => {
    const lines = { "Set-Cookie": ["ory_kratos_session=new; Path=/", "other=1"] };
    const { edge } = await edgeBefore(always(200, sessionBody(), lines));
    const results = await Promise.all([edge.check({ cookie }), edge.check({ cookie })]);
    results.push(await edge.check({ cookie }));
    expect(results.map(({ setCookie }) => setCookie)).toEqual([lines["Set-Cookie"], [], []]);
    expect(results.map(({ kind }) => kind)).toEqual(["active", "active", "active"]);
  });

  it("The result says how the answer was obtained.", async () => {
    const { edge } = await edgeBefore(always(200, sessionBody()), { name: "here" });
    expect((await edge.check({ cookie })).cacheStatus).toBe("here; fwd=miss; stored");
    expect((await edge.check({ cookie })).cacheStatus).toMatch(/^here; hit; ttl=\d+$/);
    expect((await edge.check({ cookie, maxAge: "0s" })).cacheStatus).toBe(
      "here; fwd=request; stored",
    );
  });

  it("Callers share one frozen session until another answer arrives.", async () => {
    const { edge } = await edgeBefore(always(200, sessionBody()));
    const first = await edge.check({ cookie });
    const second = await edge.check({ cookie: `theme=dark; ${cookie}` });
    if (first.kind !== "active" || second.kind !== "active") throw new Error("not signed in");
    expect(second.session).toBe(first.session);
    expect(Object.isFrozen(first.session.identity.traits)).toBe(true);
  });

  it("A session may nest traits as deeply as an answer can hold.", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    const body = sessionBody().replace('"traits":{}', `"traits":{"deep":${deep}}`);
    const { edge } = await edgeBefore(always(200, body));
    expect((await edge.check({ cookie })).kind).toBe("active");
    expect(edge.check({ cookie })).toMatchObject({ kind: "active" });
  });

  it("The answers of different credentials are kept apart.", async () => {
    const { edge } = await edgeBefore(
      (request, answer) => {
        answer.end(
          sessionBody(request.headers.cookie ?? String(request.headers["x-session-token"])),
        );
      },
      { sessionTokens: true },
    );
    const who = async (request: Parameters<typeof edge.check>[0]): Promise<string | undefined> => {
      const result = await edge.check(request);
      return result.kind === "active" ? result.session.identity.id : undefined;
    };
    for (let round = 0; round < 2; round += 1) {
      expect(await who({ cookie: "ory_kratos_session=a" })).toBe("ory_kratos_session=a");
      expect(await who({ cookie: "ory_kratos_session=b" })).toBe("ory_kratos_session=b");
      expect(await who({ sessionToken: "a" })).toBe("a");
    }
  });

  it("Absent and empty credentials count as none.", async () => {
    const asked: unknown[] = [];
    const { edge } = await edgeBefore((request, answer) => {
      asked.push(request.headers.cookie, request.headers["x-session-token"]);
      const headers = { "Ory-Session-Cache-For": "60", "Content-Type": "application/json" };
      answer.writeHead(401, headers).end('{"error":{"code":401}}');
    });
    expect((await edge.check({})).kind).toBe("inactive");
    expect(edge.check({ cookie: "", sessionToken: undefined })).toMatchObject({ kind: "inactive" });
    expect(asked).toEqual([undefined, undefined]);
  });

  it("Credentials that no request could carry cause no call.", async () => {
    const { edge, events } = await edgeBefore(always(200, sessionBody()));
    expect(edge.check({ cookie: `${cookie}\r\nX-Session-Token: x` })).toMatchObject({
      kind: "inactive",
    });
    expect(edge.check({ bearer: "ŧoken" })).toMatchObject({ kind: "inactive" });
    expect(events).toEqual([]);
  });

  it.each([-1, Number.NaN, "soon"])("The maxAge %s is refused.", async (maxAge) => {
    const { edge } = await edgeBefore(always(200, sessionBody()));
    expect(() => edge.check({ cookie, maxAge })).toThrow(RangeError);
  });

  it("No result is older than maxAge, even if maxAge is less than a second.", async () => {
    const { edge, events } = await edgeBefore(always(200, sessionBody()));
    for (let i = 0; i < 3; i += 1) await edge.check({ cookie, maxAge: 900 });
    expect(events.filter(({ kind }) => kind === "call")).toHaveLength(3);
  });

  it("Every check is passed on while the feature is off.", async () => {
    const { edge, events } = await edgeBefore(always(200, sessionBody()), {
      cacheableSessions: false,
    });
    for (let i = 0; i < 3; i += 1) expect((await edge.check({ cookie })).kind).toBe("active");
    expect(events.filter(({ kind }) => kind === "call")).toHaveLength(3);
    expect(edge.stats().entries).toBe(0);
  });
});
