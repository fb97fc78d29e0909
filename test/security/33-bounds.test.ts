// Cases 22, 27 and 33 at the control plane: who asks is settled before a body is read, every text, list and page is bounded
// where it comes in, and nothing takes longer than in proportion. Bounds are tried at their edge and one beyond.
import { request } from "node:http";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addressRanges,
  basePath,
  cookieName,
  databaseUrl,
  duration,
  httpUrl,
  listenAddress,
} from "../../src/config/options/option-types.ts";
import { auditRecord, controlPlane } from "../../src/control/audit.ts";
import { hostProblem } from "../../src/control/projects/claims.ts";
import { applyOperations } from "../../src/control/projects/json-patch.ts";
import {
  auditSubjectCharactersMax,
  auditValueCharactersMax,
  auditedRefusalsOfAllPerMinuteMax,
  auditedRefusalsPerMinuteMax,
  parameterCharactersMax,
  problemCharactersMax,
  signInBodyBytesMax,
  targetCharactersMax,
} from "../../src/control/limits.ts";
import { Attempts } from "../../src/control/access/attempts.ts";
import { Refusals } from "../../src/control/access/refusals.ts";
import { slugOf } from "../../src/control/projects/slug.ts";
import type { AuditRecord } from "../../src/control/storage.ts";
import { withoutConsoleCookie } from "../../src/core/console-cookie.ts";
import { goesInCircles } from "../../src/core/forwarding.ts";
import { withoutTrailing } from "../../src/core/trim.ts";
import { readInvalidations } from "../../src/intake/invalidation-request.ts";
import { readOryEvent } from "../../src/intake/ory-event.ts";
import { carriesKey, presentedKey } from "../../src/intake/presented-key.ts";
import { flags, startScene, type ControlScene } from "../control/scene.ts";
import { ringOfAll } from "../harness/admin-scene.ts";
import { growthBeyondLinear } from "./fixtures/linearity.ts";

let scene: ControlScene;
beforeAll(async () => {
  scene = await startScene();
  await scene.ask("/projects", { json: { name: "mine", slug: "mine", environment: "dev" } });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
});

const set = (name: string, value: unknown) =>
  scene.ask("/projects/mine", {
    method: "PATCH",
    json: [{ op: "replace", path: `${flags}/${name}`, value }],
  });

describe("settings", () => {
  const slashes = (length: number) => `http://kratos.example${"/".repeat(length - 21)}`;
  test.each<readonly [string, (length: number) => string, number]>([
    ["origin_url", slashes, 2_048],
    ["admin_origin_url", slashes, 2_048],
    ["cookie_name", (length) => "c".repeat(length), 256],
    ["refresh_after", (length) => `${"0".repeat(length - 2)}1s`, 4_096],
  ])(
    "The setting %s is accepted at its limit, and one beyond is refused with its name and limit.",
    async (name, of, max) => {
      expect((await set(name, of(max))).status).toBe(200);
      const refused = await set(name, of(max + 1));
      expect([refused.status, refused.errorId]).toEqual([400, "control_settings_refused"]);
      expect(refused.text).toContain(`"path":"${flags}/${name}"`);
      expect(refused.text).toContain(`longer than ${max} characters`);
    },
  );

  test("A host of 253 characters is accepted, and one of 254 is refused.", async () => {
    const label = "a".repeat(59);
    const host = `${label}.${label}.${label}.${label}.${"b".repeat(5)}.example`;
    expect(host).toHaveLength(253);
    expect((await set("hosts", [host])).status).toBe(200);
    expect((await set("hosts", [`c${host}`])).text).toContain(
      "must be at most 253 characters long",
    );
    await set("hosts", []);
  });

  test("80,000 characters in any text of any body are refused, and the response stays short.", async () => {
    const long = "/".repeat(80_000);
    const whole = (await scene.ask("/projects/mine")).json;
    const names = Object.keys(
      Object(Reflect.get(Object(whole), "services")).identity.config.feature_flags,
    );
    const bodies: readonly (readonly [string, string, unknown])[] = [
      ...names.map(
        (name) =>
          [
            "PATCH",
            "/projects/mine",
            [{ op: "replace", path: `${flags}/${name}`, value: name === "hosts" ? [long] : long }],
          ] as const,
      ),
      ["PATCH", "/projects/mine", [{ op: "add", path: `/${long}`, value: 1 }]],
      ["PATCH", "/projects/mine", [{ op: "copy", from: long, path: "/name" }]],
      ["PATCH", "/projects/mine", [{ op: "replace", path: "/name", value: long }]],
      ["PATCH", "/projects/mine", [{ op: "replace", path: "/subscription_plan", value: long }]],
      ["PATCH", "/projects/mine", [{ op: "add", path: `${flags}/x`, value: long }]],
      ["PATCH", "/projects/mine", [{ op: "replace", path: "/name", value: "x", [long]: 1 }]],
      ["PUT", "/projects/mine", { name: "x", services: {}, [long]: 1 }],
      ...["name", "slug", "home_region", "subscription_plan", "environment", long].map(
        (name) => ["POST", "/projects", { name: "x", environment: "dev", [name]: long }] as const,
      ),
      ["POST", "/projects/mine/tokens", { name: long }],
      ["POST", "/projects/mine/tokens", { name: "x", expires_at: long }],
      ["POST", "/projects/mine/tokens", { name: "x", scopes: [long] }],
      ["POST", "/projects/mine/tokens", { name: "x", scopes: Array(7).fill("read") }],
      ["POST", "/projects/mine/invalidations", { scope: "identity", id: long }],
      ["POST", "/projects/mine/invalidations", { scope: long }],
      ["POST", "/projects/mine/live-check", { cookie: long }],
    ];
    for (const [method, path, json] of bodies) {
      const refused = await scene.ask(path, { method, json });
      const told = [method, path, JSON.stringify(json).slice(0, 90)];
      expect([...told, refused.status]).toEqual([...told, 400]);
      expect(refused.text.length).toBeLessThan(2_000 + 2 * problemCharactersMax);
    }
  });

  test("A path that is too long with its query gets a 404, with or without a key.", async () => {
    const at = (length: number) => `/plans?${"&".repeat(length - "/plans?".length)}`;
    expect((await scene.ask(at(targetCharactersMax))).status).toBe(200);
    for (const key of [scene.key, ""]) {
      expect((await scene.ask(at(targetCharactersMax + 1), { key })).status).toBe(404);
    }
  });

  test("Names in paths and values in queries are bounded.", async () => {
    const long = "x".repeat(parameterCharactersMax + 1);
    for (const path of [`/projects/${long}`, `/projects/mine/tokens/${long}`]) {
      const method = path.includes("tokens") ? "DELETE" : "GET";
      expect((await scene.ask(path, { method })).status).toBe(404);
    }
    for (const query of [`limit=${long}`, `${long}=1`, `before=${long}`, "limit=201", "limit=0"]) {
      const refused = await scene.ask(`/activity?${query}`);
      expect([query, refused.status]).toEqual([query, 400]);
      expect(refused.text.length).toBeLessThan(2_000);
    }
  });
});

/** Sends a head that announces a body, and the body only as far as somebody reads it. */
async function upload(path: string, headers: Record<string, string>, bytes: number) {
  const asking = request(scene.url + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Content-Length": String(bytes), ...headers },
  });
  asking.on("error", () => undefined);
  asking.flushHeaders();
  const [answer] = await once(asking, "response");
  asking.destroy();
  return answer as { statusCode: number };
}

describe("who asks is settled before a body is read", () => {
  const wrong = { Authorization: `Bearer es_key_${"x".repeat(43)}` };
  test.each([
    ["/projects", {}],
    ["/projects", wrong],
    ["/projects", { "Content-Type": "text/plain" }],
    ["/projects/mine/tokens", wrong],
    ["/projects/mine/hooks/kratos", wrong],
    ["/projects/mine/admin/identities", {}],
    ["/console/api/projects", { Cookie: `edge_sessions_console=${"x".repeat(43)}` }],
  ] as const)(
    "A request for %s with the headers %j gets a 401 without a byte of its body being read.",
    async (path, headers) => {
      expect((await upload(path, headers, 200_000)).statusCode).toBe(401);
    },
  );

  test("A key without the scope, an unknown project and an unknown path are refused before the body is read.", async () => {
    const made = await scene.ask("/operator/tokens", { json: { name: "r", scopes: ["read"] } });
    const reader = { Authorization: `Bearer ${String(Reflect.get(Object(made.json), "value"))}` };
    const operator = { Authorization: `Bearer ${scene.key}` };
    expect((await upload("/projects", reader, 200_000)).statusCode).toBe(403);
    const nowhere = "/projects/nobody/tokens";
    expect((await upload(nowhere, operator, 200_000)).statusCode).toBe(404);
    expect((await upload("/nothing", operator, 200_000)).statusCode).toBe(404);
  });

  test(`Of a sign-in no more than ${signInBodyBytesMax} bytes are read, enough for the longest key.`, async () => {
    const body = (length: number) => {
      const text = JSON.stringify({ key: scene.key });
      return text + " ".repeat(length - text.length);
    };
    const signIn = async (length: number) => {
      const headers = { "Content-Type": "application/json" };
      return (await scene.ask("/console/api/session", { key: "", body: body(length), headers }))
        .status;
    };
    expect(await signIn(signInBodyBytesMax)).toBe(200);
    expect(await signIn(signInBodyBytesMax + 1)).toBe(401);
    expect(JSON.stringify({ key: "k".repeat(512) }).length).toBeLessThan(signInBodyBytesMax);
  });
});

test("A line of the audit log does not keep a long value or subject whole.", () => {
  const whole = "x".repeat(auditValueCharactersMax - 2);
  const about = { subject: "s".repeat(auditSubjectCharactersMax + 1), before: whole };
  const line = auditRecord(0, controlPlane, "admin", { ...about, after: `${whole}x` });
  expect(line.subject).toHaveLength(auditSubjectCharactersMax);
  expect(line.before).toBe(whole);
  expect(line.after).toEqual({ too_long: true });
});

describe("refusals on record are paced", () => {
  function recorded() {
    const lines: AuditRecord[] = [];
    const clock = { nowMs: 0 };
    const refusals = new Refusals(
      { appendAudit: (line) => Promise.resolve(void lines.push(line)) },
      () => clock.nowMs,
    );
    const note = (peer: string) =>
      refusals.note({ peer, caller: undefined, projectId: undefined, subject: "s", error: "e" });
    return { lines, clock, note };
  }

  test("One address writes a bounded number of audit lines a minute, and the next line says how many were left out.", async () => {
    const { lines, clock, note } = recorded();
    for (let i = 0; i < 1_000; i += 1) await note("192.0.2.1");
    expect(lines).toHaveLength(auditedRefusalsPerMinuteMax);
    clock.nowMs = 60_000;
    await note("192.0.2.1");
    const left = 1_000 - auditedRefusalsPerMinuteMax;
    expect(lines.at(-1)?.after).toEqual({ error: "e", peer: "192.0.2.1", left_out: left });
  });

  test("All addresses together write a bounded number of audit lines a minute.", async () => {
    const { lines, note } = recorded();
    for (let i = 0; i < 1_000; i += 1) await note(`192.0.2.${i}`);
    expect(lines).toHaveLength(auditedRefusalsOfAllPerMinuteMax);
  });

  test("All addresses of one IPv6 network count together.", () => {
    const attempts = new Attempts(() => 0, 2);
    attempts.failed("2001:db8::1");
    attempts.failed("2001:db8:0:0:ffff::2");
    for (const same of ["2001:db8::3", "2001:0db8:0:0:1:2:3:4", "2001:db8::"]) {
      expect(attempts.waitSeconds(same)).toBe(60);
    }
    for (const other of ["2001:db8:0:1::1", "2001:db9::1", "::1", "192.0.2.1"]) {
      expect(attempts.waitSeconds(other)).toBeUndefined();
    }
  });
});

describe("time grows in proportion", () => {
  const keys = ringOfAll();
  const bytes = [
    "/",
    "\\",
    '"',
    "'",
    " ",
    "\t",
    "[",
    "{",
    "-",
    ".",
    ":",
    "%",
    "=",
    ";",
    ",",
    "a",
    "0",
  ];
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    "a URL setting": (text) => httpUrl().safeParse(`http://kratos.example/${text}x`),
    "a URL's trailing slashes": (text) => withoutTrailing(`${text}x`, "/"),
    "a base path": (text) => basePath().safeParse(`/${text}x`),
    "a duration": (text) => duration({ min: 0, max: 1 }).safeParse(`1${text}`),
    "a listen address": (text) => listenAddress().safeParse(`${text}:1`),
    "a cookie's name": (text) => cookieName().safeParse(`${text} `),
    "a database": (text) => databaseUrl().safeParse(`x${text}`),
    "address ranges": (text) => addressRanges().safeParse(text),
    "a project's name as slug": (text) => slugOf(text.slice(0, 120)),
    "a host": (text) =>
      hostProblem(text.slice(0, 253), {
        projectsDomain: "projects.example",
        defaultProject: undefined,
        consoleHosts: [],
        isOwnListener: () => false,
      }),
    "a patch": (text) =>
      applyOperations({ name: "x" }, [{ op: "test", path: `/${text}`, value: text }]),
    "an invalidation": (text) => readInvalidations({ scope: "identity", id: text }),
    "an event": (text) => readOryEvent({ name: "IdentityUpdated", timestamp: text }),
    "a Cookie header": (text) => withoutConsoleCookie(`edge_sessions_console${text}`),
    "a Via header": (text) => goesInCircles(["Via", text], "edge"),
    "an Authorization header": (text) => presentedKey(["Authorization", `Bearer ${text}`], true),
    "a header that may carry a key": (text) => carriesKey(`Basic ${text}`, keys, "k".repeat(32)),
  };

  test.each(Object.entries(parsers))(
    "Reading %s takes time in proportion to its length.",
    async (_, parse) => {
      for (const byte of bytes) {
        const growth = await growthBeyondLinear(parse, (characters) => byte.repeat(characters));
        expect([byte, growth]).toEqual([byte, undefined]);
      }
    },
  );
});
