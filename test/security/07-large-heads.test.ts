// Case 7: heads beyond the limit are refused whole; thousands of cookie pairs are forwarded, never stored.
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { startEdge } from "../harness/edge-under-test.ts";
import { rawRequest } from "../harness/raw-client.ts";
import { cacheStatus, expectForwarded, send } from "../harness/asking.ts";
import { expectRefused, tooLarge } from "./fixtures/refused.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const scene = shareScene();
const a = sharePerson(scene, byCookie);

const request = (...lines: readonly string[]): string =>
  rawRequest("GET /sessions/whoami HTTP/1.1", [`Host: ${new URL(scene.edge.url).host}`, ...lines]);

test.each<[string, () => string]>([
  ["a cookie of 64 KiB", () => request(`Cookie: ory_kratos_session=${"a".repeat(65_536)}`)],
  [
    "a good cookie behind 64 KiB of others",
    () => request(`Cookie: x=${"a".repeat(65_536)}; ${a.cookie}`),
  ],
  [
    "many lines",
    () => request(...Array.from({ length: 3_000 }, (_, n) => `X-Line-${n}: ${"b".repeat(20)}`)),
  ],
])("A request with %s gets a 431.", async (_, bytes) => {
  await expectRefused(scene, bytes(), tooLarge, a);
});

test("5,000 cookie pairs with a valid one among them are forwarded unchanged.", async () => {
  const pairs = Array.from({ length: 2_500 }, (_, n) => `c${n}=v`);
  const lines = [`Cookie: ${[...pairs, a.cookie, ...pairs].join("; ")}`];
  const answer = await expectForwarded(scene, { headers: lines });
  expect(cacheStatus(answer)).toContain("detail=cookies-many");
});

const kibibyte = 1_024;
const session = "ory_kratos_session";

/** An origin to which every head is short enough and every caller signed in: only the edge's own judgement is left. */
async function startCredulousOrigin() {
  const heads: string[][] = [];
  const server = createServer({ maxHeaderSize: 1_024 * kibibyte }, (request, response) => {
    heads.push(request.rawHeaders);
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({
        id: "8d1c4a1e-0000-4000-8000-000000000000",
        active: true,
        expires_at: "2999-01-01T00:00:00Z",
        identity: { id: "7f3c1c5e-0000-4000-8000-000000000000" },
      }),
    );
  });
  server.maxHeadersCount = 0;
  return {
    url: await listenOnLoopback(server),
    heads,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pairs(count: number, pairOf: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => pairOf(i)).join("; ");
}

test.each<[string, string, readonly string[]]>([
  [
    "5,000 cookie pairs before the session's",
    "cookies-many",
    [`Cookie: ${pairs(5_000, (i) => `n${i}=x`)}; ${session}=v`],
  ],
  [
    "5,000 cookie pairs behind the session's",
    "cookies-many",
    [`Cookie: ${session}=v; ${pairs(5_000, (i) => `n${i}=x`)}`],
  ],
  ["5,000 empty cookie pairs", "cookies-many", [`Cookie: ${session}=v${";".repeat(5_000)}`]],
  [
    "4,000 cookie lines",
    "cookies-many",
    [...Array.from({ length: 4_000 }, () => "Cookie: a=1"), `Cookie: ${session}=v`],
  ],
  [
    "2,500 session cookies",
    "cookie-repeated",
    [`Cookie: ${pairs(2_500, (i) => `${session}=${i}`)}`],
  ],
  ["a session cookie of 60 KiB", "credential-large", cookieOf(60)],
  ["a session token of 60 KiB", "credential-large", [`X-Session-Token: ${long(60)}`]],
  ["a bearer token of 60 KiB", "credential-large", [`Authorization: Bearer ${long(60)}`]],
])("A head with %s is forwarded unchanged and never stored.", async (_, why, headers) => {
  using origin = await startCredulousOrigin();
  const edge = await startEdge({ origin: origin.url, settings: { sessionTokens: true } });
  try {
    const word = async (lines: readonly string[]): Promise<string> =>
      cacheStatus(await send(edge.url, { headers: lines }));
    const bypass = `edge-sessions; fwd=bypass; detail=${why}`;
    expect([await word(headers), await word(headers)]).toEqual([bypass, bypass]);
    expect(edge.edge.stats().entries).toBe(0);
    expect(origin.heads.map(credentialLines)).toEqual([headers, headers]);
    // Nor do they stand in the way of the same session without them, or take anything from it.
    const plain = [`Cookie: ${session}=v`];
    expect(await word(plain)).toBe("edge-sessions; fwd=miss; stored");
    expect(await word(plain)).toMatch(/^edge-sessions; hit/);
    expect(await word(headers)).toBe(bypass);
  } finally {
    await edge.stop();
  }
});

function long(kibibytes: number): string {
  return "v".repeat(kibibytes * kibibyte);
}

function cookieOf(kibibytes: number): string[] {
  return [`Cookie: ${session}=${long(kibibytes)}`];
}

function credentialLines(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name = "", value = ""] = lines.slice(i, i + 2);
    if (/^(?:cookie|x-session-token|authorization)$/i.test(name)) found.push(`${name}: ${value}`);
  }
  return found;
}
