// Starting, stopping, remembering, and saying what this server is.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createIdentityServer } from "../../src/identity/server.ts";
import { makeIdentity, signInApp, startServer, statusOf } from "./running-server.ts";

const email = "ada@example.org";

test("Sessions in a file survive a restart.", async () => {
  const folder = mkdtempSync(join(tmpdir(), "identity-"));
  try {
    const file = join(folder, "identity.db");
    const first = await startServer({}, file);
    await makeIdentity(first, email);
    const token = await signInApp(first, email);
    await first.server.stop();
    await using second = await startServer({}, file);
    expect(await statusOf(second, token)).toBe(200);
    expect(await statusOf(second, await signInApp(second, email))).toBe(200);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("The server says when it starts that it is for development only.", async () => {
  const lines: string[] = [];
  const server = createIdentityServer({ log: (line) => lines.push(line) });
  expect(lines).toEqual([]);
  await server.start();
  await server.stop();
  expect(lines[0]).toContain("never be used in production");
});

test("If a port is taken, the start rejects and leaves no listener open.", async () => {
  await using running = await startServer();
  const taken = new URL(running.server.adminUrl).host;
  const server = createIdentityServer({ adminListen: taken });
  await expect(server.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
  await server.stop();
});

test("Links and redirects follow the base URL that is set.", async () => {
  await using running = await startServer();
  running.server.setPublicBaseUrl("http://edge.example/");
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { data } = await running.frontend.toSession({ xSessionToken: token });
  expect(data.identity?.schema_url).toBe("http://edge.example/schemas/cGVyc29u");
  const begun = await fetch(`${running.server.publicUrl}/self-service/login/browser`, {
    redirect: "manual",
  });
  expect(begun.headers.get("location")).toMatch(/^http:\/\/edge\.example\/dev\/ui\/login\?flow=/u);
});

test("Tests can read the outbox in process and over HTTP.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  const { data: flow } = await running.frontend.createNativeVerificationFlow();
  await running.frontend.updateVerificationFlow({
    flow: flow.id,
    updateVerificationFlowBody: { method: "code", email },
  });
  const response = await fetch(`${running.server.adminUrl}/dev/mails`);
  expect(await response.json()).toEqual(running.server.mails());
  expect(running.server.mails()).toMatchObject([
    { to: email, code: expect.stringMatching(/^\d{6}$/u) },
  ]);
});
