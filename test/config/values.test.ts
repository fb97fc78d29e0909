// How single values are read: durations, sizes, addresses, ranges.
import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { addressTest, parseRange } from "../../src/config/values/address-range.ts";
import { formatDuration, parseDuration } from "../../src/config/values/duration.ts";
import {
  collides,
  formatListenAddress,
  isLoopback,
  parseListenAddress,
} from "../../src/config/values/listen-address.ts";
import { formatSize, parseSize } from "../../src/config/values/size.ts";

describe("durations", () => {
  test.each([
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["1m", 60_000],
    ["2m30s", 150_000],
    ["1.5h", 5_400_000],
    [".5s", 500],
    ["1h2m3s4ms", 3_723_004],
    ["0.1s", 100],
    ["1.001s", 1_001],
    ["", undefined],
    ["s", undefined],
    [".s", undefined],
    ["1", undefined],
    ["1d", undefined],
    ["-1s", undefined],
    ["1 s", undefined],
    ["1S", undefined],
  ])("The duration %j is read, or refused if it is malformed.", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test("A duration that was formatted reads back the same.", () => {
    assert(
      property(integer({ min: 0, max: 1e12 }), (durationMs) => {
        expect(parseDuration(formatDuration(durationMs))).toBe(durationMs);
      }),
    );
  });
});

describe("sizes", () => {
  test.each([
    ["1B", 1],
    ["64KiB", 65_536],
    ["256MiB", 268_435_456],
    ["2GiB", 2_147_483_648],
    ["64K", undefined],
    ["64KB", undefined],
    ["64", undefined],
    ["1.5MiB", undefined],
    ["99999999999999GiB", undefined],
  ])("The size %j is read, or refused if it is malformed.", (text, sizeBytes) => {
    expect(parseSize(text)).toBe(sizeBytes);
  });

  test("A size that was formatted reads back the same.", () => {
    assert(
      property(integer({ min: 0, max: 2 ** 45 }), (sizeBytes) => {
        expect(parseSize(formatSize(sizeBytes))).toBe(sizeBytes);
      }),
    );
  });
});

describe("listen addresses", () => {
  test.each(["127.0.0.1:4000", "localhost:0", "[::1]:4000", "[::]:1", "edge.example:65535"])(
    "The listen address %s is read and formatted.",
    (text) => {
      const address = parseListenAddress(text);
      expect(address && formatListenAddress(address)).toBe(text);
    },
  );

  test.each([
    ["127.0.0.1:1", true],
    ["127.9.9.9:1", true],
    ["localhost:1", true],
    ["[::1]:1", true],
    ["[::ffff:127.0.0.1]:1", true],
    ["0.0.0.0:1", false],
    ["[::]:1", false],
    ["10.0.0.1:1", false],
    ["localhost.example:1", false],
  ])("For %s, isLoopback returns %s.", (text, loopback) => {
    const address = parseListenAddress(text);
    expect(address && isLoopback(address)).toBe(loopback);
  });

  test.each([
    ["127.0.0.1:1", "127.0.0.1:1", true],
    ["127.0.0.1:1", "127.0.0.1:2", false],
    ["127.0.0.1:0", "127.0.0.1:0", false],
    ["0.0.0.0:1", "127.0.0.1:1", true],
    ["[::]:1", "127.0.0.1:1", true],
    ["127.0.0.2:1", "127.0.0.1:1", false],
    ["LOCALHOST:1", "127.0.0.1:1", true],
  ])("For %s and %s, collides returns %s.", (one, other, expected) => {
    const first = parseListenAddress(one);
    const second = parseListenAddress(other);
    expect(first && second && collides(first, second)).toBe(expected);
  });
});

describe("ranges", () => {
  const trusts = (ranges: readonly string[], address: string): boolean =>
    addressTest(
      ranges.map((text) => {
        const range = parseRange(text);
        if (typeof range === "string") throw new Error(range);
        return range;
      }),
    )(address);

  test.each([
    [["10.0.0.0/8"], "10.255.0.1", true],
    [["10.0.0.0/8"], "11.0.0.1", false],
    [["10.0.0.0/8"], "::ffff:10.0.0.1", true],
    [["10.0.0.7"], "10.0.0.7", true],
    [["10.0.0.7"], "10.0.0.8", false],
    [["fd00::/8"], "fd12::1", true],
    [["fd00::/8"], "10.0.0.1", false],
    [["0.0.0.0/0"], "203.0.113.9", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["10.0.0.0/8"], "unix", false],
    [["10.0.0.0/8"], "", false],
    [[], "127.0.0.1", false],
  ])("With the ranges %j, trust in the address %s is %s.", (ranges, address, expected) => {
    expect(trusts(ranges, address)).toBe(expected);
  });

  test.each([
    "10",
    "0x0a.0.0.1",
    "10.0.0",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "fe80::1%eth0",
    "fd00::1/8",
  ])("The range %s is refused.", (text) => {
    expect(parseRange(text)).toEqual(expect.any(String));
  });
});
