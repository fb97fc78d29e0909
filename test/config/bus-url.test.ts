// The URL of a bus: what it may be, and what an edge says about one that it cannot use. It may hold a password, which no
// message repeats.
import { expect, test } from "vitest";
import { edgeOptions } from "../../src/config/options/edge-options.ts";
import { edgeRules } from "../../src/config/options/edge-rules.ts";
import { resolveOptions } from "../../src/config/read/resolve.ts";
import { problemsText } from "../../src/config/read/problem.ts";
import { parseBusUrl } from "../../src/config/values/bus-url.ts";

const nats = { kind: "nats", user: undefined, password: undefined, token: undefined, tls: false };

test.each([
  ["none", { kind: "none" }],
  [
    "postgres://edge:pw@db.example/edge?sslmode=verify-full",
    { kind: "postgres", url: "postgres://edge:pw@db.example/edge?sslmode=verify-full" },
  ],
  ["postgresql://db.example/edge", { kind: "postgres", url: "postgresql://db.example/edge" }],
  ["nats://nats-1", { ...nats, servers: ["nats-1:4222"] }],
  ["tls://nats.example:7000", { ...nats, tls: true, servers: ["nats.example:7000"] }],
  [
    "nats://edge:p%40ss@nats-1,nats-2:5000,nats://[::1]:6000/",
    {
      ...nats,
      user: "edge",
      password: "p@ss",
      servers: ["nats-1:4222", "nats-2:5000", "[::1]:6000"],
    },
  ],
  ["nats://token@nats-1", { ...nats, token: "token", servers: ["nats-1:4222"] }],
])("The URL %s is read.", (text, address) => {
  expect(parseBusUrl(text)).toEqual(address);
});

test.each([
  "",
  "nats-1:4222",
  "redis://db.example",
  "postgres://db.example:port/edge",
  "nats://",
  "nats://nats-1/path",
  "nats://nats-1?tls=true",
  "nats://nats-1,,nats-2",
  "nats://nats-1,tls://",
])("The URL %j is refused with what it must be.", (text) => {
  expect(parseBusUrl(text)).toMatch(/^must be postgres:\/\/.*nats:\/\/.* or none$/u);
});

test("An edge with a wrong URL names the option and the right forms, and does not repeat the password.", async () => {
  const argv = ["--origin", "http://127.0.0.1:9"];
  const bus = { EDGE_SESSIONS_BUS: "mysql://edge:secret@db.example/edge" };
  const resolved = await resolveOptions(edgeOptions, edgeRules, argv, bus);
  const text = resolved.kind === "problems" ? problemsText("edge", resolved.problems) : "";
  expect(text).toContain("EDGE_SESSIONS_BUS");
  expect(text).toContain("must be postgres://user@host/database, nats://host:4222");
  expect(text).not.toContain("secret");
});

test.each([
  ["--bus-credentials", "edge.creds"],
  ["--bus-ca", "ca.pem"],
  ["--bus-domains", "true"],
])("The option %s is refused for a bus in Postgres.", async (flag, value) => {
  const argv = [
    "--origin",
    "http://127.0.0.1:9",
    "--bus",
    "postgres://db.example/edge",
    flag,
    value,
  ];
  const resolved = await resolveOptions(edgeOptions, edgeRules, argv, {});
  expect(resolved).toMatchObject({
    kind: "problems",
    problems: [{ where: flag, what: "is only for a bus of NATS" }],
  });
});
