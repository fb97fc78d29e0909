// The command `edge` with key files: its tokens are verified by the keys that it publishes, before and after a key was
// replaced. SIGHUP is tried on a process.
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { createDevUser } from "../../src/cli/dev/user.ts";
import { createIdentityServer } from "../../src/identity/server.ts";
import { startProgramOfTest } from "../harness/program.ts";

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

test("An edge signs with the first file, publishes all, and takes replaced files on SIGHUP.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-key-files-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const identity = createIdentityServer({ config: {} });
  await identity.start();
  onTestFinished(() => identity.stop());
  const user = await createDevUser(identity.publicUrl, identity.adminUrl, "ory_kratos_session");
  const [first, second] = [newKey(), newKey()];
  const files = [join(folder, "first.pem"), join(folder, "second.pem")] as const;
  const write = (path: string, text: string) => writeFile(path, text, { mode: 0o600 });
  await write(files[0], first);
  await write(files[1], second);
  const config = join(folder, "edge.yaml");
  const signed = {
    issuer: "https://id.example",
    audience: ["api"],
    claims: { email: "/identity/traits/email" },
  };
  await write(
    config,
    JSON.stringify({
      policies: { app: { signed_session: signed }, other: { signed_session: signed } },
    }),
  );
  const where = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const program = startProgramOfTest([
    "edge",
    "--origin",
    identity.publicUrl,
    "--cacheable-sessions",
    "--config",
    config,
    "--signing-key-file",
    files.join(","),
    ...where,
  ]);
  const [line] = await program.until(/^\{.*"msg":"ready".*$/mu);
  const { url } = JSON.parse(line) as { url: string };

  const getToken = async (policy = "app"): Promise<string> => {
    const answer = await fetch(`${url}/edge-sessions/token/${policy}`, {
      headers: { Cookie: user.cookie },
    });
    return String(Reflect.get(Object(await answer.json()), "token"));
  };
  // A service that remembers the keys, and asks again only for a key that it does not know.
  const keys = createRemoteJWKSet(new URL(`${url}/edge-sessions/jwks.json`));
  const verify = async (token: string) => {
    const checks = { algorithms: ["EdDSA"], issuer: "https://id.example", audience: "api" };
    return (await jwtVerify(token, keys, checks)).payload;
  };

  const before = await getToken();
  expect(await verify(before)).toMatchObject({ sub: expect.any(String), aal: "aal1" });
  // The order is changed: the second key has been published, and signs from now on.
  await write(files[0], second);
  await write(files[1], first);
  program.child.kill("SIGHUP");
  await program.until(/"msg":"the signing keys were replaced; the first of them signs"/u);
  // A token that is remembered is given until half of its life is over, because its key is still published.
  expect(await getToken()).toBe(before);
  const after = await getToken("other");
  expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
  await verify(after);
  await verify(before);

  await write(files[0], "canary");
  program.child.kill("SIGHUP");
  await program.until(/"msg":"the signing key files have problems; the keys are unchanged"/u);
  await verify(await getToken());
  program.child.kill("SIGTERM");
  expect(await program.ended).toBe(0);
  expect(program.stderr()).not.toContain("canary");
});
