// Case 11: what an untrusted peer says about where it is, and where it wants to go, changes nothing for anybody.
import { expect, test } from "vitest";
import { isWhoami, linesOf } from "../harness/relay.ts";
import { startScene } from "../harness/scene.ts";
import { cacheStatus, send, signedIn, told } from "../harness/asking.ts";

const lies = {
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-forwarded-for": "203.0.113.66",
  "x-forwarded-port": "666",
  "x-forwarded-prefix": "/evil",
  forwarded: "for=203.0.113.66;host=evil.example",
  "x-original-url": "/admin/identities",
  "x-rewrite-url": "/admin/identities",
  "x-real-ip": "203.0.113.66",
  "true-client-ip": "203.0.113.66",
  "cf-connecting-ip": "203.0.113.66",
  "cf-ipcity": "evil",
  "x-client-ip": "203.0.113.66",
  "x-original-method": "DELETE",
  "x-http-method-override": "DELETE",
  "x-original-host": "evil.example",
};
const lines = Object.entries(lies).map(([name, value]) => `${name}: ${value}`);
const others = [
  "X-Request-ID: poison",
  "Accept-Language: xx",
  "X-Custom: poison",
  "Ory-Base-URL-Rewrite: http://evil.example",
];

test.each([
  ["an untrusted peer", false],
  ["a trusted proxy", true],
])("On a fetch for a check, no forwarding header of %s reaches the origin.", async (_, trusted) => {
  await using scene = await startScene({ edge: { trustedProxies: () => trusted } });
  const { cookie } = await signedIn(scene);
  const headers = [`Cookie: theme=dark; ${cookie}; tracking=1`, ...lines, ...others];
  await send(scene.edge.url, { headers, target: "/sessions/whoami?x=poison" });
  const [fill] = scene.relay.calls;
  expect(fill).toMatchObject({ method: "GET", target: "/sessions/whoami" });
  const names = fill?.headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  expect(new Set(names)).toEqual(new Set(["host", "connection", "cookie", "cache-control"]));
  expect(fill === undefined ? [] : linesOf(fill, "cookie")).toEqual([cookie]);
});

test("The next client gets what the origin says to a plain check.", async () => {
  await using scene = await startScene();
  const { cookie } = await signedIn(scene);
  await send(scene.edge.url, { headers: [`Cookie: ${cookie}`, ...lines, ...others] });
  const victim = await send(scene.edge.url, { headers: [`Cookie: ${cookie}`] });
  expect(cacheStatus(victim)).toMatch(/^edge-sessions; hit/);
  const truth = await send(scene.origin.publicUrl, { headers: [`Cookie: ${cookie}`] });
  expect(told(victim)).toEqual(told(truth));
  for (const lie of ["evil.example", "203.0.113.66", "poison"]) {
    expect(JSON.stringify(victim.headers) + told(victim).body).not.toContain(lie);
  }
});

// A proxy passes on the fields that it does not know, as the client sent them.
test("A client behind a trusted proxy cannot invent its address, host, target or method.", async () => {
  await using scene = await startScene({ edge: { trustedProxies: () => true } });
  const invented = lines.filter((line) => !line.startsWith("x-forwarded-"));
  await send(scene.edge.url, {
    target: "/self-service/login/api",
    headers: [...invented, "X-Forwarded-For: 198.51.100.7", "X-Forwarded-Proto: https"],
  });
  const call = scene.relay.calls.find((each) => !isWhoami(each));
  if (call === undefined) throw new Error("nothing was forwarded");
  const told = invented.filter((line) => linesOf(call, line.split(":")[0] ?? "").length > 0);
  expect(told).toEqual(["x-original-host: evil.example"]);
  expect(linesOf(call, "x-forwarded-for")).toEqual(["198.51.100.7"]);
  expect(linesOf(call, "x-forwarded-proto")).toEqual(["https"]);
});

test("On forwarded requests, the client's forwarding headers are replaced by the true ones.", async () => {
  await using scene = await startScene();
  await send(scene.edge.url, { target: "/self-service/login/api", headers: lines });
  const call = scene.relay.calls.find((each) => !isWhoami(each));
  if (call === undefined) throw new Error("nothing was forwarded");
  expect(JSON.stringify(call.headers)).not.toContain("203.0.113.66");
  expect(JSON.stringify(call.headers)).not.toContain("evil");
  expect(linesOf(call, "x-forwarded-for")).toEqual(["127.0.0.1"]);
  expect(linesOf(call, "x-forwarded-proto")).toEqual(["http"]);
  expect(linesOf(call, "x-forwarded-host")).toEqual([new URL(scene.edge.url).host]);
  for (const name of [
    "x-original-url",
    "x-rewrite-url",
    "x-real-ip",
    "forwarded",
    "true-client-ip",
    "cf-connecting-ip",
    "cf-ipcity",
    "x-http-method-override",
    "x-original-host",
  ]) {
    expect([name, linesOf(call, name)]).toEqual([name, []]);
  }
});
