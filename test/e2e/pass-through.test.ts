// Everything that is not a check passes through the edge as if it were not there: flows, forms, redirects,
// cookies and errors.
import type { FrontendApi } from "ory-client-v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, fieldOf } from "../harness/browser.ts";
import { signOut } from "../harness/acts.ts";
import { live } from "../harness/origin-under-test.ts";
import { signInApp, signInBrowser, startScene, type Person, type Scene } from "../harness/scene.ts";

let scene: Scene;
let person: Person;
let browser: Browser;
let token: string;

beforeAll(async () => {
  scene = await startScene();
  person = await scene.person();
  browser = await signInBrowser(scene.through, person);
  token = await signInApp(scene.through, person);
});

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

/** An answer without what differs from call to call: ids, instants, tokens and codes. */
function settled(text: string): string {
  return (
    text
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<instant>")
      .replaceAll(/[A-Za-z0-9+/_-]{30,}={0,2}/g, "<token>")
      // Where a flow names the URL it was begun at, that is the client's own.
      .replaceAll(
        /http:\/\/(127\.0\.0\.1|localhost):\d+(?=\/self-service\/\w+\/(api|browser)")/g,
        "<url>",
      )
  );
}

interface Passed {
  readonly status: number;
  readonly location: string | null;
  readonly type: string | null;
  readonly cookies: readonly string[];
  readonly body: string;
}

async function ask(base: string, path: string, init: RequestInit = {}): Promise<Passed> {
  const response = await fetch(`${base}${path}`, { redirect: "manual", ...init });
  const location = response.headers.get("location");
  return {
    status: response.status,
    location: location === null ? null : settled(location),
    type: response.headers.get("content-type"),
    // Names with attributes; a CSRF cookie's name is the origin's own.
    cookies: response.headers
      .getSetCookie()
      .map((line) => line.replace(/=[^;]*/, "").replaceAll(/(expires|max-age)=[^;]*/gi, "$1")),
    body: settled(await response.text()),
  };
}

/** The same request directly and through the edge. */
async function both(
  path: string,
  init?: RequestInit,
): Promise<{ direct: Passed; through: Passed }> {
  return {
    direct: await ask(scene.origin.publicUrl, path, init),
    through: await ask(scene.edge.url, path, init),
  };
}

const browserFlows = ["login", "registration", "recovery", "verification"];

describe("answers are the origin's own", () => {
  test.each([
    ...browserFlows.map((kind) => [`GET /self-service/${kind}/browser for a browser`, 303]),
    ["GET /self-service/settings/browser for a browser", 303],
    ["GET /self-service/login/api", 200],
    ["GET /self-service/settings/api", 401],
    ["GET /self-service/logout/browser", 401],
    ["GET /sessions", 401],
    ["DELETE /sessions", 401],
    ["GET /schemas", 200],
    ["GET /schemas/none", 404],
    ["GET /self-service/login/flows?id=none", 404],
    ["GET /health/alive", 200],
    ["GET /none", 404],
  ])("%s gets the origin's own response.", async (what, status) => {
    const [method = "", path = ""] = String(what).split(" ");
    const headers = String(what).endsWith(" for a browser")
      ? { Accept: "text/html" }
      : { Accept: "application/json" };
    const { direct, through } = await both(path, { method, headers });
    expect(through).toEqual(direct);
    expect(through.status).toBe(status);
  });

  test("HEAD passes through as HEAD, whatever the origin makes of it.", async () => {
    const { direct, through } = await both("/schemas", { method: "HEAD" });
    expect(through).toEqual(direct);
    expect(scene.relay.calls.at(-1)).toMatchObject({ method: "HEAD", target: "/schemas" });
  });

  test("A flow that begins as a page gets a redirect with a CSRF cookie.", async () => {
    const through = await ask(scene.edge.url, "/self-service/login/browser", {
      headers: { Accept: "text/html" },
    });
    expect(through.status).toBe(303);
    expect(through.location).toContain("flow=<id>");
    expect(through.cookies.some((line) => line.startsWith("csrf_token"))).toBe(true);
  });

  test("Errors of a submitted flow keep their body.", async () => {
    const submit = async (api: FrontendApi): Promise<unknown> => {
      const { data: flow } = await api.createNativeLoginFlow();
      const { status, data } = await api.updateLoginFlow(
        {
          flow: flow.id,
          updateLoginFlowBody: { method: "password", identifier: person.email, password: "wrong" },
        },
        { validateStatus: () => true },
      );
      return [status, settled(JSON.stringify(data))];
    };
    const through = await submit(scene.through);
    expect(through).toEqual(await submit(scene.direct));
    expect(through).toEqual([400, expect.stringContaining("4000006")]);
  });

  test("A form without its CSRF token is refused as the origin refuses it.", async () => {
    const { data: flow } = await scene.through.createBrowserLoginFlow();
    const { direct, through } = await both(`/self-service/login?flow=${flow.id}`, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: "method=password&identifier=a&password=b",
    });
    expect(through).toEqual(direct);
    expect(through.status).toBe(403);
  });

  test("Admin calls to the public listener get the origin's redirect to the admin API.", async () => {
    const { direct, through } = await both(`/admin/identities/${person.id}`);
    expect(through).toEqual(direct);
    expect(through.status).toBe(307);
    expect(through.location).toContain("/admin/identities/<id>");
  });
});

describe("whole flows of pages and forms", () => {
  /** Posts a flow's form as a browser without scripts does. */
  async function post(
    kind: string,
    browser: Browser,
    fields: Record<string, string>,
  ): Promise<Response> {
    const begun = await fetch(`${scene.edge.url}/self-service/${kind}/browser`, {
      redirect: "manual",
      headers: { Accept: "text/html", Cookie: browser.cookie },
    });
    keep(browser, begun);
    const id = new URL(begun.headers.get("location") ?? "").searchParams.get("flow") ?? "";
    const flow = await fetch(`${scene.edge.url}/self-service/${kind}/flows?id=${id}`, {
      headers: { Cookie: browser.cookie },
    });
    const { ui } = (await flow.json()) as { ui: Parameters<typeof fieldOf>[0] };
    const done = await fetch(`${scene.edge.url}/self-service/${kind}?flow=${id}`, {
      method: "POST",
      redirect: "manual",
      headers: { Accept: "text/html", Cookie: browser.cookie },
      body: new URLSearchParams({ csrf_token: fieldOf(ui, "csrf_token"), ...fields }),
    });
    keep(browser, done);
    return done;
  }

  function keep(browser: Browser, response: Response): void {
    browser.keep({ data: undefined, headers: { "set-cookie": response.headers.getSetCookie() } });
  }

  test("Signing in and changing settings by a form get a 303 with the session's cookie, and the checks follow.", async () => {
    const mine = new Browser();
    const identity = await scene.person();
    const signedIn = await post("login", mine, {
      method: "password",
      identifier: identity.email,
      password: identity.password,
    });
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.getSetCookie().join("\n")).toContain(`${scene.origin.cookieName}=`);
    const { data } = await scene.through.toSession({ cookie: mine.cookie });
    expect(data.identity?.id).toBe(identity.id);
    const changed = await post("settings", mine, {
      method: "profile",
      "traits.email": `new-${identity.email}`,
    });
    expect(changed.status).toBe(303);
    const after = await scene.through.toSession({ cookie: mine.cookie });
    expect(JSON.stringify(after.data.identity?.traits)).toContain(`new-${identity.email}`);
  });

  test("Signing out is a redirect that clears the cookie.", async () => {
    const mine = await signInBrowser(scene.through, person);
    const { cookie } = mine;
    const { data } = await scene.through.createBrowserLogoutFlow({ cookie });
    const done = await fetch(`${scene.edge.url}/self-service/logout?token=${data.logout_token}`, {
      redirect: "manual",
      headers: { Accept: "text/html", Cookie: cookie },
    });
    expect(done.status).toBe(303);
    const taken = done.headers
      .getSetCookie()
      .find((line) => line.startsWith(`${scene.origin.cookieName}=`));
    expect(taken).toMatch(/Max-Age=0/i);
    const { status } = await scene.through.toSession({ cookie }, { validateStatus: () => true });
    expect(status).toBe(401);
  });
});

describe("the rest of the SDK's FrontendApi", () => {
  const calls: readonly [
    string,
    (api: FrontendApi) => Promise<{ status: number; data: unknown }>,
  ][] = [
    ["listMySessions by cookie", (api) => api.listMySessions({ cookie: browser.cookie })],
    ["listMySessions by token", (api) => api.listMySessions({ xSessionToken: token })],
    ["createNativeSettingsFlow", (api) => api.createNativeSettingsFlow({ xSessionToken: token })],
    [
      "createBrowserSettingsFlow",
      (api) => api.createBrowserSettingsFlow({ cookie: browser.cookie }),
    ],
    ["createNativeLoginFlow", (api) => api.createNativeLoginFlow()],
    ["createNativeRegistrationFlow", (api) => api.createNativeRegistrationFlow()],
    ["createNativeRecoveryFlow", (api) => api.createNativeRecoveryFlow()],
    ["createNativeVerificationFlow", (api) => api.createNativeVerificationFlow()],
    [
      "getLoginFlow",
      async (api) => api.getLoginFlow({ id: (await api.createNativeLoginFlow()).data.id }),
    ],
    [
      "getRegistrationFlow",
      async (api) =>
        api.getRegistrationFlow({ id: (await api.createNativeRegistrationFlow()).data.id }),
    ],
    [
      "getSettingsFlow",
      async (api) => {
        const { data } = await api.createNativeSettingsFlow({ xSessionToken: token });
        return api.getSettingsFlow({ id: data.id, xSessionToken: token });
      },
    ],
    [
      "getRecoveryFlow",
      async (api) => api.getRecoveryFlow({ id: (await api.createNativeRecoveryFlow()).data.id }),
    ],
    [
      "getVerificationFlow",
      async (api) =>
        api.getVerificationFlow({ id: (await api.createNativeVerificationFlow()).data.id }),
    ],
    ["createBrowserLogoutFlow", (api) => api.createBrowserLogoutFlow({ cookie: browser.cookie })],
  ];

  test.for(calls)(
    "The SDK's %s gets the origin's own response.",
    async ([name, call], { skip }) => {
      const tried = async (api: FrontendApi): Promise<[number, string]> => {
        try {
          const { status, data } = await call(api);
          return [status, settled(JSON.stringify(data))];
        } catch (error) {
          const { response } = error as { response?: { status: number; data: unknown } };
          if (response === undefined) throw error;
          return [response.status, settled(JSON.stringify(response.data))];
        }
      };
      const direct = await tried(scene.direct);
      const through = await tried(scene.through);
      expect(through).toEqual(direct);
      skip(live && direct[0] >= 400 && name.includes("Flow"), "this flow is not enabled");
      expect(through[0]).toBe(200);
    },
  );

  test("Signing out works for an app and for a browser.", async () => {
    const session = await signInApp(scene.through, person);
    const { status } = await scene.through.performNativeLogout({
      performNativeLogoutBody: { session_token: session },
    });
    expect(status).toBe(204);
    const mine = await signInBrowser(scene.through, person);
    const { cookie } = mine;
    await signOut(scene.through, mine);
    const seen = await scene.direct.toSession({ cookie }, { validateStatus: () => true });
    expect(seen.status).toBe(401);
  });
});
