import { describe, expect, it } from "vitest";
import { retryAfterMaxMs, retryDelaysMs } from "./limits.ts";
import { judgeAttempt, retryAfterMs, type Attempted } from "./retry.ts";

const answered = (status: number, waitMs?: number): Attempted => ({
  kind: "answered",
  status,
  code: undefined,
  retryAfterMs: waitMs,
});

describe("what an attempt means", () => {
  it.each([
    ["web-hook", answered(200), "delivered"],
    ["web-hook", answered(204), "delivered"],
    ["caep", answered(202), "delivered"],
    ["web-hook", answered(302), "retry"],
    ["web-hook", answered(400), "retry"],
    ["caep", answered(400), "rejected"],
    ["caep", answered(401), "retry"],
    ["web-hook", answered(410), "gone"],
    ["caep", answered(410), "gone"],
    ["web-hook", answered(500), "retry"],
    ["web-hook", { kind: "failed", why: "timeout" }, "retry"],
  ] as const)("A %s that got %j is %s.", (kind, attempted, verdict) => {
    expect(judgeAttempt(kind, attempted, 1, 0.5).kind).toBe(verdict);
  });

  it("The time between attempts grows to an hour and stays there, give or take a fifth.", () => {
    const delays = (share: number) =>
      Array.from({ length: retryDelaysMs.length + 2 }, (_, index) => {
        const verdict = judgeAttempt("web-hook", answered(500), index + 1, share);
        return verdict.kind === "retry" ? verdict.delayMs : undefined;
      });
    expect(delays(0.5)).toEqual([5_000, 30_000, 120_000, 600_000, 3_600_000, 3_600_000, 3_600_000]);
    expect(delays(0)[0]).toBe(4_000);
    expect(delays(0.999_999)[0]).toBeCloseTo(6_000, 1);
  });

  it("A wait that was asked for is obeyed if it is longer, and at most an hour.", () => {
    const delay = (waitMs: number) => judgeAttempt("web-hook", answered(503, waitMs), 1, 0.5);
    expect(delay(1_000)).toEqual({ kind: "retry", delayMs: 5_000 });
    expect(delay(60_000)).toEqual({ kind: "retry", delayMs: 60_000 });
    expect(delay(retryAfterMaxMs + 1)).toEqual({ kind: "retry", delayMs: retryAfterMaxMs });
  });
});

it("Retry-After is read as seconds or as a date, with 429 and 503 only.", () => {
  const nowMs = Date.UTC(2026, 10, 30, 12, 0, 0);
  expect(retryAfterMs(429, "120", nowMs)).toBe(120_000);
  expect(retryAfterMs(503, "Mon, 30 Nov 2026 12:00:30 GMT", nowMs)).toBe(30_000);
  expect(retryAfterMs(503, "Mon, 30 Nov 2026 11:59:30 GMT", nowMs)).toBe(0);
  for (const value of ["-1", "soon", "", "1e3", "9".repeat(80), undefined])
    expect(retryAfterMs(503, value, nowMs)).toBeUndefined();
  expect(retryAfterMs(500, "120", nowMs)).toBeUndefined();
});
