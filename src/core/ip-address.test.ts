// Addresses as proxies write them: with a port, in brackets, mapped, or not at all.
import { isIP } from "node:net";
import { array, constantFrom, ipV4, ipV6, oneof, sample } from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress } from "./ip-address.ts";

describe("text that is an address", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["[::FFFF:192.0.2.1]:80", "192.0.2.1"],
  ])("The address %s is read.", (text, address) => {
    expect(readAddress(text)).toBe(address);
  });
});

describe("text that is not an address", () => {
  test.each([
    "",
    "unknown",
    "_hidden",
    "localhost",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.01",
    "192.0.2.1:",
    "192.0.2.1:123456",
    "192.0.2.1, 192.0.2.2",
    " 192.0.2.1",
    "1::2::3",
    ":1",
    "1:",
    ":::",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7::8",
    "1:2:3:4:5:6:7:8:9",
    "192.0.2.1::",
    "fe80::1%eth0",
    "[192.0.2.1]",
    "[::1",
    "::1]",
    "12345::",
    "g::",
    "1".repeat(65_536),
    ":".repeat(65_536),
  ])("The text %s is not an address.", (text) => {
    expect(readAddress(text)).toBeUndefined();
  });
});

const parts = array(constantFrom("0", "1", "ff", "255", "256", ":", "::", ".", "192.0.2.1", "g"), {
  maxLength: 17,
});
const texts = oneof(
  ipV4(),
  ipV6(),
  parts.map((all) => all.join("")),
);

test("The edge and Node agree on what an address is.", () => {
  // The only text with a port that Node refuses is an IPv4 address with one.
  const withoutPort = (text: string): string => text.replace(/^([\d.]+):\d{1,5}$/, "$1");
  const differs = sample(texts, 5_000).filter((text) => {
    return (readAddress(text) !== undefined) !== (isIP(withoutPort(text)) !== 0);
  });
  expect(differs).toEqual([]);
});
