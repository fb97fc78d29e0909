// The texts that the Console makes from the API's data, tested without a browser.
import { describe, expect, test } from "vitest";
import { apiBase } from "../../src/console/api/base.ts";
import { readProblem } from "../../src/console/api/problem.ts";
import { patchOf, problemsOf } from "../../src/console/pages/advanced/draft.ts";
import {
  listHref,
  listParameters,
  readListView,
  sortHref,
} from "../../src/console/pages/projects/list-view.ts";
import { defaultFlags } from "../../src/control/projects/feature-flags.ts";
import { cookieValue } from "../../src/console/text/cookie-value.ts";
import { kratosYaml } from "../../src/console/pages/advanced/kratos-yaml.ts";
import { hooksYaml } from "../../src/console/pages/set-up/hooks-yaml.ts";
import { parseRoute, projectHref } from "../../src/console/state/route.ts";
import { explainCacheStatus } from "../../src/console/text/cache-status.ts";
import { activitySentence } from "../../src/console/text/activity-sentence.ts";
import { explainCheck } from "../../src/console/text/check-outcome.ts";
import { ago } from "../../src/console/text/time.ts";
import { sentenceSince } from "../../src/console/text/health.ts";
import { changesBetween } from "../../src/console/text/changes.ts";
import { keyForm, wrongKeyWords } from "../../src/console/text/wrong-key.ts";
import {
  bytes,
  interval,
  milliseconds,
  quotient,
  rate,
  seconds,
  share,
} from "../../src/console/text/numbers.ts";
import { parse } from "yaml";

test.each([
  ["http://127.0.0.1:4002/console/", "http://127.0.0.1:4002/console/api/"],
  [
    "https://ops.example/a/b/console/index.html?x#/projects",
    "https://ops.example/a/b/console/api/",
  ],
])("The API of the page %s is below %s.", (page, base) => {
  expect(apiBase(page).href).toBe(base);
});

describe("addresses", () => {
  test.each(["a", "a b", "a/b", "<script>", "ü"])(
    "The project %s can be read from its address.",
    (project) => {
      const lookUp = { by: "session", id: project } as const;
      const href = projectHref(project, "sessions", lookUp);
      expect(parseRoute(href)).toEqual({ kind: "project", project, page: "sessions", lookUp });
    },
  );

  test.each([
    ["", "projects"],
    ["#/", "projects"],
    ["#/projects/", "projects"],
    ["#/projects/a", "project"],
    ["#/projects/a/nothing", "unknown"],
    ["#/operators/keys", "operator-keys"],
    ["#/%E0%A4%A", "unknown"],
  ])("The address %j is read as %s.", (hash, kind) => {
    expect(parseRoute(hash).kind).toBe(kind);
  });
});

describe("the list of projects in the address", () => {
  test.each(["", "q=a+b&state=off", "sort=hit_ratio", "sort=name&order=desc", "page=3"])(
    "What %j shows is in the address, without what is as usual.",
    (query) => {
      const view = readListView(query);
      expect(listParameters(view)).toBe(query.replace("sort=name&", ""));
      expect(readListView(listParameters(view))).toEqual(view);
      const route = parseRoute(`#/projects?${query}`);
      expect(route).toEqual({ kind: "projects", query });
    },
  );

  test("What is not understood is as usual.", () => {
    expect(readListView("sort=colour&order=up&page=-1&page=x")).toEqual(readListView(""));
  });

  test("Another search, state or order begins with the first page, and a column is sorted the other way round.", () => {
    const view = readListView("q=a&sort=hit_ratio&page=4");
    expect(listHref(view, { state: "off" })).toBe("#/projects?q=a&state=off&sort=hit_ratio");
    expect(listHref(view, { page: 5 })).toBe("#/projects?q=a&sort=hit_ratio&page=5");
    expect(sortHref(view, "hit_ratio")).toBe("#/projects?q=a&sort=hit_ratio&order=asc");
    expect(sortHref(view, "name")).toBe("#/projects?q=a");
    expect(listHref(readListView(""), {})).toBe("#/projects");
  });
});

describe("sentenceSince", () => {
  test("The time stands before the colon, and a day other than today is named.", () => {
    const now = new Date();
    now.setHours(2, 14, 9, 0);
    const today = now.toISOString();
    expect([
      sentenceSince("Identity server failing: 502s", today),
      sentenceSince("Cookie name wrong", today),
      sentenceSince("Off", null),
      sentenceSince("Cookie name wrong", new Date(2020, 0, 2, 3, 4, 5).toISOString()),
    ]).toEqual([
      "Identity server failing since 02:14: 502s",
      "Cookie name wrong since 02:14",
      "Off",
      "Cookie name wrong since 2020-01-02 03:04",
    ]);
  });
});

describe("numbers", () => {
  test("A share is rounded to 0 % or 100 % only if it is exactly that.", () => {
    expect([share(999_999, 1_000_000), share(1, 1_000_000), share(5, 5), share(0, 5)]).toEqual([
      "99.9 %",
      "0.1 %",
      "100 %",
      "0 %",
    ]);
    expect(share(0, 0)).toBe("–");
  });

  test("Every number is shown with its unit.", () => {
    expect([
      milliseconds(0.0621),
      milliseconds(2.41),
      milliseconds(1_200),
      milliseconds(null),
    ]).toEqual(["62 µs", "2.4 ms", "1.20 s", "–"]);
    expect([seconds(12.3), seconds(71), seconds(-11), seconds(90_000)]).toEqual([
      "12 s",
      "1 min 11 s",
      "−11 s",
      "1 d 1 h",
    ]);
    expect([bytes(512), bytes(1_434), bytes(3_145_728)]).toEqual(["512 B", "1.4 KiB", "3.0 MiB"]);
    expect([rate(0), rate(0.25), rate(1_204.4)]).toEqual(["0", "0.25", "1,204"]);
    expect([interval(30_000), interval(90_000), interval(500), interval(null)]).toEqual([
      "30 s",
      "1 min 30 s",
      "500 ms",
      "–",
    ]);
    expect([
      quotient(1, 7),
      quotient(3, 3),
      quotient(1, 1_000),
      quotient(0, 5),
      quotient(0, 0),
    ]).toEqual(["0.14", "1", "< 0.01", "0", "–"]);
  });
});

describe("changes", () => {
  test("Changes are the values that differ, and a list is one value.", () => {
    const before = { name: "Shop", flags: { on: false, hosts: [] }, gone: 1 };
    const after = { name: "Shop", flags: { on: true, hosts: ["a.example"] } };
    expect(changesBetween(before, after)).toEqual([
      { path: "flags.on", before: "false", after: "true" },
      { path: "flags.hosts", before: "(none)", after: "a.example" },
      { path: "gone", before: "1", after: undefined },
    ]);
  });

  test("A new object has all its values as changes, and nothing has none.", () => {
    expect(changesBetween(null, { a: 1 })).toEqual([{ path: "a", before: undefined, after: "1" }]);
    expect(changesBetween(null, null)).toEqual([]);
    expect(changesBetween({ url: "" }, { url: "x", owner_id: "1", name: "n" })).toEqual([
      { path: "url", before: "(empty)", after: "x" },
      { path: "name", before: undefined, after: "n" },
      { path: "owner_id", before: undefined, after: "1" },
    ]);
  });
});

test.each([
  ["edge-sessions; hit; ttl=41", /was not asked/u],
  ["edge-sessions; hit; ttl=41; detail=refreshing", /background refresh/u],
  ["edge-sessions; hit; ttl=-3; detail=stale-if-error", /identity server failed/u],
  ["cdn; fwd=miss, edge-sessions; fwd=stale; stored", /too old.*stored/u],
  ["edge-sessions; fwd=request; stored", /fresh answer/u],
  ["edge-sessions; fwd=bypass; detail=cookies-unknown", /cookies-unknown/u],
])("The Cache-Status %s is explained.", (value, words) => {
  expect(explainCacheStatus(value)).toMatch(words);
});

describe("a draft", () => {
  const flags = { ...defaultFlags, hosts: ["a.example"] };

  test("A draft is saved by replacing the settings that it changes.", () => {
    expect(
      patchOf(flags, { refresh_after: "2s", hosts: ["a.example"], session_tokens: true }),
    ).toEqual([
      { op: "replace", path: "/services/identity/config/feature_flags/refresh_after", value: "2s" },
      {
        op: "replace",
        path: "/services/identity/config/feature_flags/session_tokens",
        value: true,
      },
    ]);
  });

  test("Problems are shown beside their fields, also those of the items of a list.", () => {
    const path = "/services/identity/config/feature_flags/hosts/0";
    expect(problemsOf([{ path, problem: "must be a host name" }], "hosts")).toEqual([
      "Item 1 must be a host name",
    ]);
    expect(problemsOf([{ path, problem: "must be a host name" }], "host")).toEqual([]);
  });
});

test.each([
  "s3cret==",
  " s3cret== ",
  "ory_kratos_session=s3cret==",
  "Cookie: theme=dark; ory_kratos_session=s3cret==; other=1",
])("The session cookie is found in the copied text %j.", (text) => {
  expect(cookieValue(text, "ory_kratos_session")).toBe("s3cret==");
});

test("The configuration for Kratos is valid YAML, whatever the address.", () => {
  expect(parse(kratosYaml("http://shop.example/a: #b", "1m"))).toEqual({
    serve: { public: { base_url: "http://shop.example/a: #b/" } },
    feature_flags: { cacheable_sessions: true, cacheable_sessions_max_age: "1m" },
  });
});

test("The web hooks for Kratos are valid YAML, with the same hook after every flow.", () => {
  const { selfservice } = parse(hooksYaml("http://control.example/projects/p/hooks/kratos"));
  const [hook] = selfservice.flows.settings.after.hooks;
  expect(hook.config.url).toBe("http://control.example/projects/p/hooks/kratos");
  expect(atob(hook.config.body.replace("base64://", ""))).toContain("identity_id: if");
  const flows = ["login", "recovery", "registration", "settings", "verification"];
  expect(Object.keys(selfservice.flows).toSorted()).toEqual(flows);
  for (const flow of flows) expect(selfservice.flows[flow].after.hooks).toEqual([hook]);
});

describe("a wrong key", () => {
  test.each([
    [`es_key_${"k".repeat(43)}`, "key", /revoked, has expired, or belongs to another/u],
    [`es_key_${"k".repeat(42)}`, "part-of-a-key", /not a whole key/u],
    ["9c80b9a6-4c77-4f0c-8c4e-5b1f7f1c2f3a", "id", /ids cannot sign in/u],
    ["Authorization: Bearer es_key_", "several-words", /Paste the key alone/u],
    ["ory_pat_abc", "other", /begins with es_key_/u],
  ])(
    "The text %s is taken for what it is, and the message says what to do.",
    (text, form, words) => {
      expect(keyForm(text)).toBe(form);
      expect(wrongKeyWords(keyForm(text))).toMatch(words);
    },
  );
});

describe("a refusal", () => {
  test("A refusal is read in Ory's shape.", () => {
    const error = { id: "control_conflict", reason: "Taken.", message: "Choose another." };
    expect(readProblem(409, { error }, null)).toMatchObject({
      status: 409,
      id: "control_conflict",
      message: "Taken. Choose another.",
      problems: [],
    });
  });

  test.each([undefined, null, "text", { error: "text" }, { error: { id: 1 } }])(
    "The body %j is not read as a refusal.",
    (body) => {
      expect(readProblem(502, body, null)).toBeUndefined();
    },
  );
});

describe("A line of the activity", () => {
  const project = { slug: "shop", name: "Shop" };
  const sentence = (action: string, changes: object = {}): string => {
    const { who, did, what, rest, projectAfter, values } = activitySentence({
      sequence: 1,
      id: "1",
      at: "2026-01-01T00:00:00.000Z",
      actor: { key_id: "key-1", name: "admin" },
      action,
      project_id: "project-1",
      project,
      subject: "shop",
      before: null,
      after: null,
      ...changes,
    });
    const words = [who, did, what, projectAfter, projectAfter && project.name];
    const shown = values.map(({ path, before, after }) => ` ${path}: ${before} → ${after}`);
    return words.filter(Boolean).join(" ") + rest + shown.join();
  };

  test.each([
    ["project.create", {}, "admin created the project Shop"],
    ["project.create", { project: null }, "admin created the project shop"],
    ["project.patch", { before: { a: "1" }, after: { a: "2" } }, "admin changed Shop a: 1 → 2"],
    [
      "project.set",
      { before: { cacheable_sessions: true }, after: { cacheable_sessions: false } },
      "admin turned Edge Sessions off for Shop",
    ],
    [
      "key.create",
      { subject: "deploy", after: { scopes: ["read", "keys"] } },
      "admin created the key deploy of Shop with read, keys",
    ],
    ["key.revoke", { subject: "deploy" }, "admin revoked the key deploy of Shop"],
    ["key.revoke", { subject: "deploy", project_id: null }, "admin revoked the key deploy"],
    ["signing-key.create", { subject: "kid" }, "admin made the signing key kid of Shop"],
    ["signing-key.delete", { subject: "kid" }, "admin withdrew the signing key kid of Shop"],
    ["project.delete", { project: null }, "admin deleted the project shop"],
    ["session.look-up", {}, "admin looked sessions up by e-mail in Shop"],
    ["sign-in", {}, "admin signed in to the Console"],
    ["invalidate", { after: ["session 1"] }, "admin invalidated session 1 in Shop"],
    ["invalidate", { after: ["project"] }, "admin invalidated everything in Shop"],
    [
      "project.else",
      { before: { a: "1" }, after: null },
      "admin project.else: shop a: 1 → undefined",
    ],
  ])("%s %j is: %s.", (action, changes, words) => {
    expect(sentence(action, changes)).toBe(words);
  });
});

test.each([
  [502, "edge_origin_unreachable", "could not reach the identity server at http://id.example."],
  [504, "edge_origin_timeout", "did not answer in time"],
  [503, "edge_project_incomplete", "has no identity server URL"],
  [401, "session_inactive", "There is no valid session for this cookie"],
  [403, "session_aal2_required", "second factor"],
  [502, null, "Check the proxy in front of the identity server."],
  [503, null, "The identity server is not ready"],
  [504, null, "waited too long"],
  [500, null, "Look at its log"],
  [418, null, "Check the identity server URL"],
  [302, null, "redirect"],
])("A live check that is answered with %i %s says: %s", (status, id, words) => {
  const outcome = { status, error_id: id, headers: [] };
  expect(explainCheck(outcome, "http://id.example").join(" ")).toContain(words);
});

test("A refusal of the edge itself says nothing about Edge Sessions being off.", () => {
  const outcome = { status: 502, error_id: "edge_origin_unreachable", headers: [] };
  expect(explainCheck(outcome, "http://id.example")).toHaveLength(1);
  expect(explainCheck(outcome, "")[0]).toContain("has no identity server URL");
  expect(explainCheck({ ...outcome, status: 200, error_id: null }, "http://id.example")).toEqual([
    "The session is valid.",
    expect.stringContaining("Edge Sessions is off for this project"),
  ]);
});

test.each([
  [-5, "just now"],
  [9, "just now"],
  [10, "10 s ago"],
  [60, "1 min ago"],
  [3_599, "59 min ago"],
  [3_600, "1 h ago"],
  [86_400, "1 d ago"],
])("%i s after an instant, it is %s.", (seconds, words) => {
  expect(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:00:00Z") + seconds * 1_000)).toBe(
    words,
  );
});
