// News that was lost once: a mutation that the origin accepted, and whose change somebody's next check did not show.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createInProcessBus } from "../../src/bus/in-process.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import { startEdge, type EdgeSetUp, type EdgeUnderTest } from "../harness/edge-under-test.ts";
import { cacheStatus, send, type Ask } from "../harness/asking.ts";
import {
  bearer,
  sendError,
  sendJson,
  sessionOf,
  startScriptedOrigin,
  type Script,
  type ScriptedOrigin,
} from "./fixtures/scripted-origin.ts";

interface Scene {
  readonly origin: ScriptedOrigin;
  readonly edge: EdgeUnderTest;
  readonly other: EdgeUnderTest;
}

/** Two edges on one bus before one origin. */
async function startBoth(setUp: Partial<EdgeSetUp> = {}): Promise<Scene> {
  const origin = await startScriptedOrigin();
  const bus = createInProcessBus({
    onError: (error) => {
      throw error;
    },
  });
  const edge = await startEdge({ origin: origin.url, bus, ...setUp });
  const other = await startEdge({ origin: origin.url, bus, ...setUp });
  return { origin, edge, other };
}

async function stopBoth({ edge, other }: Scene): Promise<void> {
  await edge.stop();
  await other.stop();
}

const cookie = (...values: readonly string[]): Ask => ({
  headers: [`Cookie: ${values.map((value) => `ory_kratos_session=${value}`).join("; ")}`],
});

/** Asks twice, so that the second is a hit. */
async function cache(edge: EdgeUnderTest, ask: Ask): Promise<void> {
  await send(edge.url, ask);
  expect(cacheStatus(await send(edge.url, ask))).toMatch(/; hit/);
}

async function isHit(edge: EdgeUnderTest, ask: Ask): Promise<boolean> {
  return cacheStatus(await send(edge.url, ask)).includes("; hit");
}

const signedOut =
  (origin: ScriptedOrigin, ...values: readonly string[]): Script =>
  (_, answer) => {
    for (const value of values) origin.bearers.delete(value);
    answer.writeHead(303, { location: "/bye" }).end();
  };

/** Fails the origin's next answers to checks, then lets it answer as ever. */
function failChecks(origin: ScriptedOrigin, times: number, fail: Script): void {
  let left = times;
  origin.scripts.set("GET /sessions/whoami", (request, answer, body) => {
    left -= 1;
    if (left >= 0) fail(request, answer, body);
    else origin.whoami(request, answer, body);
  });
}

const falseRefusal: Script = (_, answer) => {
  sendError(answer, 401);
};
const overloaded: Script = (_, answer) => {
  sendError(answer, 503);
};

test.each([
  ["was refused falsely", falseRefusal],
  ["failed", overloaded],
])("A sign-out is published to the other edge even if asking whose it is %s.", async (_, fail) => {
  const scene = await startBoth();
  const { origin, edge, other } = scene;
  for (const value of ["one", "two"]) origin.bearers.set(value, bearer(1));
  // The other edge knows both cookies of the session; the one that signs out knows neither.
  for (const value of ["one", "two"]) await cache(other, cookie(value));
  origin.scripts.set("GET /self-service/logout", signedOut(origin, "one", "two"));
  failChecks(origin, 1, fail);
  const since = other.events.length;
  await send(edge.url, { target: "/self-service/logout?token=x", ...cookie("one") });
  await other.until((event) => event.kind === "applied" && event.source === "mutation", since);
  for (const value of ["one", "two"]) {
    expect((await send(other.url, cookie(value))).status).toBe(401);
  }
  await stopBoth(scene);
});

test("A response of the same session that was stored while the sign-out was in flight is not served after it.", async () => {
  const scene = await startBoth();
  const { origin, edge } = scene;
  for (const value of ["one", "two"]) origin.bearers.set(value, bearer(1));
  failChecks(origin, 1, falseRefusal);
  const arrived = Promise.withResolvers<() => void>();
  origin.scripts.set("GET /self-service/logout", (request, answer, body) => {
    arrived.resolve(() => {
      signedOut(origin, "one", "two")(request, answer, body);
    });
  });
  const signingOut = send(edge.url, { target: "/self-service/logout?token=x", ...cookie("one") });
  const goOn = await arrived.promise;
  for (const value of ["one", "two"]) await cache(edge, cookie(value));
  goOn();
  expect((await signingOut).status).toBe(303);
  for (const value of ["one", "two"]) {
    expect((await send(edge.url, cookie(value))).status).toBe(401);
  }
  await stopBoth(scene);
});

test("A response that could be compressed is asked for uncompressed, so that it can be read who signs in.", async () => {
  const scene = await startBoth({ settings: { sessionTokens: true } });
  const { origin, edge } = scene;
  origin.bearers.set("old", bearer(1));
  await cache(edge, cookie("old"));
  const codings: (string | undefined)[] = [];
  origin.scripts.set("POST /self-service/login", ({ headers }, answer) => {
    const coding = headers["accept-encoding"];
    codings.push(typeof coding === "string" ? coding : undefined);
    const text = JSON.stringify({ session: sessionOf(bearer(1)), session_token: "ory_st_new" });
    const packed = coding !== undefined;
    answer.writeHead(200, {
      "content-type": "application/json",
      ...(packed ? { "content-encoding": "gzip" } : {}),
    });
    answer.end(packed ? gzipSync(text) : text);
  });
  await send(edge.url, {
    method: "POST",
    target: "/self-service/login?flow=x",
    headers: ["Accept-Encoding: gzip, br"],
  });
  expect(codings).toEqual([undefined]);
  expect(await isHit(edge, cookie("old"))).toBe(false);
  await stopBoth(scene);
});

test("With the feature off, a listed request passes through unchanged and its response is not read.", async () => {
  const scene = await startBoth({ settings: { cacheableSessions: false } });
  const { origin, edge } = scene;
  const goOn = Promise.withResolvers<void>();
  let coding: unknown;
  origin.scripts.set("POST /self-service/login", ({ headers }, answer) => {
    coding = headers["accept-encoding"];
    answer.writeHead(200, { "content-type": "application/json" });
    answer.write('{"session":');
    void goOn.promise.then(() => answer.end("null}"));
  });
  const response = await fetch(new URL("/self-service/login?flow=x", edge.url), {
    method: "POST",
    headers: { "accept-encoding": "gzip" },
  });
  // The head is here although the body is not.
  expect([response.status, coding]).toEqual([200, "gzip"]);
  goOn.resolve();
  expect(await response.json()).toEqual({ session: null });
  await stopBoth(scene);
});

const signInPaths = [
  "/self-service/methods/saml/callback/okta",
  "/self-service/methods/saml/acs/okta",
  "/self-service/methods/oidc/callback/google",
  "/self-service/methods/something/new",
  // The table knows nothing of these: the answer's cookie says what they are.
  "/self-service/unheard-of",
  "/a-front/of/ours?back=/",
];

test.each(signInPaths)(
  "A sign-in at %s reaches the stored responses of the person's other sessions.",
  async (target) => {
    const scene = await startBoth();
    const { origin, edge, other } = scene;
    origin.bearers.set("old", bearer(1));
    origin.bearers.set("somebody-else", bearer(2));
    for (const at of [edge, other]) {
      for (const value of ["old", "somebody-else"]) await cache(at, cookie(value));
    }
    origin.scripts.set(`GET ${target.split("?")[0] ?? ""}`, (_, answer) => {
      origin.bearers.set("new", { ...bearer(3), identity: bearer(1).identity });
      answer.writeHead(303, { location: "/", "set-cookie": "ory_kratos_session=new; HttpOnly" });
      answer.end();
    });
    const since = other.events.length;
    await send(edge.url, { target });
    await other.until(
      (event) => event.kind === "applied" && event.scope.kind === "identity",
      since,
    );
    for (const at of [edge, other]) {
      expect(await isHit(at, cookie("old"))).toBe(false);
      expect(await isHit(at, cookie("somebody-else"))).toBe(true);
    }
    // The new cookie was asked for, so its first check is a hit.
    expect(await isHit(edge, cookie("new"))).toBe(true);
    await stopBoth(scene);
  },
);

test("A response that clears the session cookie ends the session of its request.", async () => {
  const scene = await startBoth();
  const { origin, edge } = scene;
  for (const value of ["one", "two"]) {
    origin.bearers.set(value, bearer(1));
    await cache(edge, cookie(value));
  }
  origin.scripts.set("GET /log-me-out", (_, answer) => {
    for (const value of ["one", "two"]) origin.bearers.delete(value);
    answer.writeHead(200, { "set-cookie": "ory_kratos_session=; Max-Age=0" }).end();
  });
  await send(edge.url, { target: "/log-me-out", ...cookie("one") });
  for (const value of ["one", "two"]) {
    expect((await send(edge.url, cookie(value))).status).toBe(401);
  }
  await stopBoth(scene);
});

test.each(["/sessions/whoami?tokenize_as=x", "/sessions/whoam%69"])(
  "A response to a check that renews the cookie does not count as a sign-in: %s.",
  async (target) => {
    const scene = await startBoth();
    const { origin, edge } = scene;
    origin.bearers.set("one", bearer(1));
    for (const path of ["/sessions/whoami", "/sessions/whoam%69"]) {
      origin.scripts.set(`GET ${path}`, (_, answer) => {
        answer.setHeader("Set-Cookie", "ory_kratos_session=renewed");
        sendJson(answer, 200, sessionOf(bearer(1)));
      });
    }
    const since = edge.events.length;
    await send(edge.url, { ...cookie("one"), target });
    const fences = edge.events.slice(since).filter(({ kind }) => kind === "fence");
    expect([fences, origin.seen]).toEqual([[], [`GET ${target}`]]);
    await stopBoth(scene);
  },
);

test("An entry under two credentials does not say whose request it was.", async () => {
  const scene = await startBoth({ settings: { sessionTokens: true } });
  const { origin, edge } = scene;
  origin.bearers.set("a", bearer(1));
  origin.bearers.set("a-elsewhere", { ...bearer(3), identity: bearer(1).identity });
  origin.bearers.set("token-of-b", bearer(2));
  await cache(edge, cookie("a-elsewhere"));
  // One entry under A's cookie and B's token; the token wins.
  const both = [...(cookie("a").headers ?? []), "X-Session-Token: token-of-b"];
  await cache(edge, { headers: both });
  failChecks(origin, 1, overloaded);
  origin.scripts.set("POST /self-service/settings", (_, answer) => {
    origin.bearers.set("a-new", bearer(1));
    answer.writeHead(303, { location: "/", "set-cookie": "ory_kratos_session=a-new" }).end();
  });
  await send(edge.url, { method: "POST", target: "/self-service/settings", ...cookie("a") });
  expect(await isHit(edge, cookie("a-elsewhere"))).toBe(false);
  await stopBoth(scene);
});

test("A mutation whose outcome is unknown puts all of its sender's credentials in doubt, even one that could not be asked about.", async () => {
  const scene = await startBoth({ settings: { sessionTokens: true } });
  const { origin, edge } = scene;
  origin.bearers.set("mine", bearer(1));
  origin.bearers.set("token", bearer(2));
  await cache(edge, cookie("mine"));
  // The token's session, in an entry that does not say which of its credentials decided.
  const both: Ask = { headers: [...(cookie("else").headers ?? []), "X-Session-Token: token"] };
  await cache(edge, both);
  failChecks(origin, 1, overloaded);
  origin.scripts.set("POST /self-service/settings", (_, answer) => {
    answer.destroy();
  });
  const headers = [...(cookie("mine").headers ?? []), "X-Session-Token: token"];
  const ask: Ask = { method: "POST", target: "/self-service/settings", headers };
  expect((await send(edge.url, ask)).status).toBe(502);
  for (const asked of [cookie("mine"), both]) {
    // Nor is what is fetched now stored: the origin may still make the change.
    expect([await isHit(edge, asked), await isHit(edge, asked)]).toEqual([false, false]);
  }
  await stopBoth(scene);
});

test("Sign-ins that take every place of their lane still get their questions answered.", async () => {
  const scene = await startBoth({ limits: { forwardCallsMax: 2, addressSharePercent: 100 } });
  const { origin, edge } = scene;
  for (const n of [1, 2]) {
    origin.bearers.set(`old-${n}`, bearer(n));
    await cache(edge, cookie(`old-${n}`));
  }
  // Neither is answered before both are there, so each holds a place while the other asks.
  const waiting: (() => void)[] = [];
  origin.scripts.set("POST /self-service/login", ({ url = "" }, answer) => {
    const n = Number(url.at(-1));
    waiting.push(() => {
      origin.bearers.set(`new-${n}`, { ...bearer(10 + n), identity: bearer(n).identity });
      answer.writeHead(303, { location: "/", "set-cookie": `ory_kratos_session=new-${n}` }).end();
    });
    if (waiting.length === 2) for (const go of waiting) go();
  });
  const signIn = (n: number): Promise<unknown> =>
    send(edge.url, { method: "POST", target: `/self-service/login?flow=${n}` });
  await Promise.all([signIn(1), signIn(2)]);
  for (const n of [1, 2]) {
    expect([n, await isHit(edge, cookie(`old-${n}`))]).toEqual([n, false]);
    expect([n, await isHit(edge, cookie(`new-${n}`))]).toEqual([n, true]);
  }
  await stopBoth(scene);
});

test("Behind a site's password, questions carry the password, so that a sign-out reaches the other session.", async () => {
  const scene = await startBoth();
  const { origin, edge } = scene;
  for (const value of ["one", "two"]) origin.bearers.set(value, bearer(1));
  origin.scripts.set("GET /sessions/whoami", (request, answer, body) => {
    // A front that lets nobody by without the password, and calls itself by no name of the origin's.
    if (request.headers.authorization === "Basic c3RhZ2U=") origin.whoami(request, answer, body);
    else answer.writeHead(401, { "www-authenticate": "Basic" }).end();
  });
  const password = "Authorization: Basic c3RhZ2U=";
  const behind = (value: string): Ask => ({
    headers: [...(cookie(value).headers ?? []), password],
  });
  await cache(edge, behind("two"));
  origin.scripts.set("GET /self-service/logout", signedOut(origin, "one", "two"));
  await send(edge.url, { target: "/self-service/logout?token=x", ...behind("one") });
  expect((await send(edge.url, behind("two"))).status).toBe(401);
  await stopBoth(scene);
});

test("A fetch that a sign-out overtook is not stored, even if strangers have spent the allowance for claims.", async () => {
  const origin = await startScriptedOrigin();
  origin.bearers.set("one", bearer(1));
  const edge = await startEdge({
    origin: origin.url,
    limits: { claimsMax: 0, claimsPerSecondMax: 0 },
  });
  const held = Promise.withResolvers<() => void>();
  let checks = 0;
  origin.scripts.set("GET /sessions/whoami", (request, answer, body) => {
    checks += 1;
    if (checks === 1) {
      held.resolve(() => {
        sendJson(answer, 200, sessionOf(bearer(1)));
      });
    } else if (checks === 2) overloaded(request, answer, body);
    else origin.whoami(request, answer, body);
  });
  origin.scripts.set("GET /self-service/logout", signedOut(origin, "one"));
  const checking = send(edge.url, cookie("one"));
  const release = await held.promise;
  const since = edge.events.length;
  await send(edge.url, { target: "/self-service/logout?token=x", ...cookie("one") });
  // Whoever came after the sign-out does not share what began before it.
  const late = send(edge.url, cookie("one"));
  await edge.until(({ kind }) => kind === "decided", since);
  release();
  expect((await checking).status).toBe(200);
  expect((await late).status).toBe(401);
  expect((await send(edge.url, cookie("one"))).status).toBe(401);
  const traces = edge.events
    .slice(since)
    .filter(({ kind }) => kind === "fence" || kind === "published");
  expect(traces).toEqual([]);
  await edge.stop();
});

test.each([
  ["the feature is turned on", { cacheableSessions: false }, { cacheableSessions: true }],
  ["the cookie gets its right name", { cookieName: "wrong" }, { cookieName: "ory_kratos_session" }],
])(
  "If %s while a revocation is in flight, what was stored since is not served after it.",
  async (_, before, after) => {
    const origin = await startScriptedOrigin();
    for (const value of ["one", "two"]) origin.bearers.set(value, bearer(1));
    const edge = await startEdge({ origin: origin.url, settings: before });
    const held = Promise.withResolvers<() => void>();
    origin.scripts.set("DELETE /sessions", (_request, answer) => {
      held.resolve(() => {
        origin.bearers.delete("two");
        sendJson(answer, 200, { count: 1 });
      });
    });
    const revoking = send(edge.url, { method: "DELETE", target: "/sessions", ...cookie("one") });
    const release = await held.promise;
    edge.applySettings(after);
    await cache(edge, cookie("two"));
    release();
    await revoking;
    expect((await send(edge.url, cookie("two"))).status).toBe(401);
    await edge.stop();
  },
);

test("One stranger's many questions do not keep a sign-out from being published.", async () => {
  const scene = await startBoth({ trustedProxies: () => true });
  const { origin, edge, other } = scene;
  for (const value of ["one", "two"]) origin.bearers.set(value, bearer(1));
  for (const value of ["one", "two"]) await cache(other, cookie(value));
  const from = (address: string, ...values: readonly string[]): Ask => ({
    target: "/self-service/logout?token=x",
    headers: [...(cookie(...values).headers ?? []), `X-Forwarded-For: ${address}`],
  });
  const unanswered = Promise.withResolvers<void>();
  // Questions about invented cookies stay without an answer for longer than a sign-out's own question may take.
  origin.scripts.set("GET /sessions/whoami", (request, answer, body) => {
    if (!(request.headers.cookie ?? "").includes("invented")) origin.whoami(request, answer, body);
    else void unanswered.promise.then(() => origin.whoami(request, answer, body));
  });
  origin.scripts.set("GET /self-service/logout", (request, answer, body) => {
    const values = (request.headers.cookie ?? "").includes("=one") ? ["one", "two"] : [];
    signedOut(origin, ...values)(request, answer, body);
  });
  const since = edge.events.length;
  const invented = (n: number): string[] =>
    Array.from({ length: 8 }, (_, i) => `invented-${n}-${i}`);
  const strangers = Array.from({ length: 8 }, (_, n) =>
    send(edge.url, from("198.51.100.1", ...invented(n))),
  );
  const isShared = (event: EdgeEvent): boolean =>
    event.kind === "limit-reached" && event.limit === "addressSharePercent";
  await edge.until(isShared, since);
  await send(edge.url, from("198.51.100.2", "one"));
  expect(edge.edge.stats().lanes.ask.calls).toBe(8);
  for (const value of ["one", "two"]) {
    expect((await send(other.url, cookie(value))).status).toBe(401);
  }
  unanswered.resolve();
  await Promise.all(strangers);
  await stopBoth(scene);
});
