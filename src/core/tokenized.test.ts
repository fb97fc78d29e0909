// Which checks for a token are cacheable, how long their answers may be given, and when two of them say the same.
import { describe, expect, test } from "vitest";
import { loadStory } from "../../test/corpus/recording.ts";
import { tokenMarginMs } from "./limits.ts";
import { isSameButToken, isTemplateName, requestedTemplate, tokenLimitMs } from "./tokenized.ts";

const whoami = "/sessions/whoami";

/** A token with these claims, signed by nobody. */
function tokenOf(claims: string): string {
  const encode = (text: string): string => Buffer.from(text).toString("base64url");
  return `${encode('{"alg":"ES256"}')}.${encode(claims)}.c2lnbmF0dXJl`;
}

function answerWith(tokenized: unknown): string {
  return JSON.stringify({ id: "s", tokenized });
}

describe("the template of a target", () => {
  const templates = ["jwt", "a.b-c_d1", "with space", "a&b", "j%77t", "", "x".repeat(65)];

  test.each([
    ["?tokenize_as=jwt", "jwt"],
    ["?tokenize_as=a.b-c_d1", "a.b-c_d1"],
    ["", undefined],
    ["?", undefined],
    ["?tokenize_as", undefined],
    ["?tokenize_as=", undefined],
    ["?tokenize_as=other", undefined],
    ["?tokenize_as=JWT", undefined],
    ["?TOKENIZE_AS=jwt", undefined],
    ["?tokenize_as=jwt&", undefined],
    ["?&tokenize_as=jwt", undefined],
    ["?x=1&tokenize_as=jwt", undefined],
    ["?tokenize_as=jwt&x=1", undefined],
    ["?tokenize_as=jwt&tokenize_as=jwt", undefined],
    ["?tokenize_as=jwt;", undefined],
    ["?tokenize_as=jwt#x", undefined],
    ["?tokenize_as=j%77t", undefined],
    ["?tokenize%5Fas=jwt", undefined],
    ["?tokenize_as=with space", undefined],
    ["?tokenize_as=with+space", undefined],
    ["?tokenize_as=a&b", undefined],
    [`?tokenize_as=${"x".repeat(65)}`, undefined],
  ])("The query '%s' asks for the template %s.", (query, template) => {
    expect(requestedTemplate(whoami + query, templates)).toBe(template);
    expect(requestedTemplate(whoami + query, [])).toBeUndefined();
  });

  test("A name has up to 64 characters that need no encoding.", () => {
    expect(isTemplateName("x".repeat(64))).toBe(true);
    for (const name of ["x".repeat(65), "", "a b", "a~b", "a/b", "a%20b", "a:b", "ä", "a\n"]) {
      expect(isTemplateName(name)).toBe(false);
    }
  });
});

describe("the limit of a token", () => {
  const nowMs = Date.UTC(2026, 10, 23, 20, 48, 8);
  const limitOf = (claims: string): number => tokenLimitMs(answerWith(tokenOf(claims)), nowMs);
  const seconds = nowMs / 1_000;

  test("It ends ten seconds before the token does.", () => {
    expect(tokenMarginMs).toBe(10_000);
    expect(limitOf(`{"exp":${seconds + 60}}`)).toBe(50_000);
    expect(limitOf(`{"exp":${seconds + 60.5}}`)).toBe(50_500);
    expect(limitOf(`{"exp":${seconds + 11}}`)).toBe(1_000);
    expect(limitOf(`{"exp":${seconds + 10}}`)).toBe(0);
    expect(limitOf(`{"exp":${seconds - 60}}`)).toBe(0);
  });

  test("Claims of any length and in any script are read.", () => {
    for (let length = 0; length < 9; length += 1) {
      const claims = JSON.stringify({ name: `Ägäis ✓ ${"x".repeat(length)}`, exp: seconds + 40 });
      expect(limitOf(claims)).toBe(30_000);
    }
  });

  test("It is 0 if the token does not say when it ends, or cannot be read.", () => {
    const noEnd = ["{}", '{"exp":"1"}', '{"exp":null}', '{"exp":1e999}', "[]", "1", "", "{"];
    for (const claims of noEnd) expect(limitOf(claims)).toBe(0);
    const good = tokenOf(`{"exp":${seconds + 60}}`);
    const odd = [
      "",
      "x",
      "a.b",
      `${good}.x`,
      `${good}.x.y`,
      `x.${good}`,
      good.replace(".ey", ".e+"),
      7,
    ];
    for (const token of odd) expect(tokenLimitMs(answerWith(token), nowMs)).toBe(0);
    for (const text of ["", "{", "[]", "{}", `{"identity":{"tokenized":"${good}"}}`]) {
      expect(tokenLimitMs(text, nowMs)).toBe(0);
    }
  });

  test("The tokens of the recordings have a limit.", () => {
    const answers = loadStory("12-tokenize").exchanges.flatMap(({ response }) =>
      response.body?.includes('"tokenized"') === true ? [response.body] : [],
    );
    expect(answers.length).toBeGreaterThan(2);
    for (const text of answers) expect(tokenLimitMs(text, nowMs)).toBeGreaterThan(0);
  });
});

describe("two answers with tokens", () => {
  const [one, other] = [tokenOf('{"jti":1}'), tokenOf('{"jti":22}')];

  test("They say the same if only the tokens differ.", () => {
    expect(isSameButToken(answerWith(one), answerWith(other))).toBe(true);
    const copied = (token: string): string =>
      JSON.stringify({ id: "s", traits: { note: one }, tokenized: token });
    expect(isSameButToken(copied(one), copied(other))).toBe(true);
  });

  test("They differ if anything else does, or if one has no token.", () => {
    const named = (name: string, token: string): string =>
      JSON.stringify({ id: "s", traits: { name, tokenized: token }, tokenized: token });
    expect(isSameButToken(named("Ada", one), named("Bob", other))).toBe(false);
    expect(isSameButToken(named("Ada", one), answerWith(other))).toBe(false);
    expect(isSameButToken('{"id":"s"}', '{"id":"s"}')).toBe(false);
    expect(isSameButToken("", "")).toBe(false);
  });
});
