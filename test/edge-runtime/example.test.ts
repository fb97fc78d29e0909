// The example of a Worker, in workerd.
import { expect, it, onTestFinished } from "vitest";
import { serveHttp } from "../harness/raw-server.ts";
import { shareIdentity } from "../library/identity-for-library.ts";
import { makePerson, signIn } from "../library/people.ts";
import { bundleForIsolate } from "./bundle.ts";
import { startWorker } from "./workerd.ts";

const identity = shareIdentity();

it("The example lets people with a session through, and tells the application who they are.", async () => {
  const spellings: unknown[] = [];
  const { url } = await serveHttp((request, answer) => {
    spellings.push(request.headers["x_user_id"], request.headers["x.user.id"]);
    answer.end(`${request.url} for ${String(request.headers["x-user-id"])}\n`);
  });
  const { code, imports } = await bundleForIsolate("../../examples/worker/worker.js");
  expect(imports).toEqual([]);
  const worker = await startWorker(code, {
    IDENTITY: identity.publicUrl,
    APP: url,
    PUBLIC: "https://app.example/",
    SIGN_IN: "https://auth.example/sign-in",
  });
  onTestFinished(() => worker.stop());
  const person = await makePerson(identity);
  const cookie = await signIn(identity.publicUrl, person, fetch);
  for (let i = 0; i < 2; i += 1) {
    const forged = { "x-user-id": "forged", x_user_id: "forged", "x.user.id": "forged" };
    const headers = { cookie, ...forged };
    const answer = await fetch(`${worker.url}/orders?page=2`, { headers });
    expect(await answer.text()).toBe(`/orders?page=2 for ${person.identityId}\n`);
  }
  expect(new Set(spellings)).toEqual(new Set([undefined]));
  const stranger = await fetch(worker.url, { headers: { "x-user-id": person.identityId } });
  expect(stranger.status).toBe(401);
  expect(await stranger.json()).toMatchObject({ error: { id: "edge_session_required" } });
});
