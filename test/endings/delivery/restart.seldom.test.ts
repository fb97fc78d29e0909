// Receivers that fail, hang and come back lose nothing, although the control process is killed in between.
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { invalidationsPerRequestMax } from "../../../src/intake/limits.ts";
import { flags } from "../../control/scene.ts";
import { startProgramOfTest } from "../../harness/program.ts";
import { startReceiver, type Receiver } from "./receiver.ts";

async function receiver(): Promise<Receiver> {
  const one = await startReceiver();
  onTestFinished(() => one.stop());
  return one;
}

async function runControl(folder: string) {
  const keyFile = join(folder, "first.key");
  const addresses = ["--listen", "--admin-listen", "--control-listen"];
  const program = startProgramOfTest([
    "control",
    "--edge",
    ...addresses.flatMap((flag) => [flag, "127.0.0.1:0"]),
    "--database",
    join(folder, "control.db"),
    "--first-key-file",
    keyFile,
    "--subscriber-networks",
    "127.0.0.0/8",
  ]);
  const [, url = ""] = await program.until(/"url":"(http:[^"]+)","console".*"msg":"ready"/);
  const key = (await readFile(keyFile, "utf8")).trim();
  const ask = async (path: string, json?: unknown): Promise<unknown> => {
    const answer = await fetch(url + path, {
      method: json === undefined ? "GET" : Array.isArray(json) ? "PATCH" : "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    expect(answer.ok).toBe(true);
    return answer.json();
  };
  return { program, ask };
}

/** The sessions of the web hooks that were accepted, each once. Null stands for a `project.changed`. */
function sessionsAt({ arrived, accepted }: Receiver): ReadonlySet<string | null> {
  const ids = new Set(accepted);
  return new Set(
    arrived
      .filter(({ headers }) => ids.has(String(headers["webhook-id"])))
      .map(
        ({ body }) => JSON.parse(body) as { readonly data: { readonly session_id: string | null } },
      )
      .map(({ data }) => data.session_id),
  );
}

test("Receivers that fail, hang and come back get every ending, also after the control process was killed.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-restart-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [good, failing, hanging] = [await receiver(), await receiver(), await receiver()];
  failing.manner = { status: 500 };
  hanging.manner = "hang";
  const first = await runControl(folder);
  await first.ask("/projects", { name: "Acme", slug: "acme", environment: "dev" });
  await first.ask("/projects/acme", [
    { op: "replace", path: `${flags}/origin_url`, value: "http://127.0.0.1:9" },
  ]);
  for (const { url } of [good, failing, hanging]) {
    await first.ask("/projects/acme/subscribers", { kind: "web-hook", url });
  }
  const sessions = Array.from({ length: 200 }, () => randomUUID());
  for (let at = 0; at < sessions.length; at += invalidationsPerRequestMax) {
    const invalidations = sessions
      .slice(at, at + invalidationsPerRequestMax)
      .map((id) => ({ scope: "session", id }));
    await first.ask("/projects/acme/invalidations", { invalidations });
  }
  await expect.poll(() => sessionsAt(good)).toEqual(new Set(sessions));
  await expect.poll(() => hanging.arrived.length).toBeGreaterThan(0);
  await expect.poll(() => failing.arrived.length).toBeGreaterThan(0);
  const waiting = async (): Promise<unknown> =>
    ((await first.ask("/projects/acme/subscribers")) as readonly { waiting: number }[]).map(
      (one) => one.waiting,
    );
  await expect.poll(waiting).toEqual([0, 200, 200]);
  first.program.child.kill("SIGKILL");
  await expect(first.program.ended).rejects.toThrow("SIGKILL");

  failing.manner = { status: 204 };
  hanging.manner = { status: 204 };
  await runControl(folder);
  // What the bus said while no process ran is lost: each is told once that anything may have changed.
  const all = new Set([...sessions, null]);
  for (const one of [failing, hanging, good]) await expect.poll(() => sessionsAt(one)).toEqual(all);
  expect(good.accepted).toHaveLength(201);
});
