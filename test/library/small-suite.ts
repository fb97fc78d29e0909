// What the library must do on every runtime: run by vitest on Node, and by a child process on Bun.
import assert from "node:assert/strict";
import { Configuration as FetchConfiguration, FrontendApi as FetchApi } from "@ory/client-fetch";
import { Configuration as AxiosConfiguration, FrontendApi as AxiosApi } from "ory-client-v1";
import {
  createEdge,
  type Edge,
  type EdgeEvent,
  type EdgeOptions,
} from "../../src/library/index.ts";
import { makePerson, revokeAll, signIn, signInApp, signOut, type IdentityUrls } from "./people.ts";

/** One case of the suite; rejects where the promise it names is not kept. */
export interface SmallCase {
  readonly name: string;
  readonly run: (urls: IdentityUrls) => Promise<void>;
}

const basePath = "https://name-that-nobody-resolves.invalid";
const checks = 1_000;

/** An edge whose hits start no refresh, and the calls it makes to the identity server. */
function quietEdge(origin: string, options: Partial<EdgeOptions> = {}): QuietEdge {
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin,
    cacheableSessions: true,
    refreshAfter: "1h",
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { edge, calls: () => events.filter(({ kind }) => kind === "call").length };
}

interface QuietEdge {
  readonly edge: Edge;
  readonly calls: () => number;
}

/** The cases, in no order that matters. */
export const smallSuite: readonly SmallCase[] = [
  {
    name: "A thousand checks cause one call, and hits return no promise.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge, calls } = quietEdge(urls.publicUrl);
      const first = await edge.check({ cookie });
      assert.equal(first.kind, "active");
      for (let i = 1; i < checks; i += 1) {
        const result = edge.check({ cookie });
        assert(!(result instanceof Promise));
        assert(result.kind === "active");
        assert.equal(result.session.identity.id, person.identityId);
      }
      assert.equal(calls(), 1);
      await edge.close();
    },
  },
  {
    name: "A thousand checks of the fetch SDK cause one call.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge, calls } = quietEdge(urls.publicUrl);
      const sdk = new FetchApi(new FetchConfiguration({ basePath, fetchApi: edge.fetch }));
      for (let i = 0; i < checks; i += 1) {
        const session = await sdk.toSession({ cookie });
        assert.equal(session.identity?.id, person.identityId);
      }
      assert.equal(calls(), 1);
      await assert.rejects(sdk.toSession({ cookie: "ory_kratos_session=unknown" }), {
        name: "ResponseError",
      });
      await edge.close();
    },
  },
  {
    name: "A fetch with reload asks the identity server.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge, calls } = quietEdge(urls.publicUrl);
      const init = { headers: { cookie } };
      for (const cache of ["default", "default", "reload", "no-store", "no-cache"] as const) {
        const response = await edge.fetch(`${basePath}/sessions/whoami`, { ...init, cache });
        assert.equal(response.status, 200);
      }
      assert.equal(calls(), 4);
      await edge.close();
    },
  },
  {
    name: "A thousand checks of the axios SDK cause one call.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge, calls } = quietEdge(urls.publicUrl);
      const baseOptions = { adapter: edge.axiosAdapter };
      const sdk = new AxiosApi(new AxiosConfiguration({ basePath, baseOptions }));
      for (let i = 0; i < checks; i += 1) {
        const { data } = await sdk.toSession({ cookie });
        assert.equal(data.identity?.id, person.identityId);
      }
      assert.equal(calls(), 1);
      await assert.rejects(sdk.toSession({ cookie: "ory_kratos_session=unknown" }), {
        isAxiosError: true,
        status: 401,
      });
      await edge.close();
    },
  },
  {
    name: "A change through the edge is visible at once in every way to ask.",
    async run(urls) {
      const person = await makePerson(urls);
      const { edge } = quietEdge(urls.publicUrl, { sessionTokens: true });
      const cookie = await signIn(basePath, person, edge.fetch);
      const sessionToken = await signInApp(basePath, person, edge.fetch);
      assert.equal((await edge.check({ cookie })).kind, "active");
      assert.equal((await edge.check({ sessionToken })).kind, "active");
      await signOut(basePath, cookie, edge.fetch);
      assert.equal((await edge.check({ cookie })).kind, "inactive");
      assert.equal((await edge.check({ bearer: sessionToken })).kind, "active");
      const sdk = new FetchApi(new FetchConfiguration({ basePath, fetchApi: edge.fetch }));
      const performNativeLogoutBody = { session_token: sessionToken };
      await sdk.performNativeLogout({ performNativeLogoutBody });
      assert.equal((await edge.check({ sessionToken })).kind, "inactive");
      await edge.close();
    },
  },
  {
    name: "A change behind the edge's back is visible after an invalidation and to a forced check.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge } = quietEdge(urls.publicUrl);
      assert.equal((await edge.check({ cookie })).kind, "active");
      await revokeAll(urls, person);
      assert.equal((await edge.check({ cookie })).kind, "active");
      edge.invalidate({ identity: person.identityId });
      assert.equal(edge.stats().entries, 0);
      assert.equal((await edge.check({ cookie })).kind, "inactive");

      const again = await signIn(urls.publicUrl, person, fetch);
      assert.equal((await edge.check({ cookie: again })).kind, "active");
      await revokeAll(urls, person);
      assert.equal((await edge.check({ cookie: again, maxAge: 0 })).kind, "inactive");
      await edge.close();
    },
  },
  {
    name: "While the identity server is gone, stored answers are served and other checks are unavailable.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      let gone = false;
      const proxy = await import("../../src/origin/fetch/fetch-origin.ts");
      const origin = proxy.createFetchOrigin({
        url: urls.publicUrl,
        fetch: (url, init) =>
          gone ? Promise.reject(new TypeError("fetch failed")) : fetch(url, init),
      });
      const { edge } = quietEdge("", { origin });
      assert.equal((await edge.check({ cookie })).kind, "active");
      gone = true;
      assert.equal((await edge.check({ cookie })).kind, "active");
      assert.equal((await edge.check({ cookie: "ory_kratos_session=other" })).kind, "unavailable");
      const response = await edge.fetch(`${basePath}/self-service/login/api`);
      assert.equal(response.status, 502);
      await edge.close();
    },
  },
  {
    name: "A closed edge answers nothing.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge, calls } = quietEdge(urls.publicUrl);
      await edge.check({ cookie });
      await edge.close();
      assert.equal((await edge.check({ cookie })).kind, "unavailable");
      assert.equal((await edge.fetch(`${basePath}/health/alive`)).status, 502);
      assert.equal(calls(), 1);
    },
  },
  {
    name: "A caller cannot change what other callers are answered.",
    async run(urls) {
      const person = await makePerson(urls);
      const cookie = await signIn(urls.publicUrl, person, fetch);
      const { edge } = quietEdge(urls.publicUrl);
      const ask = (): Promise<Response> =>
        edge.fetch(`${basePath}/sessions/whoami`, { headers: { Cookie: cookie } });
      const text = await (await ask()).text();
      const first = await edge.check({ cookie });
      assert(first.kind === "active");
      assert.throws(() => Object.assign(first.session.identity, { id: "mallory" }), TypeError);
      assert.throws(() => Object.assign(first.session.identity.traits, { name: "M" }), TypeError);
      new Uint8Array(await (await ask()).arrayBuffer()).fill(0);
      const { value } = (await (await ask()).body?.getReader().read()) ?? {};
      value?.fill(0);
      assert.equal(await (await ask()).text(), text);
      await edge.close();
    },
  },
];
