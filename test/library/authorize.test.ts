// `edge.authorize`: the decision that a gateway would get, as a function.
import { describe, expect, it, onTestFinished } from "vitest";
import {
  createEdge,
  type AuthorizeRequest,
  type EdgeEvent,
  type EdgeOptions,
  type WrittenPolicies,
} from "../../src/library/index.ts";
import { EdgeOptionsError } from "../../src/library/options.ts";
import { edgeBefore, sessionBody } from "./edge-for-library.ts";
import { shareIdentity } from "./identity-for-library.ts";
import { makePerson, revokeAll, signIn } from "./people.ts";

const identity = shareIdentity();
const policies: WrittenPolicies = {
  app: {
    headers: { "X-User-Id": "/identity/id", "X-User-Email": "/identity/traits/email" },
    sign_in_url: "https://auth.example/sign-in",
    return_urls: ["https://app.example/"],
  },
  strict: { required_aal: "aal2" },
  fresh: { max_age: "0s" },
  open: { anonymous: true, headers: { "X-User-Id": "/identity/id" } },
};
const page = { accept: "text/html", "sec-fetch-mode": "navigate" };

function edgeWith(options: Partial<EdgeOptions> = {}) {
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin: identity.publicUrl,
    cacheableSessions: true,
    refreshAfter: "1h",
    policies,
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => edge.close());
  return { edge, calls: () => events.filter(({ kind }) => kind === "call").length };
}

describe("authorize", () => {
  it("A person is let through with the headers of the policy, from memory and without a promise.", async () => {
    const person = await makePerson(identity);
    const cookie = await signIn(identity.publicUrl, person, fetch);
    const { edge, calls } = edgeWith();
    const expected = {
      kind: "allowed",
      status: 200,
      headers: {
        "X-User-Id": person.identityId,
        "X-User-Email": encodeURIComponent(person.email).replace("%40", "@"),
      },
      session: { identity: { id: person.identityId } },
    };
    const forms: readonly AuthorizeRequest[] = [
      { headers: { cookie } },
      { method: "POST", url: "/orders", headers: { cookie, host: "app.example" } },
      new Request("https://app.example/orders", { headers: { cookie } }),
    ];
    expect(await edge.authorize({ headers: { cookie } }, "app")).toMatchObject(expected);
    for (const form of forms) {
      const decision = edge.authorize(form, "app");
      expect(decision).not.toBeInstanceOf(Promise);
      expect(decision).toMatchObject(expected);
    }
    expect(calls()).toBe(1);
  });

  it("Programs get an error, and browsers the way to sign-in and back.", async () => {
    const { edge } = edgeWith();
    expect(await edge.authorize({ headers: {} }, "app")).toMatchObject({
      kind: "refused",
      status: 401,
      id: "edge_session_required",
      redirect: undefined,
    });
    const signIn = "https://auth.example/sign-in";
    const back = `${signIn}?return_to=${encodeURIComponent("https://app.example/orders?id=1")}`;
    const url = "/orders?id=1";
    const host = "app.example";
    const whole = { url: `https://app.example${url}`, headers: page };
    for (const request of [whole, { method: "HEAD", url, headers: { ...page, host } }]) {
      expect(await edge.authorize(request, "app")).toMatchObject({
        kind: "refused",
        status: 302,
        id: "edge_session_required",
        redirect: back,
      });
    }
    const elsewhere = [
      { url: "https://evil.example/", headers: page },
      { url, headers: { ...page, host: "evil.example" } },
      { url, headers: { ...page, host, "x-original-url": "https://app.example/x" } },
      { headers: { ...page, "x-original-url": "https://app.example/x" } },
    ];
    const redirects = elsewhere.map(async (request) => {
      const decision = await edge.authorize(request, "app");
      return decision.kind === "refused" ? decision.redirect : decision.kind;
    });
    expect(await Promise.all(redirects)).toEqual([signIn, signIn, back, signIn]);
    const script = {
      url: `https://app.example${url}`,
      headers: { ...page, "sec-fetch-mode": "cors" },
    };
    expect(await edge.authorize(script, "app")).toMatchObject({ status: 401, redirect: undefined });
  });

  it("What a policy asks for is asked for.", async () => {
    const person = await makePerson(identity);
    const headers = { cookie: await signIn(identity.publicUrl, person, fetch) };
    const { edge, calls } = edgeWith();
    const aal = { kind: "refused", status: 403, id: "edge_aal_required" };
    expect(await edge.authorize({ headers }, "strict")).toMatchObject(aal);
    expect(await edge.authorize({ headers: {} }, "open")).toMatchObject({
      kind: "allowed",
      headers: {},
      session: undefined,
    });
    expect(await edge.authorize({ headers }, "fresh")).toMatchObject({ kind: "allowed" });
    const before = calls();
    // A client's own Cache-Control is not the program's.
    await edge.authorize({ headers: { ...headers, "cache-control": "max-age=0" } }, "app");
    expect(calls()).toBe(before);
    await revokeAll(identity, person);
    expect(await edge.authorize({ headers }, "app")).toMatchObject({ kind: "allowed" });
    expect(await edge.authorize({ headers }, "fresh")).toMatchObject({
      kind: "refused",
      status: 401,
    });
    expect(await edge.authorize({ headers }, "app", { maxAge: 0 })).toMatchObject({ status: 401 });
  });

  it("A failure is neither allowed nor refused.", async () => {
    const { edge } = await edgeBefore(
      (_, answer) => {
        answer.writeHead(503, { "Retry-After": "7" }).end();
      },
      { policies },
    );
    expect(
      await edge.authorize({ headers: { cookie: "ory_kratos_session=a" } }, "app"),
    ).toMatchObject({
      kind: "unavailable",
      status: 503,
      retryAfterSeconds: 7,
    });
  });

  it("A renewed cookie goes to the client of the decision, once.", async () => {
    const line = "ory_kratos_session=new; Path=/";
    const { edge } = await edgeBefore(
      (_, answer) => {
        answer.setHeader("Set-Cookie", line);
        answer.setHeader("Content-Type", "application/json");
        answer.end(sessionBody());
      },
      { policies },
    );
    const headers = { cookie: "ory_kratos_session=old" };
    const setCookies = [];
    for (let i = 0; i < 2; i += 1) {
      const decision = await edge.authorize({ headers }, "app", { maxAge: 0 });
      expect(decision.kind).toBe("allowed");
      setCookies.push(decision.setCookie);
    }
    expect(setCookies).toEqual([[line], [line]]);
    expect((await edge.authorize({ headers }, "app")).setCookie).toEqual([]);
  });

  it("An unknown policy is a mistake of the program, and so are options that no edge in process can keep.", () => {
    const { edge } = edgeWith();
    expect(() => edge.authorize({ headers: {} }, "ap")).toThrow("there is no policy ap");
    const signed = { app: { signed_session: { audience: ["api"] } } };
    expect(() => edgeWith({ policies: signed })).toThrow(EdgeOptionsError);
    expect(() => edgeWith({ policies: signed })).toThrow("policies.app.signed_session");
    expect(() => edgeWith({ policies: { app: { required_aal: "aal9" as "aal1" } } })).toThrow(
      "policies.app.required_aal",
    );
  });
});
