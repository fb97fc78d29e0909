// `edge-sessions control`: its first key, its end, what is stored after it is killed, and loading plans again. Where a
// signal or an exit code matters, as a process.
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startCommandHere, type RunningCommand } from "../harness/command.ts";
import { startProgram, type Program } from "../harness/program.ts";
import { flags } from "./scene.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-sessions-control-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const anywhere = ["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
  flag,
  "127.0.0.1:0",
]);

interface Running<Started = unknown> {
  readonly program: Started;
  readonly url: string;
  readonly keyFile: string;
  readonly key: string;
}

function start(name: string, argv: readonly string[] = []): Promise<Running<Program>> {
  return startedBy(startProgram, name, argv);
}

/** The same within this process. */
function startHere(name: string, argv: readonly string[] = []): Promise<Running<RunningCommand>> {
  return startedBy(startCommandHere, name, argv);
}

async function startedBy<Started extends Program | RunningCommand>(
  begin: (argv: readonly string[]) => Started,
  name: string,
  argv: readonly string[],
): Promise<Running<Started>> {
  const keyFile = join(folder, `${name}.key`);
  const program = begin([
    "control",
    "--edge",
    ...anywhere,
    "--database",
    join(folder, `${name}.db`),
    "--first-key-file",
    keyFile,
    ...argv,
  ]);
  const [, url = ""] = await program.until(/"url":"(http:[^"]+)","console".*"msg":"ready"/);
  return { program, url, keyFile, key: (await readFile(keyFile, "utf8")).trim() };
}

async function ask({ url, key }: Running, path: string, json?: unknown): Promise<unknown> {
  const answer = await fetch(url + path, {
    method: json === undefined ? "GET" : Array.isArray(json) ? "PATCH" : "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return answer.json();
}

const acme = { name: "Acme", slug: "acme", environment: "prod" };

test("The first start writes a key that only its owner can read, and no log shows it.", async () => {
  const running = await start("first");
  expect(running.key).toMatch(/^es_key_[\w-]{43}$/);
  expect(((await stat(running.keyFile)).mode & 0o777).toString(8)).toBe("600");
  expect(await ask(running, "/projects")).toEqual([]);
  running.program.child.kill("SIGTERM");
  expect(await running.program.ended).toBe(0);
  expect(running.program.stdout() + running.program.stderr()).not.toContain(running.key);

  // The database has the key, so another start creates none.
  await rm(running.keyFile);
  await writeFile(running.keyFile, "untouched");
  const again = await start("first");
  expect(again.key).toBe("untouched");
  expect(await ask({ ...again, key: running.key }, "/projects")).toEqual([]);
  again.program.child.kill("SIGINT");
  expect(await again.program.ended).toBe(0);
});

test("A file that does not hold a key is not overwritten.", async () => {
  const path = join(folder, "notes.txt");
  await writeFile(path, "dear diary\n");
  const argv = ["--database", join(folder, "notes.db"), "--first-key-file", path];
  const program = startProgram(["control", ...anywhere, ...argv]);
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toContain("holds something other than a key");
  expect(await readFile(path, "utf8")).toBe("dear diary\n");
});

test("A key file that others could read is replaced by one that they cannot read.", async () => {
  const path = join(folder, "shared.key");
  await writeFile(path, `es_key_${"A".repeat(43)}\n`, { mode: 0o644 });
  const running = await startHere("shared");
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe("600");
  running.program.end();
  await running.program.ended;
});

test("If the first key cannot be stored, the program does not start, and the next start creates another key.", async () => {
  const program = startCommandHere([
    "control",
    ...anywhere,
    "--database",
    join(folder, "unkept.db"),
    "--first-key-file",
    join(folder, "no-such-folder", "key"),
  ]);
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toContain("--first-key-file");
  const running = await startHere("unkept");
  expect(await ask(running, "/projects")).toEqual([]);
  running.program.end();
  await running.program.ended;
});

test("A program that is killed during changes keeps every change that it acknowledged.", async () => {
  const running = await start("killed");
  await ask(running, "/projects", acme);
  let acknowledged = "1s";
  const changes = async (): Promise<void> => {
    for (let seconds = 2; ; seconds += 1) {
      const change = [{ op: "replace", path: `${flags}/refresh_after`, value: `${seconds}s` }];
      await ask(running, "/projects/acme", change);
      acknowledged = `${seconds}s`;
      if (seconds === 40) running.program.child.kill("SIGKILL");
    }
  };
  await expect(changes()).rejects.toThrow("fetch failed");
  await expect(running.program.ended).rejects.toThrow("SIGKILL");
  const again = await start("killed");
  const project = await ask(again, "/projects/acme");
  const kept = /"refresh_after":"(\d+)s"/.exec(JSON.stringify(project))?.[1];
  // The change that was under way may have been written too.
  expect([Number.parseInt(acknowledged, 10), Number.parseInt(acknowledged, 10) + 1]).toContain(
    Number(kept),
  );
  const activity = await ask(again, "/projects/acme/activity?limit=1");
  expect(JSON.stringify(activity)).toContain(`"refresh_after":"${kept ?? ""}s"`);
  again.program.child.kill("SIGTERM");
  await again.program.ended;
});

test("With two processes on one database, each edge follows changes made at the other.", async () => {
  const one = await start("both");
  const two = startProgram([
    "control",
    "--edge",
    ...anywhere,
    "--database",
    join(folder, "both.db"),
  ]);
  const [, url = ""] = await two.until(/"url":"(http:[^"]+)","console".*"msg":"ready"/);
  await ask(one, "/projects", acme);
  await two.until(/"kind":"settings","project":"[^"]+","cacheableSessions":false/);
  await ask(one, "/projects/acme", [
    { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
  ]);
  await two.until(/"kind":"settings","project":"[^"]+","cacheableSessions":true/);
  const state = await ask({ ...one, url }, "/projects/acme/edge-sessions");
  expect(state).toMatchObject({ revision: 2, applied_revision: 2, effective: true });
  for (const { child } of [one.program, two]) child.kill("SIGTERM");
  expect(await one.program.ended).toBe(0);
  expect(await two.ended).toBe(0);
});

describe("the table of plans", () => {
  const table = (may: boolean): string =>
    `default: basic\nplans:\n  - name: basic\n    title: Basic\n    cacheable_sessions: ${String(may)}\n`;

  test("SIGHUP loads the table of plans again, and a malformed table changes nothing.", async () => {
    const file = join(folder, "plans.yaml");
    await writeFile(file, table(true));
    const running = await start("plans", ["--plan-file", file]);
    await ask(running, "/projects", acme);
    await ask(running, "/projects/acme", [
      { op: "replace", path: `${flags}/cacheable_sessions`, value: true },
    ]);
    const effective = async (): Promise<unknown> =>
      Reflect.get(Object(await ask(running, "/projects/acme/edge-sessions")), "effective");
    expect(await effective()).toBe(true);
    await writeFile(file, "default: none\nplans: []\nmore: 1\n");
    running.program.child.kill("SIGHUP");
    await running.program.until(/the plan file has problems; the plans are unchanged/);
    expect(await effective()).toBe(true);
    await writeFile(file, table(false));
    running.program.child.kill("SIGHUP");
    await running.program.until(
      /project acme has Edge Sessions set to on, but its plan basic does not include it/,
    );
    await running.program.until(/the plan file was read again/);
    expect(await effective()).toBe(false);
    running.program.child.kill("SIGTERM");
    expect(await running.program.ended).toBe(0);
  });

  test("With a malformed table of plans, the program lists every problem and exits with code 2.", async () => {
    const file = join(folder, "bad-plans.yaml");
    await writeFile(
      file,
      "default: gone\nplans:\n  - name: UPPER\n    cacheable_sessions: maybe\n",
    );
    const program = startCommandHere(["control", ...anywhere, "--plan-file", file]);
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toMatch(/plans\.0\.name in \S+ must be 1 to 64 of a-z/);
    expect(program.stderr()).toMatch(/plans\.0\.cacheable_sessions in \S+ must be true or false/);
  });
});

test("The start warns about settings that have no effect.", async () => {
  const running = await startHere("doubts", ["--default-project", "nobody"]);
  expect(running.program.stderr()).toContain("--default-project names nobody");
  running.program.end();
  await running.program.ended;
  const alone = startCommandHere([
    "control",
    ...anywhere,
    "--database",
    join(folder, "doubts.db"),
    "--first-key-file",
    running.keyFile,
  ]);
  await alone.until(/this process serves no projects, .* start it with --edge/);
  await alone.until(/"msg":"ready"/);
  alone.end();
  expect(await alone.ended).toBe(0);
});

test("Wrong usage lists every problem and exits with code 2.", async () => {
  const program = startProgram([
    "control",
    "--control-listen",
    "nowhere",
    "--database",
    "mysql://root:hunter2@db/x",
    "--projects-domain",
    "UPPER",
    "--audit-retention",
    "1s",
    "--cacheable-sessions",
  ]);
  expect(await program.ended).toBe(2);
  for (const part of [
    "--control-listen",
    "--database",
    "--projects-domain",
    "--audit-retention",
    "--cacheable-sessions",
  ]) {
    expect(program.stderr()).toContain(part);
  }
  expect(program.stderr()).not.toContain("hunter2");
});

test("Two listeners on one address are refused before anything starts.", async () => {
  const program = startCommandHere(["control", "--edge", "--control-listen", "127.0.0.1:4000"]);
  expect(await program.ended).toBe(2);
  expect(program.stderr()).toContain("--control-listen must not be the address of --listen");
});

test("A database of a later version is not changed, and the message says what to do.", async () => {
  const running = await startHere("later");
  running.program.end();
  await running.program.ended;
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(join(folder, "later.db"));
  database.exec("insert into schema_migrations (number, name) values (999, 'from the future')");
  database.close();
  const program = startCommandHere([
    "control",
    ...anywhere,
    "--database",
    join(folder, "later.db"),
  ]);
  expect(await program.ended).toBe(1);
  expect(program.stderr()).toContain("a newer version has migrated this database");
});
