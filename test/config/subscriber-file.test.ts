// The file of an edge's subscribers: what it may hold, where secrets come from, and that everything wrong is listed without a
// secret.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { subscribersPerProjectMax } from "../../src/core/subscribers/limits.ts";
import { readSubscriberFile } from "../../src/config/files/subscriber-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "subscribers-"));
});
afterAll(() => rm(folder, { recursive: true }));

const secret = `whsec_${"QUJD".repeat(11)}`;

async function read(text: string, env: Record<string, string> = {}) {
  const path = join(folder, "subscribers.yaml");
  await writeFile(path, text, { mode: 0o600 });
  return readSubscriberFile({ path, project: "default", networks: () => false, env });
}

test("A web hook and a CAEP receiver are read, with secrets from a file and from the environment.", async () => {
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, `${secret}\n`);
  const found = await read(
    `subscribers:
  - { name: app, kind: web-hook, url: "https://app.example/h", secret_file: "${secretFile}", types: [session-revoked] }
  - { name: partner, kind: caep, url: "https://p.example/e", issuer: "https://id.example", audience: p, secret_env: TOKEN }
  - { name: open, kind: caep, url: "https://o.example/e", issuer: i, audience: o, enabled: false }`,
    { TOKEN: "partner-token" },
  );
  if (found.kind === "problems") throw new Error(JSON.stringify(found.problems));
  expect(found.warnings).toEqual([]);
  expect(found.subscribers).toMatchObject([
    { id: "app", project: "default", kind: "web-hook", types: ["session-revoked"], enabled: true },
    { id: "partner", kind: "caep", issuer: "https://id.example", audience: "p", enabled: true },
    { id: "open", kind: "caep", enabled: false, secret: undefined },
  ]);
  const secrets = found.subscribers.map((one) => one.secret?.reveal());
  expect(secrets).toEqual([secret, "partner-token", undefined]);
});

test.each([
  ["- { name: a, kind: web-hook, url: 'https://a.example/' }", "secret", "must be whsec_"],
  [
    "- { name: a, kind: web-hook, url: 'https://a.example/', secret: canary-secret }",
    "secret",
    "whsec_",
  ],
  [`- { name: a, kind: web-hook, url: 'https://10.0.0.1/', secret: ${secret} }`, "url", "inside"],
  ["- { name: a, kind: caep, url: 'https://a.example/', issuer: i }", "audience", "is required"],
  [
    "- { name: a, kind: caep, url: 'https://a.example/', issuer: i, audience: a, secret_env: NO }",
    "secret_env",
    "is set",
  ],
  [
    "- { name: a, kind: caep, url: 'https://a.example/', issuer: i, audience: a, secret_file: /no/such }",
    "secret_file",
    "cannot be read",
  ],
  [
    `- { name: a, kind: web-hook, url: 'https://a.example/', secret: ${secret}, secret_env: X }`,
    "secret",
    "given once",
  ],
  [
    `- { name: a, kind: web-hook, url: 'https://a.example/', secret: ${secret}, audience: x }`,
    "audience",
    "only for",
  ],
  ["- { name: a, kind: pager, url: 'https://a.example/' }", "kind", "must be one of"],
  [
    "- { name: a, kind: caep, url: 'https://a.example/', types: [sign-out] }",
    "types[0]",
    "must be one of",
  ],
  ["- { name: 'a b', kind: caep, url: 'https://a.example/' }", "name", "must be 1 to 64"],
])("%s is refused at %s.", async (line, place, words) => {
  const found = await read(`subscribers:\n  ${line}`);
  if (found.kind !== "problems") throw new Error("it was accepted");
  expect(found.problems[0]?.where).toContain(`subscribers[0].${place} in `);
  expect(found.problems[0]?.what).toContain(words);
  const told = JSON.stringify(found);
  for (const one of [secret, "canary-secret"]) expect(told).not.toContain(one);
});

test("Two subscribers of one name, and more than there may be, are refused.", async () => {
  const one = (name: string) =>
    `  - { name: ${name}, kind: web-hook, url: "https://a.example/", secret: ${secret} }`;
  const twice = await read(["subscribers:", one("a"), one("a")].join("\n"));
  expect(JSON.stringify(twice)).toContain("must not be the name of an earlier subscriber");
  const many = Array.from({ length: subscribersPerProjectMax + 1 }, (_, index) => one(`n${index}`));
  expect((await read(["subscribers:", ...many.slice(1)].join("\n"))).kind).toBe("subscribers");
  const found = await read(["subscribers:", ...many].join("\n"));
  expect(JSON.stringify(found)).toContain(`more than ${subscribersPerProjectMax} members`);
});
