// What only nginx's configuration has: a second server, for Kratos' own API through the edge.
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { signInBrowser } from "../e2e/scene.ts";
import { needsProgram } from "../programs/skipping.ts";
import { startSite } from "./gated-site.ts";

describe("nginx", needsProgram("nginx"), () => {
  test("passes the identity server's own API through the edge, with its own word on who asks", async () => {
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

  test("keeps its location for checks to itself", async () => {
    await using site = await startSite("nginx");
    const { cookie } = await signInBrowser(site.scene.direct, await site.scene.person());
    expect((await site.visit({ Cookie: cookie }, { target: "/_session" })).status).toBe(404);
  });
});
