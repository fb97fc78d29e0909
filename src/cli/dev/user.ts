// Makes a person at the embedded identity server and signs them in, as a browser would.
// Straight at the identity server, not through the edge: so the first check there is still a miss.
import { randomBytes } from "node:crypto";
import { signIn, type Account } from "./self-service.ts";
import type { Site } from "./site.ts";

/** A person who is signed in. */
export interface DevUser extends Account {
  /** `name=value` of the session cookie. */
  readonly cookie: string;
}

const email = "ada@example.com";
const signInWaitMs = 10_000;

/** Creates the user. Throws where the identity server does not do as it should. */
export async function createDevUser(
  publicUrl: string,
  adminUrl: string,
  cookieName: string,
): Promise<DevUser> {
  const account = await createAccount(adminUrl, email, "Ada");
  const site: Site = { url: publicUrl, host: new URL(publicUrl).host };
  const signedIn = await signIn(site, account, cookieName, AbortSignal.timeout(signInWaitMs));
  if (signedIn.kind === "failed") {
    throw new Error(
      `The embedded identity server set no session cookie at sign-in. It answered with status ${signedIn.status}.`,
    );
  }
  return { ...account, cookie: signedIn.session };
}

/** Creates an account by the admin API. Throws where the identity server does not do as it should. */
export async function createAccount(
  adminUrl: string,
  address: string,
  name: string,
): Promise<Account> {
  const password = randomBytes(12).toString("base64url");
  const answer = await fetch(`${adminUrl}/admin/identities`, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({
      schema_id: "person",
      traits: { email: address, name },
      credentials: { password: { config: { password } } },
    }),
  });
  await answer.body?.cancel();
  if (!answer.ok) {
    throw new Error(
      `The embedded identity server answered /admin/identities with status ${answer.status}.`,
    );
  }
  return { email: address, password };
}
