// Which credentials a request presents, and which it might: exact for checks, lenient for mutations.
import { inspect } from "node:util";
import { array, assert, boolean, constantFrom, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { cookieName, credentialCases } from "./credential.cases.ts";
import { recordedExchange, recordedLines } from "../../test/harness/recorded.ts";
import { loadStory } from "../../test/corpus/recording.ts";
import {
  opaqueAuthorization,
  OpaqueAuthorization,
  possibleCredentials,
  presentedCredentials,
  RawCredential,
} from "./credential.ts";
import { readHead } from "./head.ts";
import { defaultLimits } from "./limits.ts";

const limits = { credentialBytesMax: 4_096, sessionCookiesMax: 8 };

function presents(lines: readonly string[]): string {
  const presented = presentedCredentials(readHead(lines), cookieName, limits);
  switch (presented.kind) {
    case "ambiguous":
      return presented.why;
    case "none":
      return [presented.otherCookies ? "other cookies" : "nothing", ...opaqueOf(presented)].join(
        " + ",
      );
    case "credentials":
      return [
        ...presented.credentials.map((one) => `${one.header} ${one.reveal()}`),
        ...opaqueOf(presented),
      ].join(" + ");
    default:
      return presented satisfies never;
  }
}

function opaqueOf({ opaque }: { readonly opaque: OpaqueAuthorization | undefined }): string[] {
  return opaque === undefined ? [] : [`opaque ${opaque.reveal()}`];
}

describe("presentedCredentials", () => {
  test.each(Object.entries(credentialCases))(
    "The credentials of a request are found: %s.",
    (_, row) => {
      expect(presents(row.lines)).toBe(row.presents);
    },
  );

  test("A name with capitals is found as it is written, and suspected in any case.", () => {
    const kindOf = (value: string): string =>
      presentedCredentials(readHead(["Cookie", value]), "MySession", limits).kind;
    expect(kindOf("MySession=v")).toBe("credentials");
    expect(kindOf("mysession=v")).toBe("ambiguous");
    expect(kindOf("MYSESSION=v")).toBe("ambiguous");
    expect(kindOf("session=v")).toBe("none");
  });

  // A value taken alone has to be answered as the origin answered the whole request, or the key would be wrong.
  const [good = ""] = /(?<==).*/.exec(cookieLine(recordedExchange("01c-cookie-choice", 3))) ?? [];
  const stories = loadStory("01c-cookie-choice").exchanges.filter(
    ({ request }) => request.path === "/sessions/whoami",
  );

  test.each(stories.map((one) => [one.why, one] as const))(
    "In the recording, the credentials that the origin accepts are found: %s.",
    (_, exchange) => {
      const found = presents(recordedLines(exchange));
      // The origin takes the first that decodes.
      const accepted = found
        .split(" + ")
        .some((one) => [`cookie ${good}`, `cookie "${good}"`].includes(one));
      const passedOn = found.startsWith("cookie-");
      expect(exchange.response.status === 200).toBe(
        passedOn ? exchange.response.status === 200 : accepted,
      );
    },
  );

  test("In the recordings, plain spellings of one cookie are found and not passed on.", () => {
    const keyed = stories.filter((one) => presents(recordedLines(one)) === `cookie ${good}`);
    expect(keyed.map((one) => one.n)).toEqual([3, 11, 12, 13, 27, 28, 29, 30, 31, 32, 33, 35]);
  });

  test("A mutation finds every credential that a check presents.", () => {
    const piece = constantFrom(
      "a",
      "=",
      ";",
      ",",
      " ",
      "\t",
      '"',
      "\\",
      "\0",
      "é",
      `${cookieName}=`,
      cookieName,
      "Bearer ",
    );
    const value = array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
    const line = constantFrom("Cookie", "X-Session-Token", "Authorization");
    assert(
      property(array(line, { maxLength: 3 }), array(value, { minLength: 3 }), (names, values) => {
        const lines = names.flatMap((name, index) => [name, values[index] ?? ""]);
        const presented = presentedCredentials(readHead(lines), cookieName, limits);
        if (presented.kind !== "credentials") return;
        const possible = possibleCredentials(lines, cookieName, 64).credentials.map(
          (one) => `${one.header} ${one.reveal()}`,
        );
        const plain = (text: string): string => text.replace(/^cookie "(.+)"$/, "cookie $1");
        for (const one of presented.credentials) {
          expect(possible.map(plain)).toContain(plain(`${one.header} ${one.reveal()}`));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("possibleCredentials", () => {
  const found = (lines: readonly string[]): readonly string[] =>
    possibleCredentials(lines, cookieName, 64).credentials.map(
      (one) => `${one.header} ${one.reveal()}`,
    );

  test.each<[string, readonly string[], readonly string[]]>([
    ["nothing", [], []],
    [
      "two cookies of the name",
      ["Cookie", `${cookieName}=v; ${cookieName}=w`],
      ["cookie v", "cookie w"],
    ],
    [
      "on two lines",
      ["Cookie", `${cookieName}=v`, "cookie", `${cookieName}=w`],
      ["cookie v", "cookie w"],
    ],
    ["the same twice is one", ["Cookie", `${cookieName}=v; ${cookieName}=v`], ["cookie v"]],
    ["blanks around name and value", ["Cookie", `a=1; ${cookieName} = v `], ["cookie v"]],
    ["in quotes, as it came", ["Cookie", `${cookieName}="v"`], ['cookie "v"']],
    [
      "with and without quotes is one credential",
      ["Cookie", `${cookieName}="v"; ${cookieName}=v; ${cookieName}=w; ${cookieName}="w"`],
      ['cookie "v"', "cookie w"],
    ],
    ["empty quotes", ["Cookie", `${cookieName}=""`], []],
    ["other names", ["Cookie", `${cookieName}2=v; __Host-${cookieName}=v; a=v`], []],
    ["empty values", ["Cookie", `${cookieName}=; ${cookieName}= `, "X-Session-Token", " "], []],
    [
      "two session tokens",
      ["X-Session-Token", "t", "x-session-token", "u"],
      ["x-session-token t", "x-session-token u"],
    ],
    ["bearer in any case and spacing", ["Authorization", "bEARER \t t"], ["authorization t"]],
    [
      "two Authorization lines",
      ["Authorization", "Basic eA==", "Authorization", "Bearer t"],
      ["authorization t"],
    ],
    [
      "one of each kind",
      ["Cookie", `${cookieName}=v`, "X-Session-Token", "v", "Authorization", "Bearer v"],
      ["cookie v", "x-session-token v", "authorization v"],
    ],
    ["bytes that no origin decodes", ["Cookie", `${cookieName}=v\0`, "X-Session-Token", "té"], []],
  ])("The possible credentials of a request are found: %s.", (_, lines, expected) => {
    expect(found(lines)).toEqual(expected);
  });

  test("All credentials up to the ceiling are found, and one more is reported.", () => {
    const lines = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => ["X-Session-Token", `t${index}`]).flat();
    expect(possibleCredentials(lines(4), cookieName, 4).more).toBe(false);
    const beyond = possibleCredentials(lines(5), cookieName, 4);
    expect(beyond.more).toBe(true);
    expect(beyond.credentials).toHaveLength(4);
  });
});

test("A mutation may carry at least as many credentials as a check.", () => {
  const most = defaultLimits.sessionCookiesMax + 2;
  expect(defaultLimits.mutationCredentialsMax).toBeGreaterThanOrEqual(most);
});

test("The opaque Authorization is the one in the cache key, or none.", () => {
  const keyed = (lines: readonly string[]): string | undefined => {
    const presented = presentedCredentials(readHead(lines), cookieName, limits);
    return presented.kind === "ambiguous" ? undefined : presented.opaque?.reveal();
  };
  const rows = Object.values(credentialCases).filter(
    ({ presents: text }) => !text.startsWith("token-") && !text.startsWith("cookie-"),
  );
  expect(
    rows.map(({ lines }) => opaqueAuthorization(lines, limits.credentialBytesMax)?.reveal()),
  ).toEqual(rows.map(({ lines }) => keyed(lines)));
});

test("A raw credential is not shown in text, JSON or a dump.", () => {
  assert(
    property(string({ minLength: 9 }), boolean(), (secret, opaque) => {
      const credential = opaque
        ? new OpaqueAuthorization(secret)
        : new RawCredential("cookie", secret);
      const shown = [
        String(credential),
        JSON.stringify({ credential }),
        inspect({ credential }, { showHidden: true }),
      ];
      for (const text of shown) expect(text.includes(secret)).toBe(false);
      expect(credential.reveal()).toBe(secret);
    }),
  );
});

function cookieLine(exchange: ReturnType<typeof recordedExchange>): string {
  const lines = recordedLines(exchange);
  return lines[lines.indexOf("Cookie") + 1] ?? "";
}
