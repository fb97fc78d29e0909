import { getLogoutFlow, getServerSession } from "@ory/nextjs/app";
import { Greeting } from "./greeting";

export default async function Home() {
  const session = await getServerSession();
  if (session === null) return <a href="/login">Sign in</a>;
  const { logout_url: signOutUrl } = await getLogoutFlow();
  return (
    <main>
      <p id="server">The server knows {session.identity.traits.email}.</p>
      <Greeting />
      <a href="/settings">Settings</a> <a href={signOutUrl}>Sign out</a>
    </main>
  );
}
