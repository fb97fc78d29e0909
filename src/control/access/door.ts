// Decides who sent a request: by an API key, or by the Console's cookie, with its CSRF token if the request changes something.
import { plainConsoleCookie, secureConsoleCookie } from "../../core/console-cookie.ts";
import type { Caller, Callers } from "./callers.ts";
import type { ControlRefusal } from "../errors.ts";
import { isCsrfToken, type SignIns } from "./sign-ins.ts";

/** The parts of a request that it reads. */
export interface Knock {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  /** Whether it came by the Console's own paths. Elsewhere the cookie does not count. */
  readonly byConsole: boolean;
}

/** The caller, or why the request is refused. */
export type Entered =
  | { readonly kind: "entered"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly refusal: ControlRefusal };

const bearer = /^bearer ([\w-]{1,512})$/i;

/** Finds the caller of a request. */
export class Door {
  readonly #callers: Callers;
  readonly #signIns: SignIns;

  constructor(callers: Callers, signIns: SignIns) {
    this.#callers = callers;
    this.#signIns = signIns;
  }

  /** The caller of a request. If the request has an API key, its cookie does not count. */
  async enter({ method, header, byConsole }: Knock): Promise<Entered> {
    const authorization = header("authorization");
    if (authorization !== undefined) {
      const key = bearer.exec(authorization)?.[1];
      return entered(key === undefined ? undefined : await this.#callers.byKey(key));
    }
    const signIn = byConsole ? await this.#signIns.only(signInIds(header)) : undefined;
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

/** The name of the Console's cookie for this request. Over TLS it is a name that other hosts cannot set. */
export function cookieNameFor(header: Knock["header"]): string {
  // A chain of proxies lists what each of them saw. The first is what the browser used.
  const [protocol = ""] = (header("x-forwarded-proto") ?? "").split(",", 1);
  return protocol.trim().toLowerCase() === "https" ? secureConsoleCookie : plainConsoleCookie;
}

/** Every value of the Console's cookie in the `Cookie` header, at most `signInIdsMax`. */
export function signInIds(header: Knock["header"]): readonly string[] {
  const name = cookieNameFor(header);
  return (header("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .slice(0, signInIdsMax);
}

/** The most cookies that are read, because someone else may have set some. A browser stores only a few of one name. */
const signInIdsMax = 64;
