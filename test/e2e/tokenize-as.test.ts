// `toSession({ tokenizeAs })` of every generation of the SDK that has it, against the embedded identity server, which
// signs real tokens. Nothing in an application changes but the base URL.
import { decodeJwt } from "jose";
import {
  Configuration as KratosConfiguration,
  FrontendApi as KratosFrontendApi,
} from "@ory/kratos-client";
import {
  Configuration as FetchConfiguration,
  FrontendApi as FetchFrontendApi,
} from "@ory/client-fetch";
import { Configuration as ConfigurationV1, FrontendApi as FrontendApiV1 } from "ory-client-v1";
import { describe, expect, test } from "vitest";
import { send, cacheStatus } from "../harness/asking.ts";
import { signInBrowser } from "../harness/scene.ts";
import { embeddedOnly, live } from "../harness/origin-under-test.ts";
import { byCookie, sharePerson, shareScene } from "../harness/shared-scene.ts";

const scene = shareScene({
  settings: { tokenizeTemplates: ["jwt", "short"] },
  ...(live
    ? {}
    : { identity: { tokenizers: { jwt: { ttlMs: 60_000 }, short: { ttlMs: 9_000 } } } }),
});
const ada = sharePerson(scene, byCookie);

/** What every generation's session has. */
interface TokenizedSession {
  readonly id: string;
  readonly tokenized?: string;
}

/** Asks for a session with a token, with a cookie. */
type AskSdk = (basePath: string, cookie: string, tokenizeAs: string) => Promise<TokenizedSession>;

const sdks: Readonly<Record<string, AskSdk>> = {
  "@ory/client 1.22.66": async (basePath, cookie, tokenizeAs) => {
    const api = new FrontendApiV1(new ConfigurationV1({ basePath }));
    return (await api.toSession({ cookie, tokenizeAs })).data;
  },
  "@ory/kratos-client 26.2.0": async (basePath, cookie, tokenizeAs) => {
    const api = new KratosFrontendApi(new KratosConfiguration({ basePath }));
    return (await api.toSession({ cookie, tokenizeAs })).data;
  },
  "@ory/client-fetch 1.22.66": (basePath, cookie, tokenizeAs) =>
    new FetchFrontendApi(new FetchConfiguration({ basePath })).toSession({ cookie, tokenizeAs }),
};

describe("tokenizeAs", embeddedOnly, () => {
  test.each(Object.entries(sdks))(
    "The second call of %s is a hit with the same token.",
    async (_, ask) => {
      const first = await ask(scene.edge.url, ada.cookie, "jwt");
      const asked = scene.relay.whoamis();
      const second = await ask(scene.edge.url, ada.cookie, "jwt");
      expect(scene.relay.whoamis()).toBe(asked);
      expect(second).toEqual(first);
      expect(decodeJwt(second.tokenized ?? "")).toMatchObject({
        sub: ada.identityId,
        sid: first.id,
      });
      // The origin itself signs another one each time.
      const direct = await ask(scene.origin.publicUrl, ada.cookie, "jwt");
      expect(direct.tokenized).not.toBe(first.tokenized);
      expect({ ...direct, tokenized: "" }).toEqual({ ...first, tokenized: "" });
    },
  );

  test("The origin is sent what the SDK sent, for the template alone.", async () => {
    await sdks["@ory/client-fetch 1.22.66"]?.(scene.edge.url, ada.cookie, "jwt");
    expect(scene.relay.calls.map(({ target }) => target)).toContain(
      "/sessions/whoami?tokenize_as=jwt",
    );
  });

  test("A token that is nearly over is fetched each time.", async () => {
    const asked = scene.relay.whoamis();
    const target = "/sessions/whoami?tokenize_as=short";
    for (let time = 0; time < 2; time += 1) {
      const answer = await send(scene.edge.url, { target, headers: byCookie(ada) });
      expect(cacheStatus(answer)).toBe("edge-sessions; fwd=miss");
    }
    expect(scene.relay.whoamis()).toBe(asked + 2);
  });

  test("Signing out ends the token's answer at once.", async () => {
    const { cookie } = await signInBrowser(scene.through, await scene.person());
    const headers = [`Cookie: ${cookie}`];
    const target = "/sessions/whoami?tokenize_as=jwt";
    await send(scene.edge.url, { target, headers });
    const hit = await send(scene.edge.url, { target, headers });
    expect(cacheStatus(hit)).toMatch(/^edge-sessions; hit/);
    const { data } = await scene.through.createBrowserLogoutFlow({ cookie });
    await send(scene.edge.url, {
      target: `/self-service/logout?token=${data.logout_token}`,
      headers: [...headers, "Accept: application/json"],
    });
    expect((await send(scene.edge.url, { target, headers })).status).toBe(401);
  });
});
