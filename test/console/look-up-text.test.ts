// What was pasted into the look-up, and the digest that the browser makes of it, tested without a browser.
import { describe, expect, test } from "vitest";
import {
  canDigest,
  credentialDigest as digestInBrowser,
} from "../../src/console/pages/sessions/credential-digest.ts";
import { canonicalId, recognise } from "../../src/console/pages/sessions/recognise.ts";
import { credentialDigest } from "../../src/core/key.ts";
import { canonicalUuid } from "../../src/core/mutation.ts";
import { digest } from "../../src/runtime/node.ts";

const id = "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3";
const cookie = "MTcyMDAwMDAwMHxabc-_DEFghijklmnop==";
const anyId = { kind: "id", id, by: ["session", "identity"] };
const asCookie = { kind: "secrets", secrets: [{ kind: "cookie", value: cookie }] };
const asToken = (value: string) => ({ kind: "secrets", secrets: [{ kind: "token", value }] });
const email = { kind: "email", email: "ada@example.com" };

describe("what was pasted", () => {
  test.each([
    [id, anyId],
    [`  ${id.toUpperCase()}\n`, anyId],
    [id.replaceAll("-", ""), anyId],
    [`urn:uuid:${id}`, anyId],
    [`{${id}}`, anyId],
    [" ada@example.com ", email],
    [`session=${cookie}`, asCookie],
    [`Cookie: theme=dark; session=${cookie}; other=1`, asCookie],
    [`cookie:session=${cookie}`, asCookie],
    [`Set-Cookie: session=${cookie}; Path=/; HttpOnly`, asCookie],
    ["X-Session-Token: ory_st_abc", asToken("ory_st_abc")],
    ["Authorization: Bearer ory_st_abc", asToken("ory_st_abc")],
    ["bearer ory_st_abc", asToken("ory_st_abc")],
    ["ory_st_abc", asToken("ory_st_abc")],
    ["eyJhbGciOi.eyJ.sig", asToken("eyJhbGciOi.eyJ.sig")],
    [
      cookie,
      {
        kind: "secrets",
        secrets: [
          { kind: "cookie", value: cookie },
          { kind: "token", value: cookie },
        ],
      },
    ],
  ])("%j is recognised.", (text, recognised) => {
    expect(recognise(text, "auto", "session")).toEqual(recognised);
  });

  test.each([
    ["", "Nothing was pasted."],
    ["ada", "neither an id nor an e-mail address, and it is too short for a cookie or a token"],
    ["what is this session of mine", "no cookie or token has spaces in it"],
    ["6f1d8a52-0c3b-4a57", "This has 16 hexadecimal digits, and an id has 32."],
    [`{${id}`, "This has 32 hexadecimal digits"],
    ["Cookie: theme=dark", "There is no cookie named session in this"],
    [`other=${cookie}`, "There is no cookie named session in this"],
    [`Session=${cookie}`, "There is no cookie named session in this"],
    ["session=", "There is no value in this."],
  ])("%j is not, and a sentence says what it looks like and what is accepted.", (text, words) => {
    const found = recognise(text, "auto", "session");
    expect(found.kind).toBe("unknown");
    expect("words" in found && found.words).toContain(words);
    expect("words" in found && found.words).toMatch(/such as|Paste/u);
  });

  test.each([
    [id, "session", { kind: "id", id, by: ["session"] }],
    [id, "identity", { kind: "id", id, by: ["identity"] }],
    [id, "token", asToken(id)],
    ["ada@example.com", "email", email],
    [cookie, "cookie", asCookie],
    [`session=${cookie}`, "cookie", asCookie],
    ["X-Session-Token: abc", "token", asToken("abc")],
  ] as const)("%j is taken for what the operator says: %s.", (text, meant, recognised) => {
    expect(recognise(text, meant, "session")).toEqual(recognised);
  });

  test.each([
    ["ada@example.com", "session", "This looks like an e-mail address."],
    [`session=${cookie}`, "identity", "This looks like a cookie or a token."],
    ["ada", "identity", "This is not an id."],
    [id, "email", "This is not an e-mail address. One looks like ada@example.com."],
    ["two words", "cookie", "A cookie’s value has no spaces"],
    ["zoë", "token", "A session token has no spaces and no characters outside ASCII"],
  ] as const)("%j cannot be what the operator says: %s.", (text, meant, words) => {
    const found = recognise(text, meant, "session");
    expect("words" in found && found.words).toContain(words);
  });
});

test.each([
  id,
  id.toUpperCase(),
  id.replaceAll("-", ""),
  `urn:uuid:${id}`,
  `URN:UUID:${id}`,
  `{${id}}`,
  `{${id.replaceAll("-", "")}}`,
  `{${id}`,
  `${id}}`,
  `{urn:uuid:${id}}`,
  `urn:uuid:{${id}}`,
  `${id}0`,
  id.slice(1),
  id.replace("-", ""),
  id.replace("6", "g"),
  "",
])("The page and the edge read the id %j alike.", (text) => {
  expect(canonicalId(text)).toBe(canonicalUuid(text));
});

describe("the digest", () => {
  const values = [
    cookie,
    `"${cookie}"`,
    '""',
    '"',
    '"a"',
    'a"b',
    "a",
    "a;b:c",
    "ory_st_abc",
    "x".repeat(4_096),
    "%C3%A9%00",
  ];
  const cases = values.flatMap((value) =>
    (["cookie", "token"] as const).map((kind) => [kind, value] as const),
  );

  test.each(cases)("The page's digest of the %s %j is the edge's.", async (kind, value) => {
    expect(canDigest()).toBe(true);
    const header = kind === "cookie" ? "cookie" : "x-session-token";
    for (const project of [id, "default", "p;1:x"]) {
      expect(await digestInBrowser(project, { kind, value })).toBe(
        credentialDigest(project, header, value, digest),
      );
    }
  });
});
