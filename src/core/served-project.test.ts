import { describe, expect, it } from "vitest";
import { hostName, requestedHost, takesOver, type ServedProject } from "./served-project.ts";
import { defaultProjectSettings } from "./settings.ts";

function revision(number: number): ServedProject {
  return {
    version: 1,
    revision: number,
    settings: defaultProjectSettings,
    originUrl: undefined,
    adminOriginUrl: undefined,
    hosts: [],
    at: 0,
  };
}

describe("a project's revisions", () => {
  it.each([
    [undefined, 1, true],
    [1, 2, true],
    [2, 2, true],
    [2, 1, false],
  ])(
    "When revision %s is held and revision %s arrives, takesOver returns %s.",
    (held, next, taken) => {
      const before = held === undefined ? undefined : revision(held);
      expect(takesOver(before, revision(next))).toBe(taken);
    },
  );
});

describe("host names", () => {
  it.each([
    ["acme.projects.localhost", "acme.projects.localhost"],
    ["ACME.Projects.Localhost:4000", "acme.projects.localhost"],
    ["acme.example.", "acme.example"],
    ["acme.example.:443", "acme.example"],
    ["127.0.0.1:4000", "127.0.0.1"],
    ["[::1]:4000", "[::1]"],
    ["[::1]", "[::1]"],
    ["acme.example:", "acme.example"],
    ["", ""],
    [undefined, ""],
  ])("Host names are compared: %s.", (host, name) => {
    expect(hostName(host)).toBe(name);
  });
});

it.each<[readonly string[], string]>([
  [["Host", "Acme.example:443"], "acme.example"],
  [["Host", "acme.example", "Host", "other.example"], "acme.example"],
  [[], ""],
])("A request with %j is for %s.", (lines, expected) => {
  expect(requestedHost(lines)).toBe(expected);
});
