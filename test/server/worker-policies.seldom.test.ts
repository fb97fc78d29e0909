// `edge --workers 2` that follows a control plane over a bus: a policy, a signing key and a revocation reach both workers.
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  jwtVerify,
  type JSONWebKeySet,
} from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createPostgresBus } from "../../src/bus/postgres/postgres-bus.ts";
import { canShareAddress } from "../../src/config/values/worker-count.ts";
import { signingWith, startScene } from "../control/scene.ts";
import { startPostgres } from "../harness/postgres.ts";
import { startProgramOfTest } from "../harness/program.ts";
import { skipUnless } from "../harness/skipping.ts";

/** Enough that the system gives some to each worker. */
const connectionsCount = 16;
const slug = "shared";
const secret = "a-secret-of-at-least-32-characters!";
const header = "x-session-jwt";

/** A control plane on a bus, and an edge of two workers that follows it. */
async function startBoth() {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const { url } = await postgres.place();
  const plane = await startScene({
    bus: createPostgresBus({ url, region: "eu" }),
    signing: await signingWith(secret),
    options: { name: "plane" },
  });
  onTestFinished(() => plane[Symbol.asyncDispose]());
  const project = await plane.project(slug, { cacheable_sessions: true });
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-worker-policies-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, secret, { mode: 0o600 });
  const program = startProgramOfTest([
    "edge",
    "--workers=2",
    `--bus=${url}`,
    "--region=eu",
    `--settings-file=${join(folder, "settings.json")}`,
    `--signing-secret-file=${secretFile}`,
    "--listen=127.0.0.1:0",
    "--admin-listen=127.0.0.1:0",
  ]);
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url: edgeUrl } = JSON.parse(line) as { url: string };
  const connections = Array.from(
    { length: connectionsCount },
    () => new Agent({ keepAlive: true, maxSockets: 1 }),
  );
  onTestFinished(() => {
    for (const agent of connections) agent.destroy();
  });
  return { plane, project, edgeUrl, connections };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const tokenOf = ({ headers }: Answer): string => String(headers[header]);

test(
  "A policy, a signing key and a revocation by the control plane reach both workers.",
  skipUnless(canShareAddress(), "processes cannot share an address here"),
  async () => {
    const { plane, project, edgeUrl, connections } = await startBoth();
    const headers = { Host: `${slug}.projects.localhost`, Cookie: project.user.cookie };
    const ask = async (agent: Agent, path: string): Promise<Answer> => {
      const asking = request(`${edgeUrl}/edge-sessions/${path}`, { agent, headers });
      asking.end();
      const [response] = await once(asking, "response");
      const body = await text(response);
      return { status: response.statusCode, headers: response.headers, body };
    };
    const askOnAll = (path: string) => Promise.all(connections.map((agent) => ask(agent, path)));
    const statuses = async (path: string) => [
      ...new Set((await askOnAll(path)).map(({ status }) => status)),
    ];
    const setPolicies = async (app: object, later?: object) => {
      const policies = { app, ...(later === undefined ? {} : { later }) };
      expect((await project.set("policies", policies)).status).toBe(200);
    };
    const keysPath = `/projects/${slug}/signing-keys`;
    const makeKey = async (): Promise<string> => {
      const made = await plane.ask(keysPath, { json: { publish_for: "0s" } });
      expect(made.status).toBe(201);
      return String(Reflect.get(Object(made.json), "key_id"));
    };
    const signed_session = { header, issuer: "https://id.example", audience: ["api"] };

    // Without a policy the path is passed to the identity server, which does not know it.
    expect(await statuses("authorize/app")).toEqual([404]);
    await setPolicies({ headers: { "X-User-Email": "/identity/traits/email" } });
    await expect.poll(() => statuses("authorize/app")).toEqual([200]);
    for (const { headers: given } of await askOnAll("authorize/app")) {
      expect(given["x-user-email"]).toBe(project.user.email);
    }
    await setPolicies({ required_aal: "aal2" });
    await expect.poll(() => statuses("authorize/app")).toEqual([403]);

    // A token that is signed needs a key, which both open with the secret of their file.
    const [first, policy] = [
      await makeKey(),
      { signed_session: { ...signed_session, lifetime: "10m" } },
    ];
    await setPolicies(policy);
    await expect.poll(() => statuses("authorize/app")).toEqual([200]);
    const answers = await askOnAll("authorize/app");
    // Each worker signs its own token, and no two signatures of ECDSA are alike.
    expect(new Set(answers.map(tokenOf)).size).toBe(2);
    const keySets = new Set((await askOnAll("jwks.json")).map(({ body }) => body));
    expect(keySets.size).toBe(1);
    for (const keySet of keySets) {
      const published = createLocalJWKSet(JSON.parse(keySet) as JSONWebKeySet);
      for (const answer of answers) {
        const { protectedHeader } = await jwtVerify(tokenOf(answer), published);
        expect(protectedHeader.kid).toBe(first);
      }
    }

    // The next key signs what both sign from then on.
    const second = await makeKey();
    await setPolicies(policy, policy);
    const signedBy = async (path: string) => {
      const all = (await askOnAll(path)).map((answer) =>
        answer.status === 200 ? decodeProtectedHeader(tokenOf(answer)).kid : answer.status,
      );
      return [...new Set(all)];
    };
    await expect.poll(() => signedBy("authorize/later")).toEqual([second]);
    // A withdrawn key's token is given no more by either.
    expect((await plane.ask(`${keysPath}/${first}`, { method: "DELETE" })).status).toBe(204);
    await expect.poll(() => signedBy("authorize/app")).toEqual([second]);

    // The session ends elsewhere. An invalidation by the project's API ends decisions and tokens at both.
    const [last = ""] = (await askOnAll("authorize/app")).map(tokenOf);
    const { sid } = decodeJwt(last);
    const revoked = await fetch(`${project.identity.adminUrl}/admin/sessions/${String(sid)}`, {
      method: "DELETE",
    });
    expect(revoked.status).toBe(204);
    const invalidated = await plane.ask(`/projects/${slug}/invalidations`, {
      json: { scope: "session", id: sid },
    });
    expect(invalidated.status).toBeLessThan(300);
    await expect.poll(() => statuses("authorize/app")).toEqual([401]);
    await expect.poll(() => statuses("token/later")).toEqual([401]);
  },
);
