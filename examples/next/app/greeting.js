"use client";

import { useSession } from "@ory/elements-react/client";

/** What the browser itself asked. */
export function Greeting() {
  const { session } = useSession();
  return session === null ? null : (
    <p id="browser">The browser knows {session.identity.traits.email}.</p>
  );
}
