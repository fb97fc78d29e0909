// What may share an answer: never two projects, two credentials, two headers or two origins (security cases 2 and 13).
import { createHash } from "node:crypto";
import {
  array,
  assert,
  constantFrom,
  option,
  property,
  record,
  stringMatching,
  type Arbitrary,
} from "fast-check";
import { describe, expect, test } from "vitest";
import { OpaqueAuthorization, RawCredential, type CredentialHeader } from "./credential.ts";
import { anonymousKey, checkKey, credentialDigest } from "./key.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");
/** Shows what is digested, so that two inputs that read alike are seen. */
const plain = (text: string): string => text;

const headers = ["cookie", "x-session-token", "authorization"] as const;

function presented(values: Readonly<Partial<Record<CredentialHeader, string>>>): RawCredential[] {
  return headers.flatMap((header) => {
    const value = values[header];
    return value === undefined ? [] : [new RawCredential(header, value)];
  });
}

describe("cache keys", () => {
  test("Every combination of values, headers, origins and projects has its own key.", () => {
    const values = [undefined, "v", "w"];
    const origins = [undefined, "null", "http://app.example"];
    const keys = new Set<string>();
    let combinations = 0;
    for (const project of ["acme", "beta"]) {
      for (const origin of origins) {
        for (const cookie of values) {
          for (const token of values) {
            for (const bearer of values) {
              combinations += 1;
              const credentials = presented({
                ...(cookie === undefined ? {} : { cookie }),
                ...(token === undefined ? {} : { "x-session-token": token }),
                ...(bearer === undefined ? {} : { authorization: bearer }),
              });
              keys.add(
                credentials.length === 0
                  ? anonymousKey(project, origin).key
                  : checkKey(project, credentials, origin, sha256).key,
              );
            }
          }
        }
      }
    }
    expect(keys.size).toBe(combinations);
  });

  test("No two different requests have the same key, whatever their texts.", () => {
    const text = stringMatching(/^[\x21-\x7e]{1,6}$/);
    const odd = constantFrom("1", ":", ";", "1:v", "cookie;1:v", ";token;1:v", "o:x", "c:v");
    const request = record({
      project: constantFrom("a", "a;cookie", "1", "a;token;1:v"),
      cookie: option(text, { nil: undefined }),
      token: option(odd, { nil: undefined }),
      bearer: option(text, { nil: undefined }),
      origin: option(odd, { nil: undefined }),
    });
    assert(
      property(request, request, (one, other) => {
        const same = JSON.stringify(parts(one)) === JSON.stringify(parts(other));
        expect(keyOf(one) === keyOf(other)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test("Digests tell project, kind and value apart, wherever their texts are split.", () => {
    const part = stringMatching(/^[a-c0-9:;]{1,8}$/);
    const one: Arbitrary<readonly [string, CredentialHeader, string]> = record({
      project: part,
      header: constantFrom(...headers),
      value: part,
    }).map(({ project, header, value }) => [project, header, value]);
    assert(
      property(one, one, (left, right) => {
        const kind = (header: CredentialHeader): string =>
          header === "cookie" ? "cookie" : "token";
        const same =
          left[0] === right[0] && kind(left[1]) === kind(right[1]) && left[2] === right[2];
        expect(credentialDigest(...left, plain) === credentialDigest(...right, plain)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });

  test("One token is one credential in either header, but has two keys.", () => {
    const token = credentialDigest("acme", "x-session-token", "t", sha256);
    expect(credentialDigest("acme", "authorization", "t", sha256)).toBe(token);
    expect(credentialDigest("acme", "cookie", "t", sha256)).not.toBe(token);
    const key = (header: CredentialHeader): string =>
      checkKey("acme", presented({ [header]: "t" }), undefined, sha256).key;
    expect(key("x-session-token")).not.toBe(key("authorization"));
  });

  test("Every list of cookies, quoted or not, with any Authorization, Origin and template, has its own key.", () => {
    const value = constantFrom("v", "w", '"v"', '"w"', "v;", '" v');
    const request = record({
      cookies: array(value, { minLength: 1, maxLength: 4 }),
      opaque: option(constantFrom("Basic eA==", "Basic eQ==", "v"), { nil: undefined }),
      bearer: option(constantFrom("v", "eA=="), { nil: undefined }),
      origin: option(constantFrom("null", "t:jwt", "o:x"), { nil: undefined }),
      template: option(constantFrom("jwt", "o", "null"), { nil: undefined }),
    });
    type Request = typeof request extends Arbitrary<infer T> ? T : never;
    const key = ({ cookies, opaque, bearer, origin, template }: Request): string =>
      checkKey(
        "acme",
        [
          ...cookies.map((one) => new RawCredential("cookie", one)),
          ...(bearer === undefined ? [] : [new RawCredential("authorization", bearer)]),
        ],
        origin,
        sha256,
        opaque === undefined ? undefined : new OpaqueAuthorization(opaque),
        template,
      ).key;
    assert(
      property(request, request, (one, other) => {
        expect(key(one) === key(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
  });

  test("A cookie's value with and without quotes is one credential, but has two keys.", () => {
    const digestOf = (value: string) => credentialDigest("acme", "cookie", value, sha256);
    expect(digestOf('"v"')).toBe(digestOf("v"));
    expect(digestOf('"v')).not.toBe(digestOf("v"));
    expect(digestOf('""')).not.toBe(digestOf(""));
    expect(credentialDigest("acme", "x-session-token", '"v"', sha256)).not.toBe(
      credentialDigest("acme", "x-session-token", "v", sha256),
    );
    const key = (value: string): string =>
      checkKey("acme", presented({ cookie: value }), undefined, sha256).key;
    expect(key('"v"')).not.toBe(key("v"));
  });

  test("An Authorization that is not a credential changes the key, identifies nobody and is not shown.", () => {
    const cookie = presented({ cookie: "v" });
    const plainKey = checkKey("acme", cookie, undefined, plain);
    const basic = checkKey(
      "acme",
      cookie,
      undefined,
      sha256,
      new OpaqueAuthorization("Basic c2VjcmV0"),
    );
    expect(basic.credentials).toEqual([credentialDigest("acme", "cookie", "v", sha256)]);
    expect(basic.key).not.toContain("secret");
    expect(basic.key).not.toContain("c2VjcmV0");
    expect(checkKey("acme", cookie, undefined, plain, new OpaqueAuthorization("v")).key).not.toBe(
      plainKey.key,
    );
    // Neither does it read as a credential of the same text.
    const opaque = checkKey("acme", [], undefined, plain, new OpaqueAuthorization("v")).key;
    expect(opaque).not.toContain(credentialDigest("acme", "authorization", "v", plain));
  });

  test("A key contains all its credentials, and shows none.", () => {
    const { key, credentials } = checkKey(
      "acme",
      presented({ cookie: "secret-cookie", authorization: "secret-bearer" }),
      "null",
      sha256,
    );
    expect(credentials).toEqual([
      credentialDigest("acme", "cookie", "secret-cookie", sha256),
      credentialDigest("acme", "authorization", "secret-bearer", sha256),
    ]);
    expect(key).not.toContain("secret");
    expect(anonymousKey("acme", undefined).credentials).toEqual([]);
  });
});

interface Parts {
  readonly project: string;
  readonly cookie: string | undefined;
  readonly token: string | undefined;
  readonly bearer: string | undefined;
  readonly origin: string | undefined;
}

function parts({ project, cookie, token, bearer, origin }: Parts): readonly unknown[] {
  return [project, cookie ?? null, token ?? null, bearer ?? null, origin ?? null];
}

function keyOf({ project, cookie, token, bearer, origin }: Parts): string {
  const credentials = presented({
    ...(cookie === undefined ? {} : { cookie }),
    ...(token === undefined ? {} : { "x-session-token": token }),
    ...(bearer === undefined ? {} : { authorization: bearer }),
  });
  return credentials.length === 0
    ? anonymousKey(project, origin).key
    : checkKey(project, credentials, origin, sha256).key;
}
