// How signs are read from heartbeats, and how those of several processes become one.
import { expect, test } from "vitest";
import { joinAllSigns, joinSigns, readSigns, signsMax, type ProjectSign } from "./signs.ts";

const status = { kind: "status", status: 502 } as const;
const timeout = { kind: "timeout" } as const;

test("The earliest instant and the failure that began first count, whichever process noticed them.", () => {
  expect(
    joinSigns([
      { project: "a", failing: { since: 5, how: timeout }, limited: { since: 9 } },
      { project: "a", failing: { since: 3, how: status }, cookieNameContradicted: { since: 4 } },
      { project: "a", limited: { since: 2 } },
    ]),
  ).toEqual({
    project: "a",
    failing: { since: 3, how: status },
    limited: { since: 2 },
    cookieNameContradicted: { since: 4 },
  });
  expect(joinSigns([])).toBe(undefined);
});

test("Signs of several processes are one for each project, and those that began first are kept.", () => {
  const many: ProjectSign[] = Array.from({ length: signsMax + 5 }, (_, index) => ({
    project: `p${index}`,
    limited: { since: 1_000 - index },
  }));
  const joined = joinAllSigns([...many, { project: "p0", limited: { since: 1 } }]);
  expect(joined).toHaveLength(signsMax);
  expect(joined[0]).toEqual({ project: "p0", limited: { since: 1 } });
  expect(joined.map(({ project }) => project)).not.toContain("p1");
});

test("A sign is the same after it was sent as JSON, and what is not understood is left out.", () => {
  const signs: readonly ProjectSign[] = [
    {
      project: "a",
      failing: { since: 5, how: status },
      limited: { since: 6 },
      cookieNameContradicted: { since: 7 },
    },
    { project: "b", failing: { since: 5, how: timeout } },
  ];
  expect(readSigns(JSON.parse(JSON.stringify(signs)))).toEqual(signs);
  expect(
    readSigns([
      null,
      7,
      { project: 7 },
      { project: "c", failing: { since: "x", how: status }, limited: 5, more: true },
      { project: "d", failing: { since: 5, how: { kind: "strange" } }, limited: { since: -1 } },
    ]),
  ).toEqual([{ project: "c" }, { project: "d" }]);
  expect(readSigns("no list")).toEqual([]);
  // No clock shows such an instant, and no server answers with such a status.
  expect(
    readSigns([
      { project: "e", limited: { since: 8.64e15 + 1 } },
      { project: "f", cookieNameContradicted: { since: 1e300 } },
      { project: "g", failing: { since: 5, how: { kind: "status", status: 1e21 } } },
    ]),
  ).toEqual([{ project: "e" }, { project: "f" }, { project: "g" }]);
  expect(readSigns(Array.from({ length: 1_000 }, () => signs[1]))).toHaveLength(signsMax);
});
