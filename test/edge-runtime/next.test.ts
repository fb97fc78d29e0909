// The build for edge runtimes in the one of Next.js: the virtual machine that Next itself runs its edge middleware in, which
// has the APIs of the web and no others.
import { expect, it } from "vitest";
import { makePolicy } from "../../src/edge-runtime/index.ts";
import { shareIdentity } from "../library/identity-for-library.ts";
import { makePerson, signIn } from "../library/people.ts";
import { bundleForIsolate } from "./bundle.ts";

/** What is used of Next's own module. */
interface EdgeRuntimeModule {
  readonly EdgeRuntime: new (options: {
    readonly initialCode: string;
    readonly codeGeneration: { readonly strings: false; readonly wasm: false };
  }) => {
    dispatchFetch(
      url: string,
      init?: { readonly headers: Readonly<Record<string, string>> },
    ): Promise<Response & { waitUntil(): Promise<unknown> }>;
  };
}

const module: string = "next/dist/compiled/edge-runtime/index.js";
const { EdgeRuntime } = (await import(module)) as EdgeRuntimeModule;
const identity = shareIdentity();

it("A middleware in Next's edge runtime lets people with a session through, from memory.", async () => {
  const app = makePolicy("app", {
    headers: [{ name: "X-User-Id", pointer: "/identity/id" }],
    signInUrl: "https://auth.example/",
    returnUrls: ["https://app.example/"],
  });
  const { code, imports } = await bundleForIsolate("next-worker.ts", {
    EDGE_OPTIONS: { origin: identity.publicUrl, cacheableSessions: true, policies: [app] },
  });
  expect(imports).toEqual([]);
  const runtime = new EdgeRuntime({
    initialCode: code,
    codeGeneration: { strings: false, wasm: false },
  });
  const person = await makePerson(identity);
  const { identityId } = person;
  const cookie = await signIn(identity.publicUrl, person, fetch);
  const url = "https://app.example/account";
  const answers = [];
  for (let i = 0; i < 2; i += 1) {
    const answer = await runtime.dispatchFetch(url, { headers: { cookie } });
    answers.push(await answer.json());
    await answer.waitUntil();
  }
  const allowed = { headers: { "X-User-Id": identityId }, id: identityId };
  expect(answers).toEqual([
    { ...allowed, cacheStatus: expect.stringMatching(/fwd=miss.*stored/u) },
    { ...allowed, cacheStatus: expect.stringMatching(/; hit/u) },
  ]);
  const stranger = await runtime.dispatchFetch(url, { headers: { accept: "text/html" } });
  expect(stranger.status).toBe(302);
  expect(stranger.headers.get("location")).toBe(
    `https://auth.example/?return_to=${encodeURIComponent(url)}`,
  );
});
