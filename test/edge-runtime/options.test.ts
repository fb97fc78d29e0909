// The options of the build for edge runtimes mean and refuse the same as those of the library.
import { describe, expect, it } from "vitest";
import { createEdge as createIsolateEdge } from "../../src/edge-runtime/index.ts";
import { readOptions } from "../../src/edge-runtime/options.ts";
import { createEdge } from "../../src/library/index.ts";
import { checkOptions, EdgeOptionsError } from "../../src/library/options.ts";

const origin = "https://kratos.example/";

/** What is wrong with options, sorted. */
function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof EdgeOptionsError) return error.problems.toSorted();
    throw error;
  }
  return [];
}

describe("options of an edge in an isolate", () => {
  it("They have the defaults of the library, except for the memory.", () => {
    const { fetch, onEvent: _, ...isolate } = readOptions({ origin });
    const { onEvent: __, ...library } = checkOptions({ origin });
    expect(isolate).toEqual({ ...library, cacheBytesMax: 32 * 1_024 ** 2 });
    expect(fetch).toBeUndefined();
  });

  it.each([
    { cacheableSessions: true, refreshAfter: "auto", sessionTokens: "true" },
    { cacheableSessionsMaxAge: "2m30s", refreshAfter: 500, staleIfError: "0" },
    { originTimeout: "2s", forwardTimeout: 1, cacheMemory: "1MiB", basePath: "/identity/" },
    { cacheMemory: 1_024 ** 2, name: "worker", cookieName: "ory_session_x", ignoreNoCache: true },
  ])("%j means the same as in the library.", (options) => {
    const given = { origin, cacheMemory: "64MiB", ...options } as Parameters<typeof createEdge>[0];
    const { fetch: _, onEvent: __, ...isolate } = readOptions(given);
    const { onEvent: ___, ...library } = checkOptions(given);
    expect(isolate).toEqual(library);
  });

  it.each([
    { cacheableSessions: "perhaps", cacheableSessionsMaxAge: "1 minute", refreshAfter: -1 },
    { staleIfError: 0.5, cookieName: "a b", basePath: "identity", cacheMemory: "64MB" },
    { originTimeout: Number.NaN, name: "two words", onEvent: "console.log", misspelled: true },
    { originTimeout: 0, forwardTimeout: "2h", cacheMemory: 1, cacheableSessionsMaxAge: "48h" },
    { degradedMaxAge: "1s", cookieName: "c".repeat(257), basePath: null, sessionTokens: 1 },
    { cookieName: "edge_sessions_console" },
  ])("%j is refused in the same words as by the library.", (options) => {
    const given = { origin, ...options } as Parameters<typeof createEdge>[0];
    const problems = problemsOf(() => createIsolateEdge(given as never));
    expect(problems).toEqual(problemsOf(() => createEdge(given)));
    expect(problems).not.toEqual([]);
  });

  it.each([
    [{}],
    [undefined],
    [origin],
    [{ origin: "kratos.example" }],
    [{ origin: 1 }],
    [{ origin: "" }],
  ])(
    "Options without a URL of the identity server are refused with one problem: %j.",
    (options) => {
      expect(problemsOf(() => createIsolateEdge(options as never))).toHaveLength(1);
    },
  );

  it("Preflights are no option, because their calls would be shared among requests.", () => {
    const problems = problemsOf(() => createIsolateEdge({ origin, preflights: true } as never));
    expect(problems).toEqual(["preflights is not an option"]);
  });

  it("An error does not show the password in an origin's URL.", () => {
    const withPassword = { origin: "https://user:hunter2@kratos.example" };
    const problems = problemsOf(() => createIsolateEdge(withPassword));
    expect(problems).toEqual(["origin must not contain a user or password"]);
  });
});
