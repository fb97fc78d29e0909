// What only nginx's configuration has: a second server, for Kratos' own API through the edge.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { signOut } from "../harness/acts.ts";
import { signInBrowser } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { startSite } from "./gated-site.ts";
import type { ChangeFile } from "./running-gateway.ts";

describe("nginx", needsProgram("nginx"), () => {
  test("Through nginx, the identity server's own API is reached by way of the edge, which learns the client's address from nginx.", async () => {
    await using site = await startSite("nginx");
    const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
    expect((await site.visit({ Cookie: cookie })).status).toBe(200);
    const there = { Host: "sessions.example", Cookie: cookie, Accept: "application/json" };
    const begun = await site.visit(
      { ...there, "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example" },
      { target: "/self-service/logout/browser" },
    );
    const { logout_token: token } = z
      .object({ logout_token: z.string() })
      .parse(JSON.parse(begun.body));
    const done = await site.visit(there, { target: `/self-service/logout?token=${token}` });
    expect(done.status).toBe(204);
    expect((await site.visit({ Cookie: cookie })).status).toBe(401);
    const begin = site.tap.requests().find((request) => request.target.endsWith("/browser"));
    expect(begin?.headers).toEqual(
      expect.arrayContaining([
        ["x-forwarded-for", "127.0.0.1"],
        ["x-forwarded-host", "sessions.example"],
      ]),
    );
  });

  test("The location for checks in nginx cannot be reached from outside.", async () => {
    await using site = await startSite("nginx");
    const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
    expect((await site.visit({ Cookie: cookie }, { target: "/_session" })).status).toBe(404);
  });

  // As in many an nginx.conf: everything below http { } is cached that does not forbid it.
  const cachesAll: ChangeFile = (name, text) =>
    name === "nginx.conf"
      ? text.replace(
          "    include",
          "    proxy_cache_path cache keys_zone=all:1m;\n    proxy_cache all;\n    proxy_cache_valid any 10m;\n    include",
        )
      : text;
  const withoutOff: ChangeFile = (name, text) =>
    cachesAll(name, text).replaceAll("proxy_cache off;", "");

  test.each([
    ["with the guide's file", cachesAll],
    ["with a copy that does not switch its cache off", withoutOff],
  ])(
    "With a cache for everything, nginx lets nobody in after a sign-out, %s.",
    async (_, change) => {
      await using site = await startSite("nginx", undefined, change);
      const browser = await signInBrowser(site.scene.through, await site.scene.person());
      const other = await signInBrowser(site.scene.through, await site.scene.person());
      const { cookie } = browser;
      expect((await site.visit({})).status).toBe(401);
      for (let visits = 0; visits < 2; visits += 1) {
        expect((await site.visit({ Cookie: cookie }, { target: "/now" })).status).toBe(200);
      }
      await signOut(site.scene.through, browser);
      expect((await site.visit({ Cookie: cookie }, { target: "/now" })).status).toBe(401);
      expect((await site.visit({}, { target: "/now" })).status).toBe(401);
      expect((await site.visit({ Cookie: other.cookie })).status).toBe(200);
      // Every visit was a question to the edge.
      expect(site.results()).toHaveLength(6);
    },
  );
});
