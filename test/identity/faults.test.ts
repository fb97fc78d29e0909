// Faults on demand, on both listeners and over HTTP.
import { expect, test } from "vitest";
import { makeIdentity, signInApp, startServer, statusOf } from "./running-server.ts";

const email = "ada@example.org";
const path = "/sessions/whoami";

test("A fault can hold a request before its state is read.", async () => {
  await using running = await startServer();
  const id = await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const fault = running.server.faults.add({ path, effect: { kind: "hold", at: "before" } });
  const held = statusOf(running, token);
  await fault.arrived;
  await running.admin.deleteIdentitySessions({ id });
  fault.release();
  expect(await held).toBe(401);
});

test("A fault can hold an answer that was made before the state changed.", async () => {
  await using running = await startServer();
  const id = await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const fault = running.server.faults.add({ path, effect: { kind: "hold", at: "after" } });
  const held = statusOf(running, token);
  await fault.arrived;
  await running.admin.deleteIdentitySessions({ id });
  fault.release();
  expect(await held).toBe(200);
  expect(await statusOf(running, token)).toBe(401);
});

test("A fault answers with a status, a false 401, a reset or half a body, as often as asked.", async () => {
  await using running = await startServer();
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { faults } = running.server;
  faults.add({
    path,
    times: 2,
    effect: { kind: "status", status: 503, headers: [["Retry-After", "1"]] },
  });
  expect([await statusOf(running, token), await statusOf(running, token)]).toEqual([503, 503]);
  faults.add({ path: /whoami$/u, effect: { kind: "false-401" } });
  expect(await statusOf(running, token)).toBe(401);
  faults.add({ when: (headers) => headers.includes(token), effect: { kind: "reset" } });
  await expect(statusOf(running, token)).rejects.toThrow("fetch failed");
  faults.add({ method: "GET", path, effect: { kind: "truncate" } });
  const broken = await fetch(`${running.server.publicUrl}${path}`, {
    headers: { "X-Session-Token": token },
  });
  expect(broken.status).toBe(200);
  await expect(broken.text()).rejects.toThrow("terminated");
  expect(await statusOf(running, token)).toBe(200);
});

test("Faults can be added over HTTP, and DELETE removes them and releases held requests.", async () => {
  await using running = await startServer();
  const url = `${running.server.adminUrl}/dev/faults`;
  const add = (fault: unknown): Promise<Response> =>
    fetch(url, { method: "POST", body: JSON.stringify(fault) });
  expect((await add({ path, effect: { kind: "status", status: 503 } })).status).toBe(201);
  expect(await statusOf(running, "x")).toBe(503);
  expect((await add({ path, times: 9, effect: { kind: "reset" } })).status).toBe(201);
  expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
  expect(await statusOf(running, "x")).toBe(401);
  expect((await add({ path, effect: { kind: "frob" } })).status).toBe(400);
});

test("Stopping the server releases held requests.", async () => {
  const running = await startServer();
  const fault = running.server.faults.add({ path, effect: { kind: "hold", at: "before" } });
  const held = statusOf(running, "x");
  await fault.arrived;
  const [status] = await Promise.all([held, running.server.stop()]);
  expect(status).toBe(401);
});
