// Who is signed in, and what their key allows.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Scope, SignedIn } from "../api/key.ts";

const Context = createContext<SignedIn | undefined>(undefined);

/** Provides who is signed in to everything below. */
export const WhoProvider = Context.Provider;

/** Who is signed in. Throws on the sign-in page. */
export function useWho(): SignedIn {
  const who = useContext(Context);
  if (who === undefined) throw new Error("nobody is signed in here");
  return who;
}

/** Why the key may not do what needs `scope`. Undefined if it may. */
export function lacks(who: SignedIn, scope: Scope): string | undefined {
  return who.key.scopes.includes(scope)
    ? undefined
    : `You are signed in with the key “${who.key.name}”, which does not have the scope “${scope}”.`;
}

/** Whether the key is an operator key, which is for all projects. */
export function isOperator(who: SignedIn): boolean {
  return who.key.project_id === null;
}
