// Every example runs, greets the person who is signed in, and ends at a signal.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { shareIdentity } from "./identity-for-library.ts";
import { makePerson, signIn } from "./people.ts";

const identity = shareIdentity();
const examples = new URL("../../examples/", import.meta.url);
const names = new URL("package-names.ts", import.meta.url);

/** The examples that are servers with the library. Examples of deployments look different. */
const servers = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readdirSync(new URL(name, examples)).includes("server.js"));

it("There are examples.", () => {
  expect(servers).toEqual(
    expect.arrayContaining(["express", "hono", "in-process-node", "ory-sdk"]),
  );
});

it.each(servers)("The example %s greets only a person who is signed in.", async (name) => {
  const server = new URL(`${name}/server.js`, examples);
  const child = spawn(process.execPath, ["--import", names.href, fileURLToPath(server)], {
    env: { ...process.env, ORIGIN: identity.publicUrl, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const closed = once(child, "close");
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];

  const person = await makePerson(identity);
  const cookie = await signIn(identity.publicUrl, person, fetch);
  const headers = { Cookie: cookie, Connection: "close" };
  for (let i = 0; i < 2; i += 1) {
    const response = await fetch(url, { headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`Hello ${person.identityId}`);
  }
  const stranger = await fetch(url, { headers: { Connection: "close" } });
  expect(stranger.status).toBe(401);
  await stranger.body?.cancel();

  child.kill("SIGTERM");
  expect(await closed).toEqual([0, null]);
});
