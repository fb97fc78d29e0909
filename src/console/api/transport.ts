// One HTTP call to the API: the sign-in cookie goes along by itself, the token against forged requests from memory.
import { ApiProblem, readProblem, unreachable } from "./problem.ts";

/** What to send. */
interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** The revision that the change is meant for; another one is refused with 412. */
  readonly ifRevision?: number;
  readonly signal?: AbortSignal;
  /** A 401 of this call says nothing of who is signed in. */
  readonly asksWho?: boolean;
}

/** What a transport needs of its surroundings. */
export interface TransportPorts {
  /** Ends with a slash. */
  readonly base: URL;
  readonly fetch: typeof fetch;
  /** Somebody else's sign-in, or none, answered: what the page believes is out of date. */
  readonly onSignedOut: () => void;
  readonly onUnreachable: () => void;
}

/** Sends calls. */
export interface Transport {
  /** Resolves with the body, `undefined` where there is none. Rejects with an `ApiProblem`. */
  readonly send: <Answer>(path: string, call?: Call) => Promise<Answer>;
  /** Sets the token that every change carries; undefined forgets it. */
  readonly useToken: (token: string | undefined) => void;
}

const timeoutMs = 30_000;

/** Makes one. The token lives in this closure and nowhere else. */
export function createTransport(ports: TransportPorts): Transport {
  let csrfToken: string | undefined;

  async function exchange(path: string, call: Call): Promise<Response> {
    const method = call.method ?? "GET";
    const headers = new Headers({ Accept: "application/json" });
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    if (call.ifRevision !== undefined) headers.set("If-Match", `"${call.ifRevision}"`);
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
      if (response.ok) return response.status === 204 ? undefined : await response.json();
      // A body that is no JSON is a proxy's: no problem can be read of it, and the status alone is told.
      const body: unknown = await response.json().catch(() => undefined);
      const problem = readProblem(response.status, body, response.headers.get("Retry-After"));
      if (problem === undefined && response.status >= 502) {
        // Not the control plane's words: a proxy in front answers for one that is gone.
        ports.onUnreachable();
        throw unreachable();
      }
      const signedOut = response.status === 401 || problem?.id === "control_csrf";
      if (signedOut && call.asksWho !== true) ports.onSignedOut();
      throw (
        problem ??
        new ApiProblem(response.status, "unexpected", `The answer was ${response.status}.`)
      );
    },
    useToken: (token) => {
      csrfToken = token;
    },
  };
}
