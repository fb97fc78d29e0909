// What real gateways make of clients that are right but odd: the second check is a hit all the same.
import { describe, expect, test } from "vitest";
import { signInBrowser } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { gatewayNames } from "./configuration.ts";
import { startSite, type GatedSite } from "./gated-site.ts";
import { programs } from "./programs.ts";

type Lines = Readonly<Record<string, string>>;

const webSocket: Lines = {
  Connection: "keep-alive, Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const javaClient: Lines = {
  Connection: "Upgrade, HTTP2-Settings",
  Upgrade: "h2c",
  "HTTP2-Settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
};

async function cookieOf(site: GatedSite): Promise<string> {
  const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
  return cookie.split("; ").find((pair) => pair.startsWith("ory_kratos_session=")) ?? "";
}

const shapes: readonly (readonly [string, (cookie: string) => Lines])[] = [
  ["two cookies of the name", (cookie) => ({ Cookie: `ory_kratos_session=old; ${cookie}` })],
  ["a quoted cookie", (cookie) => ({ Cookie: `${cookie.replace("=", '="')}"` })],
  ["the app's own bearer", (cookie) => ({ Cookie: cookie, Authorization: "Bearer app.own.token" })],
  ["a staging site's password", (cookie) => ({ Cookie: cookie, Authorization: "Basic eDp5" })],
  ["an empty session token", (cookie) => ({ Cookie: cookie, "X-Session-Token": "" })],
];

// Envoy refuses an upgrade that its configuration does not name, before it asks anybody.
const passing = gatewayNames.filter((name) => name !== "envoy");

describe.each(passing)("%s", (name) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test("The gateway checks the start of a WebSocket as any other request.", async () => {
      await using site = await startSite(name);
      const cookie = await cookieOf(site);
      for (let visits = 0; visits < 3; visits += 1) {
        await site.visit({ ...webSocket, Cookie: cookie });
      }
      expect(site.results()).toEqual(["miss", "hit", "hit"]);
      expect(site.tap.connections()).toBe(1);
    });
  });
});

describe.each(gatewayNames)("%s", (name) => {
  describe("with the real program", needsProgram(programs[name].command), () => {
    test.each(shapes)(
      "The gateway gets a hit from the second check on for %s.",
      async (_, shape) => {
        await using site = await startSite(name);
        const lines = shape(await cookieOf(site));
        for (let visits = 0; visits < 3; visits += 1) {
          expect((await site.visit(lines)).status).toBe(200);
        }
        expect(site.results()).toEqual(["miss", "hit", "hit"]);
      },
    );
  });
});

describe("nginx", needsProgram("nginx"), () => {
  /** The lines that nginx' own page on WebSockets has people write, in place of the guide's. */
  const upgrading = (_name: string, configuration: string): string =>
    configuration.replaceAll(
      'proxy_set_header Connection "";',
      'proxy_set_header Connection "upgrade";\n        proxy_set_header Upgrade $http_upgrade;',
    );

  test.each<[string, Lines]>([
    ["a plain request", {}],
    ["a WebSocket's start", webSocket],
  ])(
    'With Connection "upgrade" for everything, nginx gets hits on one connection for %s.',
    async (_, lines) => {
      await using site = await startSite("nginx", undefined, upgrading);
      const cookie = await cookieOf(site);
      for (let visits = 0; visits < 4; visits += 1) {
        expect((await site.visit({ ...lines, Cookie: cookie })).status).toBe(200);
      }
      expect(site.results()).toEqual(["miss", "hit", "hit", "hit"]);
      expect(
        site.tap
          .requests()
          .every(({ headers }) =>
            headers.some(([one, value]) => one === "connection" && value === "upgrade"),
          ),
      ).toBe(true);
      expect(site.tap.connections()).toBe(1);
    },
  );

  test.each<[string, Lines]>([
    ["Java's client", javaClient],
    ["a WebSocket's start", webSocket],
  ])("Behind nginx, the identity server's API answers %s with hits.", async (_, lines) => {
    await using site = await startSite("nginx", undefined, upgrading);
    const cookie = await cookieOf(site);
    const there = { ...lines, Host: "sessions.example", Cookie: cookie };
    for (let visits = 0; visits < 3; visits += 1) {
      expect((await site.visit(there, { target: "/sessions/whoami" })).status).toBe(200);
    }
    expect(site.results()).toEqual(["miss", "hit", "hit"]);
  });
});
