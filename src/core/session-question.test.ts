// Questions about sessions: what fits into an answer, and what is read of one.
import { describe, expect, test } from "vitest";
import { decodeMessage, encodeMessage } from "./bus-message.ts";
import {
  answerBytesMax,
  boundedFindings,
  findingsMax,
  readAnswer,
  readQuestion,
  type HeldAnswer,
} from "./session-question.ts";

const held: HeldAnswer = {
  session: "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061",
  identity: "9b2f4a11-7c3d-4e55-b0aa-6d7e8f901234",
  credentials: 1,
  origin: undefined,
  ageMs: 1_200,
  freshForMs: 58_800,
  endsInMs: 3_600_000,
  renew: false,
  bytes: 812,
};

function answerBytes(entries: readonly HeldAnswer[]): number {
  const found = boundedFindings({ held: entries, asked: [], truncated: false });
  const answer = { version: 1, id: "q".repeat(36), instance: "i".repeat(36), ...found } as const;
  const text = encodeMessage({ kind: "answer", answer });
  return text.replaceAll(/[^\x20-\x7e]/g, "\\u0000").length;
}

describe("what fits into one answer", () => {
  test("As many entries as an answer may have are all there.", () => {
    const entries = Array.from({ length: findingsMax }, () => held);
    const found = boundedFindings({ held: entries, asked: [], truncated: false });
    expect(found).toEqual({ held: entries, asked: [], truncated: false });
  });

  test("One entry more than an answer may have is left out, and the answer says so.", () => {
    const entries = Array.from({ length: findingsMax + 1 }, () => held);
    const found = boundedFindings({ held: entries, asked: [], truncated: false });
    expect(found.held).toHaveLength(findingsMax);
    expect(found.truncated).toBe(true);
  });

  test("One session more than an answer may have is left out, and the answer says so.", () => {
    const { session, identity } = held;
    const asked = Array.from({ length: findingsMax + 1 }, () => ({ session, identity, hits: 9 }));
    const found = boundedFindings({ held: [], asked, truncated: false });
    expect(found.asked).toHaveLength(findingsMax);
    expect(found.truncated).toBe(true);
  });

  test("An answer whose texts are as long as they may be, in any script, is not too long.", () => {
    const text = "é".repeat(256);
    const long = { ...held, session: text, identity: text, origin: text.repeat(8) };
    const entries = Array.from({ length: findingsMax }, () => long);
    const found = boundedFindings({ held: entries, asked: [], truncated: false });
    expect(found.truncated).toBe(true);
    expect(found.held.length).toBeGreaterThan(0);
    expect(answerBytes(entries)).toBeLessThanOrEqual(answerBytesMax);
  });

  test("An Origin of 256 characters stays as it is, and a longer one is cut.", () => {
    const origins = ["o".repeat(256), "o".repeat(257)];
    const entries = origins.map((origin) => ({ ...held, origin }));
    const found = boundedFindings({ held: entries, asked: [], truncated: false });
    expect(found.held.map(({ origin }) => origin)).toEqual([origins[0], `${"o".repeat(255)}…`]);
  });

  test("An answer with more than fits elsewhere still says so.", () => {
    expect(boundedFindings({ held: [held], asked: [], truncated: true }).truncated).toBe(true);
  });
});

describe("what is read", () => {
  const question = { id: "q-1", by: "i-1", project: "acme" };

  test.each([
    ["no matter", undefined],
    ["the whole project", { kind: "project" }],
    ["an unknown matter", { kind: "organization", value: "o-1" }],
    ["a session without an id", { kind: "session" }],
    ["a session whose id is longer than any", { kind: "session", value: "s".repeat(257) }],
  ])("A question about %s is not answered.", (_name, about) => {
    expect(readQuestion({ ...question, about })).toBeUndefined();
    const text = JSON.stringify({ kind: "question", ...question, about });
    expect(decodeMessage(text)).toEqual({ kind: "other", name: "question" });
  });

  test("Of an answer, at most as many entries are read as it may have.", () => {
    const entries = Array.from({ length: findingsMax + 5 }, () => held);
    const asked = entries.map(({ session, identity }) => ({ session, identity, hits: 1 }));
    const read = readAnswer({ id: "q-1", instance: "i-2", held: entries, asked });
    expect(read?.held).toHaveLength(findingsMax);
    expect(read?.asked).toHaveLength(findingsMax);
  });

  test("Of an answer, what is not understood is left out.", () => {
    const odd = [
      held,
      { ...held, session: "" },
      { ...held, ageMs: "old" },
      { ...held, freshForMs: 1e300 },
      { ...held, endsInMs: 1e300, credentials: -1, bytes: 1.5, renew: "yes" },
      "text",
    ];
    expect(readAnswer({ id: "q-1", instance: "i-2", held: odd, asked: [null] })).toEqual({
      version: 1,
      id: "q-1",
      instance: "i-2",
      held: [held, { ...held, endsInMs: undefined, credentials: 0, bytes: 0 }],
      asked: [],
      truncated: false,
    });
  });

  test("An answer to no question is not one.", () => {
    expect(decodeMessage(JSON.stringify({ kind: "answer", instance: "i-2", held: [] }))).toEqual({
      kind: "other",
      name: "answer",
    });
  });
});
