// Options of an edge in process: all problems are listed at once, and a malformed value gets no default.
import { describe, expect, it } from "vitest";
import { checkOptions, EdgeOptionsError } from "../../src/library/options.ts";
import { createEdge } from "../../src/library/index.ts";

/** Calls with options that their type would not allow. */
function problemsOf(options: object): readonly string[] {
  try {
    createEdge(options as Parameters<typeof createEdge>[0]);
  } catch (error) {
    if (error instanceof EdgeOptionsError) return error.problems;
    throw error;
  }
  return [];
}

describe("options", () => {
  it("The origin is the only required option, and the feature is off by default.", () => {
    expect(checkOptions({ origin: "https://kratos.example/" })).toMatchObject({
      origin: "https://kratos.example",
      settings: { cacheableSessions: false, maxAgeMs: 60_000, refreshAfterMs: 1_000 },
      originTimeoutMs: 5_000,
      forwardTimeoutMs: 60_000,
    });
  });

  it("Durations may be written as in Ory or in milliseconds, and sizes with a unit or in bytes.", () => {
    const spelled = checkOptions({
      origin: "https://kratos.example",
      cacheableSessionsMaxAge: "2m30s",
      refreshAfter: "500ms",
      originTimeout: "2s",
      cacheMemory: "1MiB",
    });
    const counted = checkOptions({
      origin: "https://kratos.example",
      cacheableSessionsMaxAge: 150_000,
      refreshAfter: 500,
      originTimeout: 2_000,
      cacheMemory: 1_024 ** 2,
    });
    const { onEvent: _, ...rest } = spelled;
    expect(counted).toMatchObject(rest);
    expect(spelled.settings.maxAgeMs).toBe(150_000);
    expect(spelled.cacheBytesMax).toBe(1_024 ** 2);
  });

  it("The interval of refreshes may be left to the engine.", () => {
    const { settings } = checkOptions({ origin: "https://kratos.example", refreshAfter: "auto" });
    expect(settings).toMatchObject({ refreshAuto: true, refreshAfterMs: 1_000 });
  });

  it("Options with several problems are refused with all of them.", () => {
    const problems = problemsOf({
      origin: "kratos.example",
      cacheableSessions: "perhaps",
      cacheableSessionsMaxAge: "1 minute",
      refreshAfter: -1,
      staleIfError: 0.5,
      cookieName: "a b",
      basePath: "identity",
      cacheMemory: "64MB",
      originTimeout: Number.NaN,
      name: "two words",
      onEvent: "console.log",
      cacheableSession: true,
    });
    expect([...problems].sort()).toMatchInlineSnapshot(`
      [
        "basePath must be a path such as /identity",
        "cacheMemory must be a size such as 64KiB or 256MiB",
        "cacheableSession is not an option",
        "cacheableSessions must be true or false",
        "cacheableSessionsMaxAge must be a duration such as 500ms, 30s or 2m30s",
        "cookieName must be the name of a cookie",
        "name must be a name of at most 64 letters, digits and -._~ that begins with a letter",
        "onEvent must be a function",
        "origin must be a URL such as https://kratos.example or an Origin object",
        "originTimeout must be a duration such as 500ms, 30s or 2m30s",
        "refreshAfter must be auto or a duration such as 1s",
        "staleIfError must be a whole number of milliseconds",
      ]
    `);
  });

  it.each([[{}], [undefined], ["https://kratos.example"]])(
    "Options without an origin are refused: %j.",
    (options) => {
      expect(problemsOf(options as object)).toHaveLength(1);
    },
  );

  it("An error does not show the password in an origin's URL.", () => {
    const problems = problemsOf({ origin: "https://user:hunter2@kratos.example" });
    expect(problems).toHaveLength(1);
    expect(problems.join(" ")).not.toContain("hunter2");
  });
});
