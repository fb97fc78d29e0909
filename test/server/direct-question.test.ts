// One question of the control plane to an identity server: every way that it can end.
import { expect, test } from "vitest";
import type { AskedAnswer, Origin, OriginQuestion } from "../../src/edge/ports.ts";
import { askDirectly } from "../../src/server/direct-question.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";

const question = {
  url: "http://kratos.example",
  api: "public",
  target: "/sessions/whoami",
  headers: ["Cookie", "a=b"],
  waitMs: 3_000,
} as const;

/** Asks an origin that ends every question in this way. */
function asked(end: (question: OriginQuestion) => void) {
  const origin: Origin = {
    send: () => Promise.reject(new Error("asks are not sent")),
    ask: (one) => queueMicrotask(() => end(one)),
  };
  return askDirectly(origin, question, createScriptedClock().clock);
}

const answer: AskedAnswer = {
  status: 401,
  headers: ["Set-Cookie", "a", "set-cookie", "b"],
  body: new TextEncoder().encode("{}"),
  ending: "whole",
  rest: undefined,
  failure: undefined,
};

test("An answer is read whole, with its headers by their names.", async () => {
  const reply = await asked((one) => one.onAnswer(answer));
  expect(reply).toMatchObject({ kind: "reply", status: 401, text: "{}" });
  expect(reply.kind === "reply" && reply.headers.get("set-cookie")).toEqual(["a", "b"]);
});

test("A longer answer than is read is none, and the rest of it is given up.", async () => {
  let ended = false;
  const rest = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false as const, value: new Uint8Array(1) }),
      return: () => {
        ended = true;
        return Promise.resolve({ done: true as const, value: undefined });
      },
    }),
  };
  let bodyBytesMax = 0;
  const reply = await asked((one) => {
    ({ bodyBytesMax } = one);
    one.onAnswer({ ...answer, ending: "large", rest });
  });
  expect(reply).toEqual({ kind: "silence", why: "its answer is too long" });
  expect([ended, bodyBytesMax]).toEqual([true, 256 * 1_024]);
});

test.each([
  ["timeout", "", "it did not answer within 3s"],
  ["unreachable", "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:1", "nothing listens there"],
  ["unreachable", "ENOTFOUND: getaddrinfo ENOTFOUND a", "its host name is not known"],
  [
    "unreachable",
    "the origin's host name resolves to a reserved address",
    "its host name resolves to an address that no project may use",
  ],
  ["unreachable", "cookie a=b", "it cannot be reached"],
  ["broken", "cookie a=b", "it broke off its answer"],
] as const)(
  "The failure %s with the cause %j is said in fixed words.",
  async (kind, cause, why) => {
    const reply = await asked((one) => one.onFailure({ kind, cause: new Error(cause) }));
    expect(reply).toEqual({ kind: "silence", why });
  },
);
