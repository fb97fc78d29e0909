// Measures how long it takes until a sign-out at one edge has reached a web hook, a stream and a receiver of CAEP events. The
// edge follows a control plane over a bus, and the control plane sends from its database.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { createInProcessMedium } from "../../../src/bus/shared-in-process.ts";
import { signIn, signOut } from "../../../src/cli/dev/self-service.ts";
import { newId } from "../../../src/runtime/node.ts";
import { signingWith, startScene } from "../../control/scene.ts";
import { startFollowingEdge } from "../../harness/following-edge.ts";
import { startReceiver, type Arrived } from "../delivery/receiver.ts";
import { openStream } from "../reader.ts";

/** The ways by which endings are told. */
export const ways = ["web hook", "stream", "CAEP"] as const;

/** One of them. */
type Way = (typeof ways)[number];

/** What was measured. */
export interface Told {
  /** Milliseconds from the beginning of each sign-out, by way. One for each sign-out that arrived. */
  readonly times: Readonly<Record<Way, readonly number[]>>;
  /** Sign-outs per second. */
  readonly rate: number;
}

/** How it is measured. */
export interface ToldSetUp {
  readonly signOuts: number;
  /** Sign-outs that are under way at once. */
  readonly atOnce: number;
  readonly progress: (text: string) => void;
}

const waitMs = 10_000;
const adminKey = "told-measurement-key-of-at-least-32-characters";
const everybodyMs = 60_000;

/** Signs people out, and waits until every sign-out has arrived everywhere, or for a minute. */
export async function measureTold({ signOuts, atOnce, progress }: ToldSetUp): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), "told-"));
  const medium = createInProcessMedium(newId);
  const keyFile = join(folder, "keys.yaml");
  await writeFile(keyFile, `keys:\n  - { name: told, key: ${adminKey}, scopes: [endings] }\n`);
  await using plane = await startScene({
    bus: medium.connect("eu"),
    signing: await signingWith("a-secret-of-at-least-32-characters!"),
    options: {
      name: "plane",
      database: join(folder, "control.sqlite"),
      "subscriber-networks": "127.0.0.0/8",
      "log-level": "warn",
    },
  });
  const project = await plane.project("acme", { cacheable_sessions: true });
  await plane.ask("/projects/acme/signing-keys", { json: {} });
  await using edge = await startFollowingEdge({
    bus: medium.connect("eu"),
    name: "edge",
    options: { "admin-key-file": keyFile, "log-level": "info" },
  });
  await until(async () => (await edge.check("acme", project.user.cookie)).status === 200);
  const [hooks, receiver] = [await startReceiver(), await startReceiver()];
  receiver.manner = { status: 202 };
  const subscribers = [
    { kind: "web-hook", url: hooks.url, types: ["session-revoked"] },
    {
      kind: "caep",
      url: receiver.url,
      types: ["session-revoked"],
      issuer: "https://edge.example",
      audience: "told",
    },
  ];
  for (const json of subscribers) {
    const made = await plane.ask("/projects/acme/subscribers", { json });
    if (made.status !== 201) throw new Error(made.text);
  }
  await using stream = await openStream(edge.adminUrl, {
    path: `/projects/${project.id}/endings`,
    key: adminKey,
  });
  const streamed = new Map<string, number>();

  progress(`signing ${signOuts} people in`);
  const { publicUrl } = project.identity;
  const direct = { url: publicUrl, host: new URL(publicUrl).host };
  const sessions: { readonly id: string; readonly cookie: string }[] = [];
  await each(signOuts, atOnce, async () => {
    const name = "ory_kratos_session";
    const signedIn = await signIn(direct, project.user, name, AbortSignal.timeout(waitMs));
    if (signedIn.kind === "failed") throw new Error(`no sign-in: ${signedIn.status}`);
    const answer = await fetch(`${publicUrl}/sessions/whoami`, {
      headers: { Cookie: signedIn.session },
    });
    const session: unknown = await answer.json();
    sessions.push({ id: String(Reflect.get(Object(session), "id")), cookie: signedIn.session });
  });

  progress("signing them out");
  const begun = new Map<string, number>();
  const site = { url: edge.url, host: "acme.projects.localhost" };
  const look = (): void => {
    for (const { event, data } of stream.events.slice(streamed.size)) {
      const id =
        event === "session-revoked" ? String(data["session_id"]) : `other ${streamed.size}`;
      streamed.set(id, Date.now());
    }
  };
  const looking = setInterval(look, 1);
  const startedAtMs = Date.now();
  await each(signOuts, atOnce, async (index) => {
    const session = sessions[index];
    if (session === undefined) throw new Error("a session is missing");
    begun.set(session.id, Date.now());
    const done = await signOut(site, session.cookie, AbortSignal.timeout(waitMs));
    if (done.kind === "failed") throw new Error(`no sign-out: ${done.status}`);
  });
  const rate = (signOuts * 1_000) / (Date.now() - startedAtMs);
  const arrivals = (): Readonly<Record<Way, ReadonlyMap<string, number>>> => ({
    "web hook": firsts(hooks.arrived, hookSession),
    stream: streamed,
    CAEP: firsts(receiver.arrived, tokenSession),
  });
  // Reading what has arrived would hold up what is still to arrive, so it is read once, at the end.
  const counts = () => [hooks.arrived.length, streamed.size, receiver.arrived.length];
  await until(() => Promise.resolve(counts().every((count) => count >= signOuts))).catch(
    (error: unknown) => progress(String(error)),
  );
  clearInterval(looking);
  await hooks.stop();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
  const arrived = arrivals();
  const timesOf = (way: Way): number[] =>
    sessions.flatMap(({ id }) => {
      const atMs = arrived[way].get(id);
      return atMs === undefined ? [] : [atMs - (begun.get(id) ?? 0)];
    });
  return {
    rate,
    times: { "web hook": timesOf("web hook"), stream: timesOf("stream"), CAEP: timesOf("CAEP") },
  };
}

async function each(
  count: number,
  atOnce: number,
  act: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await act(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

async function until(there: () => Promise<boolean>): Promise<void> {
  const endsAtMs = Date.now() + everybodyMs;
  while (!(await there())) {
    if (Date.now() > endsAtMs) throw new Error("not everything arrived within a minute");
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

/** When each session arrived first. */
function firsts(
  arrived: readonly Arrived[],
  sessionOf: (body: string) => string,
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { body, atMs } of arrived) {
    const id = sessionOf(body);
    if (!times.has(id)) times.set(id, atMs);
  }
  return times;
}

function hookSession(body: string): string {
  const hook = JSON.parse(body) as { readonly data: { readonly session_id: string } };
  return hook.data.session_id;
}

function tokenSession(body: string): string {
  const { sub_id: subject } = decodeJwt<{ sub_id: { session?: { id: string } } }>(body);
  return subject.session?.id ?? "";
}
