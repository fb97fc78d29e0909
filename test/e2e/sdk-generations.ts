// The generations of Ory's TypeScript SDK behind one face, so that one suite runs over all of them.
import {
  Configuration as KratosConfiguration,
  FrontendApi as KratosFrontendApi,
} from "@ory/kratos-client";
import {
  Configuration as FetchConfiguration,
  FrontendApi as FetchFrontendApi,
  ResponseError,
} from "@ory/client-fetch";
import { Configuration as ConfigurationV0, V0alpha2Api } from "ory-client-v0";
import { Configuration as ConfigurationV1, FrontendApi as FrontendApiV1 } from "ory-client-v1";
import {
  Configuration as ConfigurationV101,
  FrontendApi as FrontendApiV101,
} from "ory-client-v101";
import type { Credential } from "../harness/scene.ts";

/** What `toSession` came to. */
export interface Outcome {
  readonly status: number;
  /** The SDK's session; undefined where it threw. */
  readonly session: { readonly id: string; readonly traits: unknown } | undefined;
  /** The body that the SDK's error carries. */
  readonly error: unknown;
  header(name: string): string | undefined;
}

/** One generation pointed at a URL. */
interface Client {
  toSession(credential: Credential, cacheControl?: string): Promise<Outcome>;
  /** `toSession(undefined, undefined, { headers })`, the positional call as published, on a client with a default cookie. */
  readonly published: ((cookie: string, cacheControl: string) => Promise<Outcome>) | undefined;
}

/** A generation of the SDK. */
export interface Generation {
  readonly name: string;
  /** What becomes of the third argument of the call as published: it counts, it is dropped, or the call makes no sense. */
  readonly positional: "yes" | "drops" | "no";
  at(url: string): Client;
}

/** All generations. */
export const generations: readonly Generation[] = [
  {
    name: "@ory/client 0.2.0-alpha.60 (V0alpha2Api, positional)",
    positional: "yes",
    at: (basePath) => {
      const api = new V0alpha2Api(new ConfigurationV0({ basePath }));
      return {
        toSession: ({ xSessionToken, cookie }, cacheControl) =>
          axiosOutcome(api.toSession(xSessionToken, cookie, withHeaders(cacheControl))),
        published: (cookie, cacheControl) => {
          const api = new V0alpha2Api(new ConfigurationV0({ basePath, ...withCookie(cookie) }));
          return axiosOutcome(
            api.toSession(undefined, undefined, { headers: { "Cache-Control": cacheControl } }),
          );
        },
      };
    },
  },
  {
    name: "@ory/client 1.0.1 (FrontendApi, positional)",
    positional: "yes",
    at: (basePath) => {
      const api = new FrontendApiV101(new ConfigurationV101({ basePath }));
      return {
        toSession: ({ xSessionToken, cookie }, cacheControl) =>
          axiosOutcome(api.toSession(xSessionToken, cookie, withHeaders(cacheControl))),
        published: (cookie, cacheControl) => {
          const api = new FrontendApiV101(
            new ConfigurationV101({ basePath, ...withCookie(cookie) }),
          );
          return axiosOutcome(
            api.toSession(undefined, undefined, { headers: { "Cache-Control": cacheControl } }),
          );
        },
      };
    },
  },
  {
    name: "@ory/client 1.22.66 (FrontendApi, object)",
    positional: "drops",
    at: (basePath) => {
      const api = new FrontendApiV1(new ConfigurationV1({ basePath }));
      return {
        toSession: (credential, cacheControl) =>
          axiosOutcome(api.toSession(parameters(credential), withHeaders(cacheControl))),
        published: (cookie, cacheControl) => {
          const api = new FrontendApiV1(new ConfigurationV1({ basePath, ...withCookie(cookie) }));
          return axiosOutcome(publishedCall(api.toSession.bind(api), cacheControl));
        },
      };
    },
  },
  {
    name: "@ory/kratos-client 26.2.0 (FrontendApi, object)",
    positional: "drops",
    at: (basePath) => {
      const api = new KratosFrontendApi(new KratosConfiguration({ basePath }));
      return {
        toSession: (credential, cacheControl) =>
          axiosOutcome(api.toSession(parameters(credential), withHeaders(cacheControl))),
        published: (cookie, cacheControl) => {
          const api = new KratosFrontendApi(
            new KratosConfiguration({ basePath, ...withCookie(cookie) }),
          );
          return axiosOutcome(publishedCall(api.toSession.bind(api), cacheControl));
        },
      };
    },
  },
  {
    name: "@ory/client-fetch 1.22.66",
    positional: "no",
    at: (basePath) => {
      const api = new FetchFrontendApi(new FetchConfiguration({ basePath }));
      return {
        toSession: (credential, cacheControl) => fetchOutcome(api, credential, cacheControl),
        published: undefined,
      };
    },
  },
];

function parameters({ xSessionToken, cookie }: Credential): {
  xSessionToken?: string;
  cookie?: string;
} {
  return {
    ...(xSessionToken === undefined ? {} : { xSessionToken }),
    ...(cookie === undefined ? {} : { cookie }),
  };
}

function withHeaders(cacheControl: string | undefined): { headers?: Record<string, string> } {
  return cacheControl === undefined ? {} : { headers: { "Cache-Control": cacheControl } };
}

/** A browser adds its cookies by itself; here the SDK's defaults do. */
function withCookie(cookie: string): { baseOptions: { headers: Record<string, string> } } {
  return { baseOptions: { headers: { Cookie: cookie } } };
}

/** The positional call, as JavaScript lets anybody write it: a third argument that the object form does not have. */
function publishedCall<T>(
  toSession: (parameters?: undefined, options?: undefined) => Promise<T>,
  cacheControl: string,
): Promise<T> {
  const call: (...given: [undefined, undefined, object]) => Promise<T> = toSession;
  return call(undefined, undefined, { headers: { "Cache-Control": cacheControl } });
}

interface AxiosAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: object;
}

async function axiosOutcome(call: Promise<AxiosAnswer>): Promise<Outcome> {
  try {
    const { status, data, headers } = await call;
    const session = data as { id: string; identity?: { traits: unknown } };
    return {
      status,
      session: { id: session.id, traits: session.identity?.traits },
      error: undefined,
      header: (name) => lineOf(headers, name),
    };
  } catch (error) {
    const { response } = error as { response?: AxiosAnswer };
    if (response === undefined) throw error;
    const { status, data, headers } = response;
    return { status, session: undefined, error: data, header: (name) => lineOf(headers, name) };
  }
}

function lineOf(headers: object, name: string): string | undefined {
  const value: unknown = Object.entries(headers).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : undefined;
}

async function fetchOutcome(
  api: FetchFrontendApi,
  credential: Credential,
  cacheControl: string | undefined,
): Promise<Outcome> {
  try {
    // An object here would replace the SDK's own headers, the cookie among them.
    const answer = await api.toSessionRaw(parameters(credential), async ({ init }) => ({
      headers: {
        ...init.headers,
        ...(cacheControl === undefined ? {} : { "Cache-Control": cacheControl }),
      },
    }));
    const session = await answer.value();
    return {
      status: answer.raw.status,
      session: { id: session.id, traits: session.identity?.traits },
      error: undefined,
      header: (name) => answer.raw.headers.get(name) ?? undefined,
    };
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { response } = error;
    return {
      status: response.status,
      session: undefined,
      error: await response.json(),
      header: (name) => response.headers.get(name) ?? undefined,
    };
  }
}
