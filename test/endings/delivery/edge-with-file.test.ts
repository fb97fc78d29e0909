// An edge without a control plane sends what it notices to the subscribers of its file, and reads the file again on request.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createDevUser } from "../../../src/cli/dev/user.ts";
import { signOut } from "../../../src/cli/dev/self-service.ts";
import { createIdentityServer } from "../../../src/identity/server.ts";
import { startProgramOfTest } from "../../harness/program.ts";
import { isVerified, nth, startReceiver } from "./receiver.ts";
import { sampleSubscriber } from "./samples.ts";

test("A sign-out is sent to the subscribers of the file, and to others after it was read again.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-with-file-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const identity = createIdentityServer({ config: {} });
  await identity.start();
  onTestFinished(() => identity.stop());
  const [first, second] = [await startReceiver(), await startReceiver()];
  onTestFinished(() => first.stop());
  onTestFinished(() => second.stop());
  const secret = sampleSubscriber().secret.reveal();
  const file = join(folder, "subscribers.yaml");
  const name = (url: string) =>
    writeFile(
      file,
      `subscribers: [{ name: app, kind: web-hook, url: "${url}", secret_env: APP_SECRET }]\n`,
    );
  await name(first.url);
  const argv = ["edge", "--origin", identity.publicUrl, "--cacheable-sessions"];
  const edge = startProgramOfTest(
    [
      ...argv,
      "--listen",
      "127.0.0.1:0",
      "--admin-listen",
      "127.0.0.1:0",
      "--subscriber-file",
      file,
      "--subscriber-networks",
      "127.0.0.1",
    ],
    { APP_SECRET: secret },
  );
  const [, url = ""] = await edge.until(/"url":"(http:[^"]+)","adminUrl".*"msg":"ready"/);
  const site = { url, host: new URL(url).host };
  const signOutOnce = async (): Promise<void> => {
    const { publicUrl, adminUrl } = identity;
    const user = await createDevUser(publicUrl, adminUrl, "ory_kratos_session");
    await signOut(site, user.cookie, AbortSignal.timeout(10_000));
  };
  await signOutOnce();
  await expect.poll(() => first.accepted.length).toBeGreaterThan(0);
  expect(isVerified(nth(first.arrived), secret, Date.now())).toBe(true);
  expect(JSON.parse(nth(first.arrived).body)).toMatchObject({
    type: "session.revoked",
    data: { project: "default" },
  });

  await name(second.url);
  edge.child.kill("SIGHUP");
  await edge.until(/the subscriber file was read again/);
  const ended = await fetch(`${identity.adminUrl}/admin/identities`);
  const identities = (await ended.json()) as readonly { readonly id: string }[];
  await fetch(`${identity.adminUrl}/admin/identities/${nth(identities).id}`, { method: "DELETE" });
  await signOutOnce();
  await expect.poll(() => second.accepted.length).toBeGreaterThan(0);
  expect(edge.stdout() + edge.stderr()).not.toContain(secret);
});
