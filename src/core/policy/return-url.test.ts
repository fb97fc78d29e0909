import { describe, expect, test } from "vitest";
import { returnUrlCharactersMax } from "../limits.ts";
import { isReturnUrl, originalUrl } from "./return-url.ts";

describe("originalUrl", () => {
  const forwarded = ["X-Forwarded-Proto", "https", "X-Forwarded-Host", "app.example"];
  test.each([
    [
      "ingress-nginx",
      ["X-Original-URL", "https://app.example/a?b=c"],
      "",
      "https://app.example/a?b=c",
    ],
    ["Traefik", [...forwarded, "X-Forwarded-Uri", "/a?b=c"], "", "https://app.example/a?b=c"],
    ["Envoy", forwarded, "/a/b?c=d", "https://app.example/a/b?c=d"],
    ["a gateway without a path", forwarded, "", "https://app.example/"],
    ["no header", [], "/a", undefined],
    ["no host", ["X-Forwarded-Proto", "https"], "/a", undefined],
    ["a repeated host", [...forwarded, "X-Forwarded-Host", "evil.example"], "/a", undefined],
    [
      "a repeated URI",
      [...forwarded, "X-Forwarded-Uri", "/a", "X-Forwarded-Uri", "/b"],
      "",
      undefined,
    ],
    [
      "a repeated URL",
      ["X-Original-URL", "https://a.example/", "X-Original-URL", "https://b.example/"],
      "",
      undefined,
    ],
  ])("reads what %s says.", (_, lines, path, url) => {
    expect(originalUrl(lines, path)).toBe(url);
  });
});

describe("isReturnUrl", () => {
  const allowed = ["https://app.example/shop", "http://localhost:3000/"];
  test.each([
    "https://app.example/shop",
    "https://app.example/shop?x=1&y=%20",
    "https://app.example/shop/cart",
    "https://app.example/shop/.well-known/a.b",
    "https://APP.example:443/shop/",
    "http://localhost:3000",
    "http://localhost:3000/a",
  ])("allows %s.", (url) => {
    expect(isReturnUrl(url, allowed)).toBe(true);
  });

  test.each([
    "https://app.example/",
    "https://app.example/shopping",
    "http://app.example/shop",
    "https://app.example:8443/shop",
    "https://app.example.evil.example/shop",
    "https://evil.example/https://app.example/shop",
    "https://app.example@evil.example/shop",
    "https://user:password@app.example/shop",
    "https://app.example\\@evil.example/shop",
    "https://app.example/shop\\..\\..",
    "https://app.example/shop/../admin",
    "https://app.example/shop/%2e%2E/admin",
    "https://app.example/shop/..",
    "https://app.example/shop#fragment",
    "https:app.example/shop",
    "https:///app.example/shop",
    "//app.example/shop",
    "/shop",
    "javascript:alert(1)//app.example/shop",
    "https://app.example/shop\r\nSet-Cookie: a=b",
    " https://app.example/shop",
    "https://app.example/shop/\u0000",
    "https://app.example/shop/é",
    "https://-app.example/shop",
    "https://localhost:3000/",
    "",
  ])("does not allow %j.", (url) => {
    expect(isReturnUrl(url, allowed)).toBe(false);
  });

  test("The longest URL is allowed, and one character more is not.", () => {
    const url = "https://app.example/shop/";
    const longest = url + "a".repeat(returnUrlCharactersMax - url.length);
    expect(isReturnUrl(longest, allowed)).toBe(true);
    expect(isReturnUrl(`${longest}a`, allowed)).toBe(false);
  });

  test("Nothing is allowed without an allowed URL.", () => {
    expect(isReturnUrl("https://app.example/shop", [])).toBe(false);
  });

  test("A host of many dots and dashes is refused in linear time.", () => {
    expect(isReturnUrl(`https://${"a.-".repeat(600)}!/`, allowed)).toBe(false);
  });
});
