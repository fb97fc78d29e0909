// Case 9: a query that may ask for a token is forwarded in whatever spelling; two calls give two tokens. Only where the
// project lists templates is the plain spelling of one of them a check like any other.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";
import { live } from "../harness/origin-under-test.ts";
import { startScene } from "../harness/scene.ts";
import { cacheStatus, send, signedIn, told } from "../harness/asking.ts";

// Whether a live server has templates is its operator's business; that its answers pass is checked all the same.
const scene = shareScene(live ? {} : { identity: { tokenizers: { jwt: { ttlMs: 60_000 } } } });
const a = sharePerson(scene, byCookie);

const spellings = [
  ["tokenize_as=jwt", true],
  ["a=b&tokenize_as=jwt", true],
  ["&&tokenize_as=jwt", true],
  ["tokenize%5Fas=jwt", true],
  ["%74okenize_as=jwt", true],
  ["%74%6f%6b%65%6e%69%7a%65%5f%61%73=jwt", true],
  ["tokenize_as=jwt&tokenize_as=", true],
  ["a=;&tokenize_as=jwt", true],
  ["tokenize_as=", false],
  ["tokenize_as", false],
  ["TOKENIZE_AS=jwt", false],
  ["a;tokenize_as=jwt", false],
  ["tokenize_as=jwt;", false],
  ["%zz=1", false],
] as const;

test.each(spellings)(
  "A check with the query ?%s is forwarded and never stored.",
  (query, tokenizes) => expectForwarded(query, tokenizes),
);

describe("with listed templates", () => {
  beforeAll(() => scene.edge.applySettings({ tokenizeTemplates: ["other", "jwt2"] }));
  afterAll(() => scene.edge.applySettings({ tokenizeTemplates: [] }));

  test.each(spellings)(
    "A check with the query ?%s is forwarded all the same.",
    (query, tokenizes) => expectForwarded(query, tokenizes),
  );
});

describe("with this very template listed", () => {
  beforeAll(() => scene.edge.applySettings({ tokenizeTemplates: ["jwt"] }));
  afterAll(() => scene.edge.applySettings({ tokenizeTemplates: [] }));

  test.each(spellings.slice(1))(
    "A check with another spelling, ?%s, is forwarded all the same.",
    (query, tokenizes) => expectForwarded(query, tokenizes),
  );
});

async function expectForwarded(query: string, tokenizes: boolean): Promise<void> {
  const { entries } = scene.edge.edge.stats();
  const ask = { target: `/sessions/whoami?${query}`, headers: [`Cookie: ${a.cookie}`] };
  const bodies: string[] = [];
  for (let time = 0; time < 2; time += 1) {
    const calls = scene.relay.calls.length;
    const answer = await send(scene.edge.url, ask);
    const { status } = await send(scene.origin.publicUrl, ask);
    expect(answer.status).toBe(status);
    expect(scene.relay.calls[calls]?.target).toBe(ask.target);
    expect(cacheStatus(answer)).toContain("fwd=bypass");
    bodies.push(told(answer).body);
  }
  expect(scene.edge.edge.stats().entries).toBe(entries);
  // Without a template a live server gives no token, but refuses.
  const tokens = bodies.map((body) => body.includes('"tokenized":"'));
  expect(tokens).toEqual(tokenizes && !live ? [true, true] : [false, false]);
  expect(new Set(bodies).size).toBe(tokenizes && !live ? 2 : 1);
}

test("Any other query is ignored and is not sent to the origin.", async () => {
  await using fresh = await startScene();
  const headers = [`Cookie: ${(await signedIn(fresh)).cookie}`];
  await send(fresh.edge.url, { target: "/sessions/whoami?tokenize=jwt&a=%2f", headers });
  expect(fresh.relay.calls.map(({ target }) => target)).toEqual(["/sessions/whoami"]);
  const other = await send(fresh.edge.url, { target: "/sessions/whoami?", headers });
  expect(cacheStatus(other)).toMatch(/^edge-sessions; hit/);
});
