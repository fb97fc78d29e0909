// Values that only `plan` takes.
import { expect, test } from "vitest";
import { planOptions } from "../../src/config/options/plan-options.ts";
import { helpOf } from "../../src/config/read/source.ts";

type Name = keyof typeof planOptions.shape;

/** What an option makes of a value, or what it says against it. */
function read(name: Name, given: unknown): unknown {
  const parsed = planOptions.shape[name].safeParse(given);
  return parsed.success
    ? parsed.data
    : parsed.error.issues.map(({ message }) => message).join("; ");
}

test("The examples of the options are valid values.", () => {
  for (const name of Object.keys(planOptions.shape) as Name[]) {
    const { example } = helpOf(planOptions.shape, name);
    expect({ name, ok: planOptions.shape[name].safeParse(example).success }).toEqual({
      name,
      ok: true,
    });
  }
});

test.each([
  ["p95=35ms,p99=45ms", { p95Ms: 35, p99Ms: 45 }],
  [" p99 = 45ms ", { p99Ms: 45 }],
  ["p95=12.5ms", { p95Ms: 12.5 }],
  ["p95=60ms,p99=60ms", { p95Ms: 60, p99Ms: 60 }],
  ["p95=45ms,p99=35ms", expect.stringMatching(/p99 that is shorter than its p95/u)],
  [
    "p95=0ms",
    expect.stringMatching(
      /contains "p95=0ms", but p95 must be a duration above zero such as 35ms/u,
    ),
  ],
  ["p95=-5ms,p99=x", expect.stringMatching(/"p95=-5ms".*"p99=x"/u)],
  ["p95=2m", expect.stringMatching(/at most 1m/u)],
  ["p50=10ms", expect.stringMatching(/contains "p50", but may contain only p95 and p99/u)],
  ["p95=1ms,p95=2ms", expect.stringMatching(/contains p95 twice/u)],
  ["35ms", expect.stringMatching(/must be one or two waits such as p95=35ms,p99=45ms/u)],
  ["", expect.stringMatching(/must be one or two waits/u)],
  [35, expect.stringMatching(/must be one or two waits/u)],
])("The target %j is read, or refused if no figures can meet it.", (given, expected) => {
  expect(read("target", given)).toEqual(expected);
});

test.each([
  ["100ms=95%", { ms: 100, share: 0.95 }],
  ["1s=0.999", { ms: 1_000, share: 0.999 }],
  ["70ms=100%", { ms: 70, share: 1 }],
  ["100ms=101%", expect.stringMatching(/contains the share "101%".*at most 100%/u)],
  ["100ms=95", expect.stringMatching(/contains the share "95"/u)],
  ["100ms=0%", expect.stringMatching(/above 0%/u)],
  ["0ms=x", expect.stringMatching(/contains the time "0ms".*contains the share "x"/u)],
  ["100ms", expect.stringMatching(/must be a time and a share such as 100ms=95%/u)],
])("The goal within %j is read, or refused.", (given, expected) => {
  expect(read("within", given)).toEqual(expected);
});

test.each([
  ["99.5%", 0.995],
  ["0.995", 0.995],
  [0.995, 0.995],
  ["0", 0],
  ["100%", 1],
  ["1.01", expect.stringMatching(/at most 100%, which is 1 without the percent sign/u)],
  ["-0.1", expect.stringMatching(/must be a share such as 99.5% or 0.995/u)],
  ["almost all", expect.stringMatching(/must be a share/u)],
])("The share %j is read, or refused if it is not between 0 and 1.", (given, expected) => {
  expect(read("hit-ratio", given)).toEqual(expected);
});

test.each([
  ["FRA", { kind: "metro", text: "fra" }],
  ["New York", { kind: "metro", text: "new york" }],
  ["48.1, 11.6", { kind: "point", latitude: 48.1, longitude: 11.6 }],
  ["-33.9,18.4", { kind: "point", latitude: -33.9, longitude: 18.4 }],
  ["91,0", expect.stringMatching(/latitude between -90 and 90, and it comes first/u)],
  ["0,181", expect.stringMatching(/longitude between -180 and 180/u)],
  ["fra,iad", expect.stringMatching(/must be a metro such as fra, or LAT,LON/u)],
  ["", expect.stringMatching(/must be a metro/u)],
])("The place %j is read, or refused.", (given, expected) => {
  expect(read("origin-at", given)).toEqual(expected);
});

test.each([
  ["fra, IAD,fra", ["fra", "iad"]],
  [
    ["São Paulo", "fra"],
    ["são paulo", "fra"],
  ],
  ["fra,,iad", "must be a list of metros such as fra,iad"],
  [7, "must be a list of metros such as fra,iad"],
  ["a,".repeat(501), "must not have more than 500 members"],
])("The list %j is read, or refused.", (given, expected) => {
  expect(read("keep", given)).toEqual(expected);
});
