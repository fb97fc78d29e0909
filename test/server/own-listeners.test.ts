// Which address a listener's URL names. A URL leaves the usual port of its scheme out.
import { expect, test } from "vitest";
import { boundAddress } from "../../src/server/own-listeners.ts";

test.each([
  ["http://127.0.0.1:4000", { host: "127.0.0.1", port: 4_000 }],
  ["http://0.0.0.0:80", { host: "0.0.0.0", port: 80 }],
  ["https://0.0.0.0:443", { host: "0.0.0.0", port: 443 }],
  ["https://[::1]:443", { host: "::1", port: 443 }],
])("The URL %s names an address with its port.", (url, address) => {
  expect(boundAddress(url)).toEqual([address]);
});

test("A listener that has not started has no address.", () => {
  expect(boundAddress(undefined)).toEqual([]);
});
