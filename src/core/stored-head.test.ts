// How header lines are stored: as one text and as a list alike, with templates that entries share.
import { array, assert, constantFrom, option, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheForbidden } from "./cache-control.ts";
import {
  prepareHead,
  storedHead,
  storedLines,
  templatesMax,
  templatesRemembered,
  type StoredHead,
} from "./stored-head.ts";

const about = {
  identityId: "identity-1",
  origin: "https://app.example",
  hintMs: 60_000,
  bodyBytes: 1_400,
};

const answer: readonly string[] = [
  ["Access-Control-Allow-Origin", "https://app.example"],
  ["Cache-Control", "private, no-store"],
  ["Ory-Session-Cache-For", "60"],
  ["Vary", "Origin"],
  ["X-Kratos-Authenticated-Identity-Id", "identity-1"],
  ["Date", "Mon, 23 Nov 2026 20:47:56 GMT"],
  ["Content-Length", "9"],
].flat();

function headOf(lines: readonly string[], changes: Partial<StoredHead> = {}): StoredHead {
  const facts = { ...about, ...changes };
  return { ...facts, ...prepareHead(lines, facts) };
}

/** A list of lines as text. */
function textOf(lines: readonly string[]): string {
  let text = "";
  for (let i = 0; i < lines.length; i += 2) text += `${lines[i]}: ${lines[i + 1]}\r\n`;
  return text;
}

describe("stored header lines", () => {
  test("The text has the origin's lines in order, the body's true length, and the rest of the hint.", () => {
    expect(storedHead(headOf(answer), false, 41)).toBe(
      [
        "Access-Control-Allow-Origin: https://app.example",
        "Cache-Control: private, no-store",
        "Ory-Session-Cache-For: 41",
        "Vary: Origin",
        "X-Kratos-Authenticated-Identity-Id: identity-1",
        "Date: Mon, 23 Nov 2026 20:47:56 GMT",
        "Content-Length: 1400",
        "",
      ].join("\r\n"),
    );
  });

  test("The text for HEAD has no CORS lines.", () => {
    const text = storedHead(headOf(answer), true, undefined);
    expect(text).not.toContain("Access-Control");
    expect(text).toContain("Ory-Session-Cache-For: 60\r\n");
  });

  test("An answer without length and Cache-Control gets both.", () => {
    expect(storedLines(headOf(["Cache-Control", " "]), false, 1)).toEqual([
      "Cache-Control",
      " ",
      "Content-Length",
      "1400",
      "Cache-Control",
      cacheForbidden,
    ]);
  });

  test("The text and the list say the same, whatever lines the origin sent.", () => {
    const line = tuple(
      constantFrom(
        "date",
        "Date",
        "VARY",
        "Ory-Session-Cache-For",
        "content-length",
        "Cache-Control",
        "Access-Control-Allow-Origin",
        "x-kratos-authenticated-identity-id",
        "Set-Cookie",
        "A",
      ),
      constantFrom("", " ", "60", "identity-1", "https://app.example", "b: c", "identity-2"),
    );
    assert(
      property(array(line), option(constantFrom(0, 41)), (lines, hint) => {
        const head = headOf(lines.flat());
        for (const forHead of [false, true]) {
          const list = storedLines(head, forHead, hint ?? undefined);
          expect(storedHead(head, forHead, hint ?? undefined)).toBe(textOf(list));
          expect(list.some((text) => text.includes("\0"))).toBe(false);
        }
        // What the origin said stays, except the length and the hint.
        const said = lines.filter(
          ([name]) => !/^(?:set-cookie|a|content-length|ory.*)$/i.test(name),
        );
        const list = storedLines(head, false, undefined);
        const stored = list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]]] : []));
        expect(stored).toEqual(expect.arrayContaining(said));
      }),
    );
  });
});

describe("templates", () => {
  test("Entries that differ in date, identity, Origin, hint and length share one template.", () => {
    const first = headOf(answer);
    const other = headOf(
      answer.map((text) =>
        text
          .replace("app", "other")
          .replace("identity-1", "identity-2")
          .replace("20:47:56", "20:47:57")
          .replace(/^60$/, "59"),
      ),
      { identityId: "identity-2", origin: "https://other.example", hintMs: 59_000, bodyBytes: 7 },
    );
    expect(other.template).toBe(first.template);
    expect(other.template.shared).toBe(true);
    expect(storedHead(other, false, 5)).toContain("Allow-Origin: https://other.example\r\n");
    expect(storedHead(other, false, 5)).toContain("Date: Mon, 23 Nov 2026 20:47:57 GMT\r\n");
    expect(storedHead(first, false, 5)).toContain("Identity-Id: identity-1\r\n");
  });

  test("A value that belongs to another identity or Origin is part of the template.", () => {
    const other = headOf(answer, { identityId: "identity-2", origin: undefined });
    expect(other.template).not.toBe(headOf(answer).template);
    expect(storedHead(other, false, 1)).toContain("Identity-Id: identity-1\r\n");
    expect(storedHead(other, false, 1)).toContain("Allow-Origin: https://app.example\r\n");
  });

  test("The number of remembered templates is bounded, and templates beyond it work all the same.", () => {
    for (let n = 0; n <= 2 * templatesMax; n += 1) {
      const head = headOf(["Vary", `field-${n}`]);
      expect(templatesRemembered()).toBeLessThanOrEqual(templatesMax);
      expect(head.template.shared).toBe(false);
      expect(storedHead(head, false, 1)).toContain(`Vary: field-${n}\r\n`);
    }
    const again = headOf(["Vary", `field-${2 * templatesMax}`]);
    expect(again.template.shared).toBe(true);
  });
});
