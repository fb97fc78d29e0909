// Who is signed in, for everything shown to them, and what their key allows.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Scope, SignedIn } from "../api/key.ts";

const Context = createContext<SignedIn | undefined>(undefined);

/** Tells all below who is signed in. */
export const WhoProvider = Context.Provider;

/** Who is signed in. Throws on the sign-in page. */
export function useWho(): SignedIn {
  const who = useContext(Context);
  if (who === undefined) throw new Error("nobody is signed in here");
  return who;
}

/** Why the key that is signed in may not do what needs `scope`; undefined if it may. */
export function lacks(who: SignedIn, scope: Scope): string | undefined {
  return who.key.scopes.includes(scope)
    ? undefined
    : `You are signed in with the key “${who.key.name}”, which does not have the scope “${scope}”.`;
}

/** Whether the key is an operator's: for all projects. */
export function isOperator(who: SignedIn): boolean {
  return who.key.project_id === null;
}
