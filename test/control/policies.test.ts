// Policies of a project: changed by the project API, in force at the edge, and never weaker than they were written.
// One file, because all tests share one control plane with its edge.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectOfRow, rowOfProject } from "../../src/control/database/project-rows.ts";
import {
  defaultFlags,
  settingsOfFlags,
  soundFlags,
} from "../../src/control/projects/feature-flags.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import { makePolicy } from "../../src/core/policy/policy.ts";
import { exchange, rawRequest, valuesOf } from "../harness/raw-client.ts";
import { sampleProject } from "./database/samples.ts";
import {
  flags,
  signingWith,
  startScene,
  type ControlScene,
  type ProjectUnderTest,
} from "./scene.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene({ signing: await signingWith("s".repeat(32)) });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

function patch(slug: string, ...operations: readonly object[]) {
  return scene.ask(`/projects/${slug}`, { method: "PATCH", json: operations });
}

const replaceAll = (value: unknown) => ({ op: "replace", path: `${flags}/policies`, value });
const add = (path: string, value: unknown) => ({
  op: "add",
  path: `${flags}/policies/${path}`,
  value,
});

async function policiesOf(slug: string): Promise<unknown> {
  const { json } = await scene.ask(`/projects/${slug}`);
  return ["services", "identity", "config", "feature_flags", "policies"].reduce<unknown>(
    (value, name) => Reflect.get(Object(value), name),
    json,
  );
}

/** What the edge answers to a gateway of the project. */
async function decide(
  { slug, user }: ProjectUnderTest,
  policy: string,
  lines: readonly string[] = [`Cookie: ${user.cookie}`],
  { edgeUrl } = scene,
) {
  const bytes = rawRequest(`GET /edge-sessions/authorize/${policy} HTTP/1.1`, [
    `Host: ${slug}.projects.localhost`,
    ...lines,
  ]);
  const { answers } = await exchange(edgeUrl, bytes, ["GET"]);
  const [answer] = answers;
  if (answer === undefined) throw new Error("the edge did not answer");
  return answer;
}

function problemsIn(json: unknown): unknown {
  return ["error", "details", "problems"].reduce<unknown>(
    (value, name) => Reflect.get(Object(value), name),
    json,
  );
}

describe("changes", () => {
  test("All policies, one, or a member of one can be changed, and each revision shows what was written.", async () => {
    const { slug } = await scene.project("changed");
    expect(await policiesOf(slug)).toEqual({});
    const app = { headers: { "X-User-Id": "/identity/id" }, max_age: "60m" };
    expect((await patch(slug, replaceAll({ app }))).status).toBe(200);
    expect(await policiesOf(slug)).toEqual({ app });
    expect((await patch(slug, add("admin", { required_aal: "aal2" }))).status).toBe(200);
    expect(
      (await patch(slug, add("app/headers/X-User-Aal", "/authenticator_assurance_level"))).status,
    ).toBe(200);
    expect(
      (await patch(slug, { op: "remove", path: `${flags}/policies/app/max_age` })).status,
    ).toBe(200);
    expect(await policiesOf(slug)).toEqual({
      app: {
        headers: { "X-User-Id": "/identity/id", "X-User-Aal": "/authenticator_assurance_level" },
      },
      admin: { required_aal: "aal2" },
    });
    expect((await patch(slug, { op: "remove", path: `${flags}/policies/app` })).status).toBe(200);
    expect(await policiesOf(slug)).toEqual({ admin: { required_aal: "aal2" } });
  });

  test("A change of policies is one line of the audit log, with the policies that changed and no others.", async () => {
    const { slug, id } = await scene.project("audited");
    await patch(slug, replaceAll({ app: { anonymous: true }, kept: {} }));
    await patch(slug, { op: "remove", path: `${flags}/policies/app` }, add("new", {}));
    const { json } = await scene.ask(`/projects/${id}/activity?action=project.patch&limit=2`);
    expect(json).toMatchObject({
      lines: [
        { before: { "policies/app": { anonymous: true } }, after: { "policies/new": {} } },
        { before: {}, after: { "policies/app": { anonymous: true }, "policies/kept": {} } },
      ],
    });
    const lines: unknown = Reflect.get(Object(json), "lines");
    expect(JSON.stringify(Reflect.get(Object(lines), 0))).not.toContain("policies/kept");
  });

  test("A policy that is not valid is refused with every problem, and nothing is changed.", async () => {
    const { slug } = await scene.project("refused");
    const refused = await patch(
      slug,
      replaceAll({
        app: { headers: { "X/Y": "/identity", Cookie: "/identity/id" }, required_aal: "high" },
        App: {},
      }),
    );
    expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
    expect(problemsIn(refused.json)).toEqual([
      {
        path: `${flags}/policies/app/headers/X~1Y`,
        problem: "must be the name of a header such as X-User-Id",
      },
      {
        path: `${flags}/policies/app/headers/X~1Y`,
        problem:
          "must lead to a single value, such as /identity/id; /identity holds an object or a list of objects",
      },
      {
        path: `${flags}/policies/app/headers/Cookie`,
        problem:
          "must not be a header that HTTP or proxies already use; choose one of your own, such as X-User-Id",
      },
      {
        path: `${flags}/policies/app/required_aal`,
        problem: "must be one of aal0, aal1, aal2, aal3",
      },
      { path: `${flags}/policies/App`, problem: "must be a name of 1 to 64 of a-z, 0-9, - and _" },
    ]);
    expect(await policiesOf(slug)).toEqual({});
    const missing = await patch(slug, { op: "remove", path: `${flags}/policies` });
    expect(problemsIn(missing.json)).toEqual([
      { path: `${flags}/policies`, problem: "is missing" },
    ]);
  });

  test("Templates of the tokenizer are a list in the API, and preflights a boolean.", async () => {
    const { slug } = await scene.project("templates");
    const set = (name: string, value: unknown) =>
      patch(slug, { op: "replace", path: `${flags}/${name}`, value });
    expect((await set("tokenize_templates", ["jwt_api"])).status).toBe(200);
    expect((await set("preflights", true)).status).toBe(200);
    for (const [name, value] of [
      ["tokenize_templates", "jwt_api"],
      ["tokenize_templates", ["a", "a"]],
      ["preflights", "true"],
    ] as const)
      expect((await set(name, value)).errorId).toBe("control_settings_refused");
  });
});

describe("at the edge", () => {
  test("A policy is in force when its change is answered, and so is its removal.", async () => {
    const acme = await scene.project("acme", { cacheable_sessions: true });
    const headers = { "X-User-Id": "/identity/id" };
    await patch("acme", replaceAll({ app: { headers }, strong: { required_aal: "aal2" } }));
    const allowed = await decide(acme, "app");
    const { body } = await acme.check(acme.user.cookie);
    const session: unknown = JSON.parse(body);
    const identity: unknown = Reflect.get(Object(session), "identity");
    expect(allowed.status).toBe(200);
    expect(valuesOf(allowed.headers, "x-user-id")).toEqual([Reflect.get(Object(identity), "id")]);
    expect((await decide(acme, "strong")).status).toBe(403);
    await patch("acme", replaceAll({ strong: { required_aal: "aal1" } }));
    expect((await decide(acme, "app")).status).toBe(404);
    expect((await decide(acme, "strong")).status).toBe(200);
  });

  test("Over a connection, only a trusted proxy is believed about the original URL.", async () => {
    const policies = {
      pages: {
        sign_in_url: "https://auth.example.com/login",
        return_urls: ["https://app.example.com/"],
      },
    };
    const page = ["Accept: text/html", "X-Original-URL: https://app.example.com/a"];
    const locationAt = async (at: ControlScene) => {
      const acme = await at.project("stated", { policies });
      const { status, headers } = await decide(acme, "pages", page, at);
      return [status, ...valuesOf(headers, "location")];
    };
    expect(await locationAt(scene)).toEqual([302, "https://auth.example.com/login"]);
    await using trusting = await startScene({ options: { "trusted-proxies": "127.0.0.1/32" } });
    expect(await locationAt(trusting)).toEqual([
      302,
      "https://auth.example.com/login?return_to=https%3A%2F%2Fapp.example.com%2Fa",
    ]);
  });

  test("A plan without Edge Sessions has no policies at the edge, and none can be added.", async () => {
    const acme = await scene.project("planned");
    await patch("planned", replaceAll({ app: {} }));
    expect((await decide(acme, "app")).status).toBe(200);
    const plan = { op: "replace", path: "/subscription_plan", value: "developer" };
    const { json } = await patch("planned", plan);
    expect(json).toMatchObject({
      warnings: [
        {
          message:
            "The plan developer does not include Edge Sessions, so the edges have no policies, and gateways get no decisions.",
        },
      ],
    });
    expect((await decide(acme, "app")).status).toBe(404);
    expect((await patch("planned", replaceAll({}))).status).toBe(200);
    const refused = await patch("planned", replaceAll({ app: {} }));
    expect([refused.status, refused.errorId]).toEqual([403, "feature_not_available"]);
    expect(refused.text).toContain("cannot have members on the plan developer");
  });
});

describe("a try", () => {
  const ask = (slug: string, policy: string, json: object, key?: string) =>
    scene.ask(`/projects/${slug}/policies/${policy}/decision`, {
      json: { browser: false, ...json },
      ...(key === undefined ? {} : { key }),
    });
  const valueOf = (cookie: string) => cookie.slice(cookie.indexOf("=") + 1);

  test("A policy is tried at the edge, and no credential is stored, logged or shown.", async () => {
    const { slug, id, user } = await scene.project("tried", { cacheable_sessions: true });
    await patch(
      slug,
      replaceAll({
        app: { headers: { "X-User-Aal": "/authenticator_assurance_level" } },
        signed: { signed_session: { header: "X-Session-Jwt", audience: ["api"] } },
        pages: {
          required_aal: "aal2",
          sign_in_url: "https://auth.example.com/login",
          return_urls: ["https://app.example.com/"],
        },
      }),
    );
    const cookie = valueOf(user.cookie);
    const allowed = await ask(slug, "app", { cookie });
    expect([allowed.status, allowed.json]).toMatchObject([200, { decision: { status: 200 } }]);
    expect(JSON.stringify(allowed.json)).toContain('["X-User-Aal","aal1"]');
    const signed = await ask(slug, "signed", { cookie });
    expect(signed.json).toMatchObject({ decision: { status: 200 } });
    expect(signed.text).toContain('["X-Session-Jwt","(not shown)"]');
    expect(signed.text).not.toContain("eyJ");
    const page = { browser: true, original_url: "https://app.example.com/orders/7?a=b" };
    const sent = (await ask(slug, "pages", { cookie, ...page })).json;
    expect(sent).toMatchObject({ decision: { status: 302, error_id: "edge_aal_required" } });
    expect(JSON.stringify(sent)).toContain(
      "https://auth.example.com/login?aal=aal2&return_to=https%3A%2F%2Fapp.example.com%2Forders%2F7%3Fa%3Db",
    );
    const elsewhere = { ...page, original_url: "https://evil.example/" };
    expect(JSON.stringify((await ask(slug, "pages", elsewhere)).json)).not.toContain("return_to");
    const token = "ory_st_no_such_token_of_anybody_at_all";
    expect((await ask(slug, "app", { token })).json).toMatchObject({
      decision: { status: 401, error_id: "edge_session_required" },
    });
    const activity = await scene.ask(`/projects/${id}/activity?action=live-check`);
    expect(activity.json).toMatchObject({
      lines: [
        { after: { policy: "app", with_cookie: false, with_token: true } },
        { after: { policy: "pages", with_cookie: false, with_token: false } },
        { after: { policy: "pages", with_cookie: true, with_token: false } },
        { after: { policy: "signed", with_cookie: true, with_token: false } },
        { after: { policy: "app", with_cookie: true, with_token: false } },
      ],
    });
    for (const secret of [cookie, token]) {
      expect(activity.text).not.toContain(secret);
      expect(scene.log()).not.toContain(secret);
    }
  });

  test("A policy that the project does not have is not tried, so that no credential goes elsewhere.", async () => {
    const { slug, relay, user } = await scene.project("untried");
    const calls = relay.calls.length;
    for (const policy of ["app", "__proto__", "constructor"]) {
      const answer = await ask(slug, policy, { cookie: valueOf(user.cookie) });
      expect([answer.status, answer.errorId]).toEqual([404, "control_not_found"]);
    }
    expect(relay.calls).toHaveLength(calls);
  });

  test.each([
    [{ cookie: "a b" }, "/cookie"],
    [{ cookie: "a".repeat(4_097) }, "/cookie"],
    [{ token: "a\r\nX: y" }, "/token"],
    [{ token: "a".repeat(4_097) }, "/token"],
    [{ original_url: "https://a/ b" }, "/original_url"],
    [{ original_url: `https://a/${"a".repeat(2_039)}` }, "/original_url"],
    [{ other: 1 }, "has an unknown member: other"],
  ])("%j cannot be sent with a try.", async (body, path) => {
    const { json, errorId } = await ask("acme", "strong", body);
    expect(errorId).toBe("control_body_malformed");
    expect(JSON.stringify(problemsIn(json))).toContain(path);
  });

  test("The longest credentials and the longest URL can be sent.", async () => {
    const longest = {
      cookie: "a".repeat(4_096),
      original_url: `https://a/${"a".repeat(2_038)}`,
    };
    expect((await ask("acme", "strong", longest)).status).toBe(200);
    expect((await ask("acme", "strong", { token: "a".repeat(4_096) })).status).toBe(200);
  });
});

describe("what another version has stored", () => {
  const stored = (policies: unknown) => {
    const row = rowOfProject(sampleProject());
    const text = JSON.stringify({ ...defaultFlags, cacheable_sessions: true, policies });
    return projectOfRow({ ...row, flags_json: text }).flags;
  };

  test("A project that was stored before there were policies has none.", () => {
    const { policies: _, preflights: __, tokenize_templates: ___, ...earlier } = defaultFlags;
    const row = rowOfProject(sampleProject());
    const { flags: read } = projectOfRow({ ...row, flags_json: JSON.stringify(earlier) });
    expect(read).toEqual(defaultFlags);
    expect(settingsOfFlags("acme", soundFlags(read), true)).toEqual({
      ...defaultProjectSettings,
      project: "acme",
    });
  });

  test("A policy that is not valid allows nothing, and the project's session checks go on.", () => {
    const read = soundFlags(
      stored({ app: { required_risk: "low" }, ok: { required_aal: "aal2" } }),
    );
    const settings = settingsOfFlags("acme", read, true);
    expect(settings.cacheableSessions).toBe(true);
    expect(settings.policies).toEqual([
      makePolicy("app", { unreadable: true }),
      makePolicy("ok", { requiredAal: "aal2", browsers: "status" }),
    ]);
  });

  test("If there are too many policies to say which were meant, the project is not served.", () => {
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`p${index}`, {}]));
    expect(soundFlags(stored(many))).toEqual(defaultFlags);
  });

  test.each([null, [], "x", 7])("If the stored policies are %j, there are none.", (policies) => {
    const settings = settingsOfFlags("acme", soundFlags(stored(policies)), true);
    expect(settings.policies).toEqual([]);
  });
});
