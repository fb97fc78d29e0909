// Makes HTTP calls to the API. The browser adds the sign-in cookie. The CSRF token comes from memory.
import { ApiProblem, readProblem, unreachable } from "./problem.ts";

/** What to send. */
interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The revision that the change is for. If the project has another one, it is refused with 412. */
  readonly ifRevision?: number;
  /** The revision that is known already. While the project still has it, the call resolves with `undefined`. */
  readonly unlessRevision?: number;
  readonly signal?: AbortSignal;
  /** Whether a 401 to this call leaves it open who is signed in. */
  readonly asksWho?: boolean;
}

/** What a transport needs. */
export interface TransportPorts {
  /** Ends with a slash. */
  readonly base: URL;
  readonly fetch: typeof fetch;
  /** Called when an answer shows that the sign-in has ended or another one has taken its place. */
  readonly onSignedOut: () => void;
  readonly onUnreachable: () => void;
}

/** Sends calls. */
export interface Transport {
  /** Resolves with the body, or `undefined` if there is none. Rejects with an `ApiProblem`. */
  readonly send: <Answer>(path: string, call?: Call) => Promise<Answer>;
  /** The URL of a path of the API. */
  readonly urlOf: (path: string) => string;
  /** Sets the token that every change carries. Undefined removes it. */
  readonly useToken: (token: string | undefined) => void;
}

const timeoutMs = 30_000;

/** Makes a transport. The token exists only in this closure. */
export function createTransport(ports: TransportPorts): Transport {
  let csrfToken: string | undefined;

  async function exchange(path: string, call: Call): Promise<Response> {
    const method = call.method ?? "GET";
    const headers = new Headers({ Accept: "application/json" });
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    if (call.ifRevision !== undefined) headers.set("If-Match", `"${call.ifRevision}"`);
    if (call.unlessRevision !== undefined) headers.set("If-None-Match", `"${call.unlessRevision}"`);
    if (method !== "GET" && csrfToken !== undefined) headers.set("X-Csrf-Token", csrfToken);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await ports.fetch(new URL(path, ports.base), {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]),
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
    } catch (error) {
      if (call.signal?.aborted === true) throw error;
      ports.onUnreachable();
      throw unreachable();
    }
  }

  return {
    send: async (path, call = {}) => {
      const response = await exchange(path, call);
      const empty = response.status === 204 || response.status === 304;
      if (response.ok || empty) return empty ? undefined : await response.json();
      // A body that is not JSON comes from a proxy. It names no problem, so only the status is shown.
      const body: unknown = await response.json().catch(() => undefined);
      const problem = readProblem(response.status, body, response.headers.get("Retry-After"));
      if (problem === undefined && response.status >= 502) {
        // The control plane did not write this. A proxy in front answers because the control plane is down.
        ports.onUnreachable();
        throw unreachable();
      }
      const signedOut = response.status === 401 || problem?.id === "control_csrf";
      if (signedOut && call.asksWho !== true) ports.onSignedOut();
      throw (
        problem ??
        new ApiProblem(
          response.status,
          "unexpected",
          `The control plane answered with status ${response.status}.`,
        )
      );
    },
    urlOf: (path) => new URL(path, ports.base).href,
    useToken: (token) => {
      csrfToken = token;
    },
  };
}
