// The judge is judged: a server that says exactly what was recorded passes, and one that is told
// another story does not, so that a pass of the identity server means something.
import { describe, expect, test } from "vitest";
import { loadStory, type Exchange, type RecordedAnswer, type Story } from "./recording.ts";
import { ReplayingOrigin } from "./replaying-origin.ts";
import { runStory, type Objection } from "./story-runner.ts";

const dayMs = 86_400_000;

/** Plays a story against a server that replays another one. */
async function judge(story: Story, told: Story): Promise<Objection[]> {
  const origins = { public: new ReplayingOrigin(), admin: new ReplayingOrigin() };
  await Promise.all([origins.public.start(), origins.admin.start()]);
  try {
    for (const listener of ["public", "admin"] as const) {
      origins[listener].enqueue(...told.exchanges.filter((e) => e.listener === listener));
    }
    const target = {
      publicUrl: origins.public.url,
      adminUrl: origins.admin.url,
      setTime: () => undefined,
    };
    return await runStory(story, target, dayMs);
  } finally {
    await Promise.all([origins.public.stop(), origins.admin.stop()]);
  }
}

/** A story in which one answer is another. */
function altered(
  story: Story,
  n: number,
  alter: (answer: RecordedAnswer) => RecordedAnswer,
): Story {
  const exchanges = story.exchanges.map((exchange: Exchange) =>
    exchange.n === n ? { ...exchange, response: alter(exchange.response) } : exchange,
  );
  return { ...story, exchanges };
}

function withBody(answer: RecordedAnswer, body: string): RecordedAnswer {
  const length = String(Buffer.byteLength(body));
  const headers = answer.headers.map(([name, value]): [string, string] =>
    name === "Content-Length" ? [name, length] : [name, value],
  );
  return { ...answer, headers, body };
}

function withHeader(
  answer: RecordedAnswer,
  name: string,
  change: (value: string) => string,
): RecordedAnswer {
  const headers = answer.headers.map(([key, value]): [string, string] =>
    key === name ? [key, change(value)] : [key, value],
  );
  return { ...answer, headers };
}

/** The same story with other ids and secrets throughout, as another run of the same server would tell it. */
function retold(story: Story): Story {
  const text = JSON.stringify(story.exchanges)
    .replaceAll(/\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-)/g, (hex) =>
      (0xffffffff - Number.parseInt(hex, 16)).toString(16).padStart(8, "0"),
    )
    .replaceAll(
      /(ory_(?:st|lo)_)([A-Za-z0-9]{32})/g,
      (_all, prefix: string, rest: string) => prefix + rest.split("").reverse().join(""),
    )
    .replaceAll(
      /(ory_kratos_session=)([^;"\\]{100,})/g,
      (_all, name: string, value: string) => name + value.split("").reverse().join(""),
    );
  return { ...story, exchanges: JSON.parse(text) as Exchange[] };
}

const numbers = (objections: Objection[]): number[] => objections.map(({ exchange }) => exchange);

describe("the story runner", () => {
  test.each([
    "02b-browser-form",
    "06-totp",
    "08-logout",
    "10a-admin-identity",
    "15c-short-lifespan",
  ])("The story runner accepts the recording of %s itself.", async (scenario) => {
    const story = loadStory(scenario);
    expect(await judge(story, story)).toEqual([]);
  });

  test.each(["02-browser-session", "09-my-sessions", "11-login-refresh"])(
    "The story runner accepts %s with other ids, tokens and cookies.",
    async (scenario) => {
      const story = loadStory(scenario);
      const other = retold(story);
      expect(JSON.stringify(other)).not.toBe(JSON.stringify(story));
      expect(await judge(story, other)).toEqual([]);
    },
  );

  const story = loadStory("10c-admin-extend");
  const check = 5;
  const renewing = 8;
  const appCheck = 6;
  const signIn = 2;

  const alterations: readonly [string, number, (answer: RecordedAnswer) => RecordedAnswer][] = [
    ["another status", check, (a) => ({ ...a, status: 201 })],
    ["another header order", check, (a) => ({ ...a, headers: [...a.headers].reverse() })],
    [
      "a header in another case",
      check,
      (a) => ({
        ...a,
        headers: a.headers.map(([name, value]) => [name.toLowerCase(), value]),
      }),
    ],
    ["a header more", check, (a) => ({ ...a, headers: [...a.headers, ["X-More", "1"]] })],
    ["a header less", check, (a) => ({ ...a, headers: a.headers.slice(1) })],
    ["another hint", check, (a) => withHeader(a, "Ory-Session-Cache-For", () => "59")],
    [
      "joined Vary lines",
      check,
      (a) => ({
        ...a,
        headers: a.headers.flatMap(([name, value]): [string, string][] =>
          name === "Vary"
            ? value === "Origin"
              ? [["Vary", "Origin, Cookie"]]
              : []
            : [[name, value]],
        ),
      }),
    ],
    ["a malformed Date", check, (a) => withHeader(a, "Date", () => "2026-11-23T20:48:00Z")],
    ["another key order", check, (a) => withBody(a, swapped(a.body ?? "", "active", "expires_at"))],
    ["another value", check, (a) => withBody(a, (a.body ?? "").replace('"aal1"', '"aal2"'))],
    ["no newline at the end", check, (a) => withBody(a, (a.body ?? "").trimEnd())],
    [
      "a later expiry",
      check,
      (a) =>
        withBody(
          a,
          (a.body ?? "").replace('"expires_at":"2026-11-24T20', '"expires_at":"2026-11-24T21'),
        ),
    ],
    [
      "an instant with more digits than the database keeps",
      check,
      (a) => withBody(a, (a.body ?? "").replace(/("updated_at":"[^"]*?\.\d{1,6})\d*Z/, "$1777Z")),
    ],
    [
      "another identity's id",
      appCheck,
      (a) =>
        withHeader(
          a,
          "X-Kratos-Authenticated-Identity-Id",
          () => "11111111-2222-4333-8444-555555555555",
        ),
    ],
    [
      "another session's body",
      appCheck,
      (a) => {
        const browser = story.exchanges.find(({ n }) => n === check)?.response.body ?? "";
        return withBody(a, browser);
      },
    ],
    [
      "a cookie without SameSite",
      renewing,
      (a) => withHeader(a, "Set-Cookie", (line) => line.replace("; SameSite=Lax", "")),
    ],
    [
      "a cookie that lives an hour longer",
      renewing,
      (a) => withHeader(a, "Set-Cookie", (line) => line.replace(/Max-Age=\d+/, "Max-Age=90000")),
    ],
    [
      "no Set-Cookie",
      renewing,
      (a) => ({
        ...a,
        headers: a.headers.filter(([name]) => name !== "Set-Cookie"),
      }),
    ],
    [
      "no session cookie at sign-in",
      signIn,
      (a) => ({
        ...a,
        headers: a.headers.filter(([, value]) => !value.startsWith("ory_kratos_session=")),
      }),
    ],
  ];

  test.each(alterations)("The story runner objects to %s.", async (_what, n, alter) => {
    const objections = await judge(story, altered(story, n, alter));
    expect(numbers(objections)).toContain(n);
  });

  test("The story runner objects to the cookie of a session in place of another's.", async () => {
    const first = story.exchanges.find(({ n }) => n === renewing)?.response.headers ?? [];
    const told = altered(story, renewing + 1, (a) =>
      withHeader(a, "Set-Cookie", () => first.find(([name]) => name === "Set-Cookie")?.[1] ?? ""),
    );
    expect(numbers(await judge(story, told))).toContain(renewing + 1);
  });

  test("The story runner objects to another redirect and to a missing hidden field.", async () => {
    const form = loadStory("02b-browser-form");
    const redirected = altered(form, 3, (a) =>
      withHeader(a, "Location", () => "http://evil.example/"),
    );
    expect(numbers(await judge(form, redirected))).toEqual([3]);
    const bare = altered(form, 2, (a) =>
      withBody(a, (a.body ?? "").replace('"name":"csrf_token"', '"name":"other"')),
    );
    expect(numbers(await judge(form, bare))).toContain(2);
  });

  test("The story runner objects to another error id.", async () => {
    const totp = loadStory("06-totp");
    const refusedList = 20;
    const told = altered(totp, refusedList, (a) =>
      withBody(a, (a.body ?? "").replace("session_aal2_required", "session_inactive")),
    );
    expect(numbers(await judge(totp, told))).toEqual([refusedList]);
  });
});

/** A body in which two neighbouring keys changed places. */
function swapped(body: string, first: string, second: string): string {
  const pattern = new RegExp(`("${first}":[^,]+),("${second}":"[^"]+")`);
  return body.replace(pattern, "$2,$1");
}
