// The undici origin against the origin contract, and its start-up refusals.
import { describe, expect, it } from "vitest";
import { createUndiciOrigin } from "../../src/origin/undici.ts";
import { originContract } from "./origin-contract.ts";

originContract("undici", createUndiciOrigin);

describe("undici origin", () => {
  it.each([
    "ftp://origin.example",
    "http://origin.example/?a=b",
    "http://origin.example/?",
    "http://origin.example/#",
    "http://user@origin.example/",
    "http://user:secret@origin.example/",
    "origin.example",
  ])("refuses %s as its URL", (url) => {
    expect(() => createUndiciOrigin({ url })).toThrow(TypeError);
  });
});
