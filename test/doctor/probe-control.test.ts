// What doctor takes over from a control plane's answer.
import { expect, test } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { probeControl } from "../../src/doctor/probe-control.ts";
import type { Reply } from "../../src/doctor/ask.ts";

const key = new Secret("es_key_of_operator");

async function probe(status: number, content: unknown) {
  const asked: { readonly url: string; readonly headers?: Readonly<Record<string, string>> }[] = [];
  const facts = await probeControl(
    (question) => {
      asked.push(question);
      const text = JSON.stringify(content);
      const reply: Reply = {
        kind: "reply",
        status,
        headers: new Map(),
        text,
        sentAtMs: 0,
        repliedAtMs: 0,
      };
      return Promise.resolve(reply);
    },
    "https://control.example",
    key,
  );
  return { facts, asked };
}

const row = (slug: string, severity: string, sentence: string, since: string | null) => ({
  slug,
  health: { severity, sentence, since },
});

test("Projects in trouble are taken over, and those that are well or as an operator chose are not.", async () => {
  const { facts, asked } = await probe(200, {
    total: 4,
    projects: [
      row("shop", "bad", "Cookie name wrong", "2026-05-01T02:14:00.000Z"),
      row("late", "warning", "Plan does not allow it", null),
      row("fine", "good", "Serving", null),
      row("new", "off", "Not set up", null),
    ],
  });
  expect(facts).toEqual({
    kind: "seen",
    projects: 4,
    troubles: [
      {
        slug: "shop",
        severity: "bad",
        sentence: "Cookie name wrong",
        since: "2026-05-01T02:14:00.000Z",
      },
      { slug: "late", severity: "warning", sentence: "Plan does not allow it", since: undefined },
    ],
  });
  expect(asked.map(({ url, headers }) => [url, headers?.["Authorization"]])).toEqual([
    ["https://control.example/project-list?sort=state&page_size=200", "Bearer es_key_of_operator"],
  ]);
});

test("Nothing of an answer can do more at a terminal than be read.", async () => {
  const { facts } = await probe(200, {
    total: 1,
    projects: [row("\u001B[2Jshop", "bad", `a\u0007\r\n\u009B31m${"x".repeat(500)}`, "\u001B]0;x")],
  });
  if (facts.kind !== "seen") throw new Error("nothing was seen");
  const [trouble] = facts.troubles;
  expect(trouble?.slug).toBe("[2Jshop");
  expect(trouble?.sentence).toMatch(/^a31mx{196}$/u);
  expect(trouble?.since).toBe("]0;x");
});

test("A refusal, and a page of something else, are no answer.", async () => {
  expect((await probe(401, {})).facts).toEqual({ kind: "refused", status: 401 });
  expect((await probe(200, { hello: "world" })).facts).toEqual({ kind: "refused", status: 200 });
});
