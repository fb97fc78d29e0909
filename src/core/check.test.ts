// Which requests are checks, and what a check is keyed by.
import { describe, expect, test } from "vitest";
import { loadStory } from "../../test/corpus/recording.ts";
import { bypassCases, pathCases, queryCases, type BypassCase } from "../../test/harness/whoami.ts";
import {
  acceptsCheck,
  classifyWhoami,
  isWhoami,
  lacksSessionCookie,
  type Classified,
} from "./check.ts";
import { readDirectives } from "./directives.ts";
import { readHead } from "./head.ts";
import { defaultLimits } from "./limits.ts";
import { defaultProjectSettings } from "./settings.ts";

/** Not a digest, but as good as one for telling texts apart. */
const plain = (text: string): string => text;

function classify(
  row: Omit<BypassCase, "is">,
  target = "/sessions/whoami",
  tokenizeTemplates: readonly string[] = [],
): Classified {
  const head = readHead(row.lines ?? []);
  return classifyWhoami(
    {
      method: row.method ?? "GET",
      target,
      hasBody: row.hasBody ?? false,
      absoluteForm: row.absoluteForm ?? false,
      head,
    },
    readDirectives(head.cacheControl, head.pragma),
    { ...defaultProjectSettings, sessionTokens: row.sessionTokens ?? false, tokenizeTemplates },
    { cookieNameConfirmed: row.cookieNameConfirmed ?? false },
    defaultLimits,
    plain,
  );
}

describe("isWhoami", () => {
  test.each(pathCases)(
    "For the target $target below '$basePath', isWhoami returns '$whoami'.",
    ({ target, basePath, whoami }) => {
      expect(isWhoami(target, basePath ?? "")).toBe(whoami);
    },
  );

  test("In the recordings, every target that counts as whoami is whoami for the origin.", () => {
    const taken = loadStory("16-odd-paths").exchanges.filter(
      ({ listener, request }) =>
        listener === "public" && request.method === "GET" && isWhoami(request.path, ""),
    );
    expect(taken.length).toBeGreaterThan(2);
    expect(taken.filter(({ response }) => response.status !== 200)).toEqual([]);
  });
});

describe("queries", () => {
  const cookie = ["Cookie", "ory_kratos_session=v"];
  test.each(Object.entries(queryCases))(
    "For the query %j, a token is requested: %s.",
    (query, tokenizes) => {
      const classified = classify({ lines: cookie }, `/sessions/whoami${query}`);
      expect(classified.kind === "bypass" ? classified.why : "check").toBe(
        tokenizes ? "tokenize" : "check",
      );
    },
  );

  test("In the recordings, every request that brings a token is passed on.", () => {
    const tokens = loadStory("12-tokenize").exchanges.filter(
      ({ request, response }) =>
        isWhoami(request.path, "") && response.body?.includes('"tokenized"') === true,
    );
    expect(tokens.length).toBeGreaterThan(2);
    for (const { request } of tokens) {
      const { path, method } = request;
      expect(classify({ method, lines: cookie }, path)).toMatchObject({ kind: "bypass" });
    }
  });
});

describe("templates", () => {
  const cookie = ["Cookie", "ory_kratos_session=v"];
  const whoami = "/sessions/whoami";
  const classified = (lines: readonly string[], target: string): Classified =>
    classify({ lines }, target, ["jwt", "other"]);

  test("A check for a listed template is cacheable, under a key of its own.", () => {
    const keys = ["", "?tokenize_as=jwt", "?tokenize_as=other"].map((query) => {
      const found = classified([...cookie, "Origin", "https://app.example"], whoami + query);
      return found.kind === "check" ? found.check.key : found.why;
    });
    expect(new Set(keys).size).toBe(3);
    expect(keys[1]).toContain(" t:jwt o:https://app.example");
  });

  test.each(Object.entries(queryCases).filter(([query]) => query !== "?tokenize_as=jwt"))(
    "With listed templates too, the query %j may ask for a token: %s.",
    (query, tokenizes) => {
      const found = classified(cookie, whoami + query);
      expect(found.kind === "bypass" ? found.why : "check").toBe(tokenizes ? "tokenize" : "check");
    },
  );

  test("Another template, and a check without a credential, are passed on.", () => {
    const bypass = { kind: "bypass", why: "tokenize" };
    expect(classified(cookie, `${whoami}?tokenize_as=unlisted`)).toEqual(bypass);
    expect(classified([], `${whoami}?tokenize_as=jwt`)).toEqual(bypass);
  });
});

describe("classifyWhoami", () => {
  test.each(Object.entries(bypassCases))(
    "A whoami request is classified: %s.",
    (_, { is, ...row }) => {
      const classified = classify(row);
      expect(classified.kind === "bypass" ? classified.why : classified.kind).toBe(is);
    },
  );

  test("A check has its method, its origin and the credentials to present.", () => {
    const classified = classify({
      method: "HEAD",
      lines: ["Origin", "http://app.example", "Cookie", "ory_kratos_session=v; b=2"],
    });
    if (classified.kind !== "check") throw new Error("No check.");
    const { check } = classified;
    expect(check).toMatchObject({ method: "HEAD", origin: "http://app.example" });
    expect(check.presented.map((one) => `${one.header} ${one.reveal()}`)).toEqual(["cookie v"]);
    expect(check.credentials).toHaveLength(1);
  });

  test("HEAD and GET, other queries and other headers share one key.", () => {
    const lines = ["Cookie", "ory_kratos_session=v"];
    const key = (row: Omit<BypassCase, "is">, target?: string): string | undefined => {
      const classified = classify(row, target);
      return classified.kind === "check" ? classified.check.key : undefined;
    };
    const first = key({ lines });
    expect(first).toBeDefined();
    expect(key({ method: "HEAD", lines })).toBe(first);
    expect(key({ lines }, "/sessions/whoami?x=1")).toBe(first);
    expect(
      key({ lines: [...lines, "X-Forwarded-Host", "evil.example", "Accept", "text/html"] }),
    ).toBe(first);
    expect(key({ lines: ["cookie", "a=1", "Cookie", "ory_kratos_session=v; c=3"] })).toBe(first);
  });

  test("Checks without credentials share one key per origin, whatever other cookies they have.", () => {
    const key = (lines: readonly string[]): string | undefined => {
      const classified = classify({ lines, cookieNameConfirmed: true });
      return classified.kind === "check" ? classified.check.key : undefined;
    };
    expect(key(["Cookie", "a=1"])).toBe(key([]));
    expect(key(["Origin", "null"])).not.toBe(key([]));
  });
});

describe("lacksSessionCookie", () => {
  test.each<[string, readonly string[], boolean]>([
    ["no cookie at all", [], false],
    ["other cookies", ["Cookie", "a=1"], true],
    ["other cookies and an empty session token", ["Cookie", "a=1", "X-Session-Token", ""], true],
    ["other cookies and Basic", ["Cookie", "a=1", "Authorization", "Basic eA=="], true],
    ["the session cookie among them", ["Cookie", "a=1; ory_kratos_session=v"], false],
    ["the session cookie nine times", ["Cookie", "ory_kratos_session=v;".repeat(9)], false],
    ["other cookies and a session token", ["Cookie", "a=1", "X-Session-Token", "t"], false],
    ["other cookies and a bearer", ["Cookie", "a=1", "Authorization", "Bearer t"], false],
    ["the name in another spelling", ["Cookie", "ORY_KRATOS_SESSION=v"], false],
  ])("For a request with %s, lacksSessionCookie returns %s.", (_, lines, lacks) => {
    expect(lacksSessionCookie(readHead(lines), "ory_kratos_session", defaultLimits)).toBe(lacks);
  });
});

test.each([
  ["GET", 200, true],
  ["HEAD", 200, true],
  ["OPTIONS", 200, false],
  ["GET", 401, false],
])("For an answer to %s with %d, acceptsCheck returns %s.", (method, status, expected) => {
  expect(acceptsCheck(method, status)).toBe(expected);
});
