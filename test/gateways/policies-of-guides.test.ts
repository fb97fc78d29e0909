// The policies that the guides print, as configuration files of the edge: each starts, and decides as the guide says.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { Configuration, IdentityApi } from "ory-client-v1";
import { parse } from "yaml";
import { z } from "zod";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgramOfTest } from "../harness/program.ts";
import { sdk, signInApp } from "../harness/scene.ts";
import { codeBlocks, readPage } from "./configuration.ts";
import { WebBrowser, type Page } from "./web-browser.ts";

interface Started {
  readonly url: string;
  /** The session token of a new person with these public metadata. */
  readonly tokenOf: (metadata: object) => Promise<{ token: string; id: string; email: string }>;
  readonly decide: (policy: string, headers: Readonly<Record<string, string>>) => Promise<Page>;
}

/** Starts the edge with the file that a page prints, in front of an identity server of the test. */
async function startWithFileOf(page: string): Promise<Started> {
  const text = codeBlocks(await readPage(page)).find((block) => block.includes("\npolicies:\n"));
  if (text === undefined) throw new Error(`${page} prints no file with policies`);
  const identity = createIdentityServer({ config: { whoamiRequiredAal: "aal1" } });
  await identity.start();
  onTestFinished(() => identity.stop());
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-guide-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "edge.yaml");
  // Only the address of the identity server is another one.
  await writeFile(file, text.replace("http://127.0.0.1:4433", identity.publicUrl));
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const program = startProgramOfTest(["edge", ...anywhere, "--session-tokens", "--config", file]);
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(line));
  const admin = new IdentityApi(new Configuration({ basePath: identity.adminUrl }));
  return {
    url,
    tokenOf: async (metadata) => {
      const person = { email: `${randomUUID()}@example.org`, password: randomUUID() };
      const { data } = await admin.createIdentity({
        createIdentityBody: {
          schema_id: "person",
          traits: { email: person.email, name: "Ada" },
          metadata_public: metadata,
          credentials: { password: { config: { password: person.password } } },
        },
      });
      const token = await signInApp(sdk(identity.publicUrl), { ...person, id: data.id });
      return { token, id: data.id, email: person.email };
    },
    decide: (policy, headers) =>
      new WebBrowser().visit(`${url}/edge-sessions/authorize/${policy}`, {
        headers,
        follow: false,
      }),
  };
}

const page = { "X-Original-URL": "https://app.example.com/orders/7" };

test("The policy of all guides tells the application who it is, and sends browsers to sign in and back.", async () => {
  const { tokenOf, decide } = await startWithFileOf("README");
  const { token, id, email } = await tokenOf({});
  const allowed = await decide("app", { ...page, "X-Session-Token": token });
  expect(allowed.status).toBe(200);
  expect(allowed.headers["x-user-id"]).toBe(id);
  expect(allowed.headers["x-user-email"]).toBe(email);
  expect(allowed.headers["x-user-aal"]).toBe("aal1");
  const refused = await decide("app", page);
  expect(refused.headers.location).toBe(
    "https://auth.example.com/self-service/login/browser?return_to=https%3A%2F%2Fapp.example.com%2Forders%2F7",
  );
});

test("The policy beside oauth2-proxy's flags lets a group in, and gives the same headers.", async () => {
  const { tokenOf, decide } = await startWithFileOf("from-oauth2-proxy");
  const member = await tokenOf({ groups: ["staff", "admin"] });
  const allowed = await decide("app", { "X-Session-Token": member.token });
  expect(allowed.status).toBe(200);
  expect(allowed.headers["x-auth-request-user"]).toBe(member.id);
  expect(allowed.headers["x-auth-request-email"]).toBe(member.email);
  expect(allowed.headers["x-auth-request-groups"]).toBe("staff,admin");
  for (const metadata of [{ groups: ["staff"] }, { groups: "administrators" }, {}]) {
    const { token } = await tokenOf(metadata);
    const refused = await decide("app", { ...page, "X-Session-Token": token });
    // Signing in again would not help.
    expect([refused.status, refused.headers.location]).toEqual([403, undefined]);
  }
});

test("The policy beside Oathkeeper's rule lets the role in, and sends others away or to sign in.", async () => {
  const { tokenOf, decide } = await startWithFileOf("from-oathkeeper");
  const { token } = await tokenOf({ role: "user" });
  expect((await decide("admin", { "X-Session-Token": token })).status).toBe(403);
  const owner = await tokenOf({ role: "owner" });
  const allowed = await decide("admin", { "X-Session-Token": owner.token });
  expect([allowed.status, allowed.headers["x-user-id"]]).toEqual([200, owner.id]);
  const browser = await decide("admin", {
    "X-Original-URL": "https://admin.example.com/users?page=2",
  });
  expect(browser.status).toBe(302);
  expect(new URL(browser.headers.location ?? "").searchParams.get("return_to")).toBe(
    "https://admin.example.com/users?page=2",
  );
  expect((await decide("other", {})).status).toBe(404);
});

test("Oathkeeper's rule and the policy beside it are about the same hosts, headers and pages.", async () => {
  const blocks = codeBlocks(await readPage("from-oathkeeper"));
  const [rules = "", edge = ""] = blocks;
  const [rule] = z
    .tuple([
      z.object({
        id: z.string(),
        match: z.object({ url: z.string() }),
        mutators: z.tuple([
          z.object({
            handler: z.literal("header"),
            config: z.object({ headers: z.record(z.string(), z.string()) }),
          }),
        ]),
        errors: z.tuple([
          z.object({ config: z.object({ to: z.string() }) }),
          z.object({ handler: z.literal("json") }),
        ]),
      }),
    ])
    .parse(parse(rules));
  const { policies } = z
    .object({
      policies: z.record(
        z.string(),
        z.object({
          headers: z.record(z.string(), z.string()),
          sign_in_url: z.string(),
          return_urls: z.array(z.string()),
        }),
      ),
    })
    .parse(parse(edge));
  const policy = policies[rule.id];
  expect(Object.keys(policy?.headers ?? {})).toEqual(Object.keys(rule.mutators[0].config.headers));
  expect(policy?.sign_in_url).toBe(rule.errors[0].config.to);
  expect(policy?.return_urls).toEqual([rule.match.url.replace("<.*>", "")]);
});
