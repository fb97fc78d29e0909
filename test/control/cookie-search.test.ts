// The search for the session cookie ends in time, however slow the identity server is.
import { expect, test } from "vitest";
import { searchCookieName } from "../../src/control/set-up/cookie-search.ts";
import type { DirectQuestion } from "../../src/control/ports.ts";
import { Secret } from "../../src/core/secret.ts";
import type { SeenReply } from "../../src/core/health/whoami-seen.ts";
import { createScriptedClock } from "../harness/scripted-clock.ts";

const project = { id: "p", originUrl: "http://kratos.example", cookieName: "session" };
const reply = (status: number, body: unknown): SeenReply => ({
  kind: "reply",
  status,
  headers: new Map(),
  text: JSON.stringify(body),
  sentAtMs: 0,
  repliedAtMs: 0,
});
const cookies = (...names: readonly string[]) =>
  names.map((name) => ({ name, value: new Secret(name) }));

/** Searches where each answer takes `ms`. Returns the result and what was asked. */
async function search(ms: number, given: ReturnType<typeof cookies>, answer: SeenReply) {
  const { clock, advance } = createScriptedClock();
  const asked: DirectQuestion[] = [];
  const edges = {
    askOrigin: async (_: string, question: DirectQuestion) => {
      asked.push(question);
      await advance(ms);
      return answer;
    },
  };
  return { found: await searchCookieName({ edges, clock }, project, given), asked };
}

test("After 10 s no further cookie is tried, and no answer is waited for longer than what is left.", async () => {
  const { found, asked } = await search(4_000, cookies("a", "b", "c", "d", "e"), reply(401, {}));
  expect(found).toEqual({ is: "unknown", name: undefined });
  expect(asked.map(({ waitMs }) => Math.round(waitMs / 1_000))).toEqual([3, 3, 2]);
});

test("The cookie of the expected name is tried first, and the first that is a session's ends the search.", async () => {
  const { found, asked } = await search(1, cookies("a", "session"), reply(200, { active: true }));
  expect(found).toEqual({ is: "session", name: "session" });
  expect(asked.map(({ headers }) => headers)).toEqual([["Cookie", "session=session"]]);
});

test("A session without its second factor is found, and a server that fails says nothing.", async () => {
  const refused = reply(403, { error: { id: "session_aal2_required" } });
  expect((await search(1, cookies("a"), refused)).found).toEqual({
    is: "second-factor",
    name: "a",
  });
  for (const answer of [reply(500, {}), reply(403, {}), reply(200, { active: false })]) {
    const { found } = await search(1, cookies("a"), answer);
    expect(found).toEqual({ is: "unknown", name: undefined });
  }
});
