// Lets a request in: by a key, or by the Console's cookie with its token where something changes.
import { plainConsoleCookie, secureConsoleCookie } from "../../core/console-cookie.ts";
import type { Caller, Callers } from "./callers.ts";
import type { ControlRefusal } from "../errors.ts";
import { isCsrfToken, type SignIns } from "./sign-ins.ts";

/** The parts of a request that it looks at. */
export interface Knock {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  /** It came by the Console's own paths: elsewhere a cookie means nothing. */
  readonly byConsole: boolean;
}

/** The caller, or why the request was refused. */
export type Entered =
  | { readonly kind: "entered"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

const bearer = /^bearer ([\w-]{1,512})$/i;

/** Lets requests in. */
export class Door {
  readonly #callers: Callers;
  readonly #signIns: SignIns;

  constructor(callers: Callers, signIns: SignIns) {
    this.#callers = callers;
    this.#signIns = signIns;
  }

  /** Who asks. A key on the request counts before a cookie, because it was sent on purpose. */
  async enter({ method, header, byConsole }: Knock): Promise<Entered> {
    const authorization = header("authorization");
    if (authorization !== undefined) {
      const key = bearer.exec(authorization)?.[1];
      return entered(key === undefined ? undefined : await this.#callers.byKey(key));
    }
    const signIn = byConsole ? this.#signIns.only(signInIds(header)) : undefined;
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

/** What the Console's cookie is called for this request: a page that came by TLS has the one that other hosts cannot set. */
export function cookieNameFor(header: Knock["header"]): string {
  // A chain of proxies lists what each saw; the first is the browser's own.
  const [protocol = ""] = (header("x-forwarded-proto") ?? "").split(",", 1);
  return protocol.trim().toLowerCase() === "https" ? secureConsoleCookie : plainConsoleCookie;
}

/** Every id that the `Cookie` header gives the sign-in's name, at most as many as could mean anything. */
export function signInIds(header: Knock["header"]): readonly string[] {
  const name = cookieNameFor(header);
  return (header("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, signInIdsMax);
}

/** Planted cookies that are looked through: a browser keeps no more than some of one name. */
const signInIdsMax = 64;
