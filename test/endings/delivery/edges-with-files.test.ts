// Several edges on a bus, each with a subscriber file: an ending is sent by the edge that noticed it, and by no other.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createInProcessMedium } from "../../../src/bus/shared-in-process.ts";
import { signOut } from "../../../src/cli/dev/self-service.ts";
import { createDevUser } from "../../../src/cli/dev/user.ts";
import { edgeOptions } from "../../../src/config/options/edge-options.ts";
import { createIdentityServer } from "../../../src/identity/server.ts";
import { newId } from "../../../src/runtime/node.ts";
import { createEdgeServer } from "../../../src/server/edge-server.ts";
import { openSubscriberFile } from "../../../src/server/subscribers-in-file.ts";
import { nth, startReceiver } from "./receiver.ts";
import { sampleSubscriber } from "./samples.ts";

test("Of two edges with the same subscriber, the one that noticed an ending sends it.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edges-with-files-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const identity = createIdentityServer({});
  await identity.start();
  onTestFinished(() => identity.stop());
  const there = await startReceiver();
  onTestFinished(() => there.stop());
  const medium = createInProcessMedium(newId);

  async function startEdge(name: string): Promise<{ readonly url: string; readonly host: string }> {
    const file = join(folder, `${name}.yaml`);
    const url = new URL(`/${name}`, there.url).href;
    const app = { name: "app", kind: "web-hook", url, secret_env: "APP_SECRET" };
    await writeFile(file, JSON.stringify({ subscribers: [app] }));
    const options = edgeOptions.parse({
      listen: "127.0.0.1:0",
      "admin-listen": "127.0.0.1:0",
      name,
      origin: identity.publicUrl,
      "cacheable-sessions": true,
      bus: "nats://not-used",
      "subscriber-file": file,
      "subscriber-networks": "127.0.0.1",
    });
    const opened = await openSubscriberFile(options, {
      APP_SECRET: sampleSubscriber().secret.reveal(),
    });
    if (opened.kind === "problems") throw new Error(JSON.stringify(opened.problems));
    const edge = createEdgeServer({
      options,
      version: "0.0.0",
      joined: { bus: medium.connect("eu"), forgetAfterMs: 600_000 },
      keyFile: undefined,
      subscribers: opened.file,
      write: () => undefined,
    });
    await edge.start();
    onTestFinished(async () => {
      await edge.stop(2_000);
    });
    const address = edge.server.url ?? "";
    return { url: address, host: new URL(address).host };
  }

  const revokedAt = (): readonly string[] =>
    there.arrived.filter(({ body }) => body.includes("session.revoked")).map(({ path }) => path);
  const [one, two] = [await startEdge("one"), await startEdge("two")];
  const expected: string[] = [];
  for (const [site, path] of [
    [one, "/one"],
    [two, "/two"],
    [one, "/one"],
  ] as const) {
    const { publicUrl, adminUrl } = identity;
    const user = await createDevUser(publicUrl, adminUrl, "ory_kratos_session");
    await signOut(site, user.cookie, AbortSignal.timeout(10_000));
    expected.push(path);
    await expect.poll(revokedAt).toEqual(expected);
    // The next one has the same name. The edges do not see this.
    const listed: unknown = await (await fetch(`${adminUrl}/admin/identities`)).json();
    const id = String(Reflect.get(Object(nth(listed as readonly unknown[])), "id"));
    await fetch(`${adminUrl}/admin/identities/${id}`, { method: "DELETE" });
  }
});
