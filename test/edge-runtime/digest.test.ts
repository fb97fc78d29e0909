// The digest of the build for edge runtimes gives the same keys as that of a server.
import { assert, property, string } from "fast-check";
import { expect, it } from "vitest";
import { digest } from "../../src/edge-runtime/digest.ts";
import { digest as digestOfNode } from "../../src/runtime/node.ts";

it("It is the digest of Node.js for every string, also with lone surrogates.", () => {
  assert(
    property(string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(digest(text)).toBe(digestOfNode(text));
    }),
  );
  for (const text of ["", "abc", "\ud800", "a\udfffb", "ö€😀", "x".repeat(1_000)]) {
    expect(digest(text)).toBe(digestOfNode(text));
  }
});
