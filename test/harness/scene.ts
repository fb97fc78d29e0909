// One test's whole set-up: identity server, relay, edge, and people who sign in.
import { randomUUID } from "node:crypto";
import { Configuration, FrontendApi, IdentityApi } from "ory-client-v1";
import type { ProjectSettings } from "../../src/core/settings.ts";
import type { EdgeEvent } from "../../src/edge/events.ts";
import type { IdentityConfig } from "../../src/identity/server.ts";
import { startEdge, type EdgeSetUp, type EdgeUnderTest } from "./edge-under-test.ts";
import { Browser, fieldOf } from "./browser.ts";
import { startOrigin, type OriginUnderTest } from "./origin-under-test.ts";
import { startRelay, type Relay } from "./relay.ts";

/** What a test wants different from the defaults. */
export interface SceneSetUp {
  readonly settings?: Partial<ProjectSettings>;
  /** For the embedded identity server alone: such a test skips on a live one. */
  readonly identity?: Partial<IdentityConfig>;
  readonly edge?: Omit<EdgeSetUp, "origin" | "settings">;
}

/** Somebody with an account. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** What a check presents. */
export interface Credential {
  readonly cookie?: string;
  readonly xSessionToken?: string;
  readonly bearer?: string;
}

/** A running set-up. */
export interface Scene extends AsyncDisposable {
  readonly origin: OriginUnderTest;
  readonly relay: Relay;
  readonly edge: EdgeUnderTest;
  /** The SDK through the edge. */
  readonly through: FrontendApi;
  /** The SDK at the identity server itself. */
  readonly direct: FrontendApi;
  readonly admin: IdentityApi;
  /** A new identity with a password. */
  person(): Promise<Person>;
}

/** Starts identity server, relay and edge; identities made by the scene are deleted at its end. */
export async function startScene(setUp: SceneSetUp = {}): Promise<Scene> {
  const origin = await startOrigin(setUp.identity);
  const relay = await startRelay(origin.publicUrl);
  const edge = await startEdge({
    ...setUp.edge,
    origin: relay.url,
    settings: { cookieName: origin.cookieName, ...setUp.settings },
  });
  origin.embedded?.setPublicBaseUrl(edge.url);
  const admin = new IdentityApi(new Configuration({ basePath: origin.adminUrl }));
  const made: string[] = [];
  return {
    origin,
    relay,
    edge,
    admin,
    through: sdk(edge.url),
    direct: sdk(origin.publicUrl),
    async person() {
      const email = `${randomUUID()}@example.org`;
      const password = randomUUID();
      const { data } = await admin.createIdentity({
        createIdentityBody: {
          schema_id: origin.schemaId,
          traits: origin.traitsOf(email, "Ada"),
          credentials: { password: { config: { password } } },
        },
      });
      made.push(data.id);
      return { id: data.id, email, password };
    },
    async [Symbol.asyncDispose]() {
      await relay.stop();
      await edge.stop();
      if (origin.embedded === undefined) {
        const anyway = { validateStatus: () => true };
        for (const id of made) await admin.deleteIdentity({ id }, anyway);
      }
      await origin[Symbol.asyncDispose]();
    },
  };
}

/** The newest SDK at a URL. */
export function sdk(basePath: string): FrontendApi {
  return new FrontendApi(new Configuration({ basePath }));
}

/** Signs a browser in by password. */
export async function signInBrowser(
  api: FrontendApi,
  person: Pick<Person, "email" | "password">,
): Promise<Browser> {
  const browser = new Browser();
  const flow = browser.keep(await api.createBrowserLoginFlow());
  browser.keep(
    await api.updateLoginFlow({
      flow: flow.id,
      cookie: browser.cookie,
      updateLoginFlowBody: {
        method: "password",
        identifier: person.email,
        password: person.password,
        csrf_token: fieldOf(flow.ui, "csrf_token"),
      },
    }),
  );
  return browser;
}

/** Signs an app in by password; gives its session token. */
export async function signInApp(api: FrontendApi, person: Person): Promise<string> {
  const { data: flow } = await api.createNativeLoginFlow();
  const { data } = await api.updateLoginFlow({
    flow: flow.id,
    updateLoginFlowBody: {
      method: "password",
      identifier: person.email,
      password: person.password,
    },
  });
  return data.session_token ?? "";
}

/** What a check was answered. */
export interface Seen {
  readonly status: number;
  readonly body: unknown;
  /** The edge's word on how it came by the answer. */
  readonly cacheStatus: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

/** A check by the SDK. An answer of any status is a value. */
export async function check(
  api: FrontendApi,
  credential: Credential,
  headers: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const { cookie, xSessionToken, bearer } = credential;
  const response = await api.toSession(
    {
      ...(cookie === undefined ? {} : { cookie }),
      ...(xSessionToken === undefined ? {} : { xSessionToken }),
    },
    {
      headers: {
        ...headers,
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
      },
      validateStatus: () => true,
    },
  );
  const lines = new Map(
    Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    status: response.status,
    body: response.data,
    cacheStatus: lines.get("cache-status"),
    headers: lines,
  };
}

/** Whether an answer came from the store. */
export function isHit(seen: Seen): boolean {
  return seen.cacheStatus?.startsWith("edge-sessions; hit") === true;
}

/** Resolves when so many events from `since` on (an index into the edge's events) have passed. */
export async function untilSeen(
  edge: EdgeUnderTest,
  passes: (event: EdgeEvent) => boolean,
  times: number,
  since: number,
): Promise<void> {
  const enough = (): boolean => edge.events.slice(since).filter(passes).length >= times;
  // `until` resolves at the first event that passes; asking about the whole trace makes it the one that completes it.
  if (!enough()) await edge.until(enough, edge.events.length);
}
