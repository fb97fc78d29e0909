// What every part of the page uses: the API, who is signed in, the connection, and a way to report.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { createApi, type Api } from "../api/api.ts";
import { problemOf } from "../api/problem.ts";
import { createTransport } from "../api/transport.ts";
import { createConnection, type Connection } from "./connection.ts";
import { createStore, type Store } from "./store.ts";
import type { SignedIn } from "../api/key.ts";

/** Who is signed in, as far as it is known. `why` says why an operator was signed out. */
type SignInState =
  | { readonly kind: "asking" }
  | { readonly kind: "out"; readonly why: string | undefined }
  | { readonly kind: "in"; readonly who: SignedIn };

/** What was just done. */
export interface Report {
  readonly text: string;
  /** For screen readers alone, because the page shows it. */
  readonly unseen?: true;
}

/** The services. */
export interface Services {
  readonly api: Api;
  readonly connection: Connection;
  readonly signIn: Store<SignInState>;
  /** What was done last. It is a new object each time, so that screen readers announce repeats too. */
  readonly report: Store<Report>;
  /** Asks the API who is signed in, and applies the answer. */
  readonly findOut: () => Promise<void>;
  /** Applies a sign-in, or with undefined a sign-out. */
  readonly follow: (who: SignedIn | undefined, why?: string) => void;
}

const signedOutWords = "You were signed out because your sign-in expired or your key was revoked.";

/** Creates the services for the API below `base`. */
export function createServices(base: URL): Services {
  const signIn = createStore<SignInState>({ kind: "asking" });
  const transport = createTransport({
    base,
    fetch: (input, init) => fetch(input, init),
    onSignedOut: () => void services.findOut(),
    onUnreachable: () => connection.noteLost(),
  });
  const api = createApi(transport);
  const connection = createConnection(api.alive);
  const services: Services = {
    api,
    connection,
    signIn,
    report: createStore<Report>({ text: "" }),
    findOut: async () => {
      const before = signIn.get();
      try {
        services.follow(await api.whoAmI());
      } catch (error) {
        const { status } = problemOf(error);
        if (status === 0) return; // without an answer nothing is known
        // Several calls may be refused at once. The first of them says why.
        const why = before.kind === "in" ? signedOutWords : undefined;
        if (signIn.get().kind !== "out") services.follow(undefined, why);
      }
    },
    follow: (who, why) => {
      transport.useToken(who?.csrf_token);
      signIn.set(who === undefined ? { kind: "out", why } : { kind: "in", who });
    },
  };
  return services;
}

const Context = createContext<Services | undefined>(undefined);

/** Provides the services to everything below. */
export const ServicesProvider = Context.Provider;

/** The services. Throws outside their provider. */
export function useServices(): Services {
  const services = useContext(Context);
  if (services === undefined) throw new Error("no services here");
  return services;
}
