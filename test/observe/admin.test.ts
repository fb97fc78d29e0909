// What operators are answered: health, readiness, metrics.
import { expect, test } from "vitest";
import { createOperatorAnswers, type OperatorParts } from "../../src/observe/admin.ts";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";

function request(target: string, method = "GET"): EdgeRequest {
  const peer = { address: "127.0.0.1", protocol: "http" } as const;
  const { signal } = new AbortController();
  return { method, target, headers: ["Host", "edge"], body: undefined, peer, signal };
}

function answers(parts: Partial<OperatorParts> = {}) {
  return createOperatorAnswers({
    unready: () => ({}),
    scrape: () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "a 1\n" }),
    failed: () => undefined,
    ...parts,
  });
}

function textOf({ body }: EdgeAnswer): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
}

test.each(["/health/alive", "/health/ready", "/health/ready?x=1"])(
  "An edge that works answers %s with 200.",
  async (target) => {
    const answer = await answers().health(request(target));
    expect([answer?.status, answer && textOf(answer)]).toEqual([200, '{"status":"ok"}\n']);
  },
);

test("An edge that is not ready says why, in the form that Ory uses.", async () => {
  const operators = answers({ unready: () => ({ edge: "it is draining" }) });
  const ready = await operators.health(request("/health/ready"));
  expect([ready?.status, ready && textOf(ready)]).toEqual([
    503,
    '{"errors":{"edge":"it is draining"}}\n',
  ]);
  expect((await operators.health(request("/health/alive")))?.status).toBe(200);
});

test.each(["/health/", "/health/alive/", "/health/Ready", "/health/alive/x"])(
  "The path %s does not exist.",
  async (target) => {
    expect(await answers().health(request(target))).toBeUndefined();
  },
);

test("The metrics are the text of the scrape.", async () => {
  const answer = await answers().metrics(request("/metrics"));
  expect(answer.headers).toContain("text/plain; version=0.0.4");
  expect(textOf(answer)).toBe("a 1\n");
});

test("Metrics that cannot be read cause a 500, and only the log gets the cause.", async () => {
  const broken = new Error("canary-cause");
  const failures: unknown[] = [];
  const operators = answers({
    scrape: () => Promise.reject(broken),
    failed: (error) => failures.push(error),
  });
  const answer = await operators.metrics(request("/metrics"));
  expect(answer.status).toBe(500);
  expect(textOf(answer)).not.toContain("canary");
  expect(failures).toEqual([broken]);
});

test("HEAD has the head of GET and no body.", async () => {
  const operators = answers();
  const alive = await operators.health(request("/health/alive", "HEAD"));
  const scraped = await operators.metrics(request("/metrics", "HEAD"));
  expect([alive?.body, scraped.body]).toEqual([undefined, undefined]);
  expect(alive?.headers.slice(-2)).toEqual(["Content-Length", "16"]);
  expect(scraped.headers.slice(-2)).toEqual(["Content-Length", "4"]);
});
