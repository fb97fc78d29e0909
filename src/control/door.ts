// Lets a request in: by a key, or by the Console's cookie with its token where something changes.
import type { Caller, Callers } from "./callers.ts";
import type { ControlRefusal } from "./errors.ts";
import { isCsrfToken, type SignIns } from "./sign-ins.ts";

/** The parts of a request that it looks at. */
export interface Knock {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  /** It came by the Console's own paths: elsewhere a cookie means nothing. */
  readonly byConsole: boolean;
}

/** Who came in, or why nobody did. */
export type Entered =
  | { readonly kind: "entered"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

/** Name of the Console's cookie. */
export const cookieName = "edge_sessions_console";

const bearer = /^bearer ([\w-]{1,512})$/i;

/** Lets requests in. */
export class Door {
  readonly #callers: Callers;
  readonly #signIns: SignIns;

  constructor(callers: Callers, signIns: SignIns) {
    this.#callers = callers;
    this.#signIns = signIns;
  }

  /** Who asks. A key on the request counts before a cookie: whoever sends one means it. */
  async enter({ method, header, byConsole }: Knock): Promise<Entered> {
    const authorization = header("authorization");
    if (authorization !== undefined) {
      const key = bearer.exec(authorization)?.[1];
      return entered(key === undefined ? undefined : await this.#callers.byKey(key));
    }
    const signIn = byConsole ? this.#signIns.only(signInIds(header("cookie"))) : undefined;
    if (signIn === undefined) return entered(undefined);
    const changes = method !== "GET" && method !== "HEAD";
    if (changes && !isCsrfToken(signIn, header("x-csrf-token"))) {
      return { kind: "refused", refusal: { error: "control_csrf" } };
    }
    return entered(await this.#callers.bySignIn(signIn.keyId));
  }
}

function entered(caller: Caller | undefined): Entered {
  return caller === undefined
    ? { kind: "refused", refusal: { error: "control_key_required" } }
    : { kind: "entered", caller };
}

/** Every id that a `Cookie` header gives the sign-in's name. */
export function signInIds(header: string | undefined): readonly string[] {
  return (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookieName}=`))
    .map((pair) => pair.slice(cookieName.length + 1));
}
