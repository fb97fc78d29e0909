// Web hooks: when they run, what they see, and what their receivers' answers do (recordings 14a-14d).
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import {
  makeIdentity,
  signInApp,
  startServer,
  statusOf,
  type RunningServer,
} from "./running-server.ts";
import { listenOnLoopback } from "../harness/loopback.ts";

const email = "ada@example.org";

interface Call {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  answer(status: number, body?: string): void;
}

/** A receiver whose calls are answered by the test, one after another. */
async function startReceiver(): Promise<
  AsyncDisposable & { readonly url: string; readonly next: () => Promise<Call> }
> {
  const waiting: Call[] = [];
  const asking: ((call: Call) => void)[] = [];
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    incoming.on("end", () => {
      const call: Call = {
        headers: incoming.headers,
        body,
        answer: (status, text = "") => outgoing.writeHead(status).end(text),
      };
      const ask = asking.shift();
      if (ask === undefined) waiting.push(call);
      else ask(call);
    });
  });
  const url = await listenOnLoopback(server);
  return {
    url: `${url}/hook`,
    next: () =>
      new Promise((resolve) => {
        const call = waiting.shift();
        if (call === undefined) asking.push(resolve);
        else resolve(call);
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function changePassword(running: RunningServer, token: string): Promise<number> {
  const { data: flow } = await running.frontend.createNativeSettingsFlow({ xSessionToken: token });
  const { status } = await running.frontend.updateSettingsFlow(
    {
      flow: flow.id,
      xSessionToken: token,
      updateSettingsFlowBody: { method: "password", password: "correct-horse-99-battery" },
    },
    { validateStatus: () => true },
  );
  return status;
}

test("A hook after settings runs once the change is stored and before the answer, and contains no credentials.", async () => {
  await using receiver = await startReceiver();
  const hook = { flow: "settings", url: receiver.url, headers: { "X-Hook-Key": "k" } } as const;
  await using running = await startServer({ hooks: [hook] });
  await makeIdentity(running, email);
  const sibling = await signInApp(running, email);
  const token = await signInApp(running, email);
  const changed = changePassword(running, token);
  const call = await receiver.next();
  expect(await statusOf(running, sibling)).toBe(401);
  expect(await statusOf(running, token)).toBe(200);
  expect(call.headers["x-hook-key"]).toBe("k");
  expect(call.body).toContain(email);
  expect(call.body).not.toContain(token);
  expect(JSON.parse(call.body)).not.toHaveProperty("flow.ui");
  call.answer(204);
  expect(await changed).toBe(200);
});

test("A hook with parse runs before anything is stored, and can refuse the change.", async () => {
  await using receiver = await startReceiver();
  const body = (): unknown => ({ own: true });
  const hook = { flow: "settings", url: receiver.url, parse: true, body } as const;
  await using running = await startServer({ hooks: [hook] });
  await makeIdentity(running, email);
  const sibling = await signInApp(running, email);
  const token = await signInApp(running, email);
  const changed = changePassword(running, token);
  const call = await receiver.next();
  expect(await statusOf(running, sibling)).toBe(200);
  expect(JSON.parse(call.body)).toEqual({ own: true });
  const refusal = {
    instance_ptr: "#/traits/name",
    messages: [{ id: 1, text: "no", type: "error" }],
  };
  call.answer(422, JSON.stringify({ messages: [refusal] }));
  expect(await changed).toBe(400);
  expect(await statusOf(running, sibling)).toBe(200);
});

test("A hook with ignore runs beside the answer and does not affect it.", async () => {
  await using receiver = await startReceiver();
  const hook = { flow: "settings", url: receiver.url, ignore: true } as const;
  await using running = await startServer({ hooks: [hook] });
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  expect(await changePassword(running, token)).toBe(200);
  const call = await receiver.next();
  call.answer(403);
});

test("A receiver that fails is called three times with the same trigger id, and the change stays.", async () => {
  await using receiver = await startReceiver();
  const hooks = [{ flow: "settings", url: receiver.url } as const];
  await using running = await startServer({ hooks, hookRetryDelaysMs: [1, 1] });
  await makeIdentity(running, email);
  const sibling = await signInApp(running, email);
  const token = await signInApp(running, email);
  const changed = changePassword(running, token);
  const ids = new Set<unknown>();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const call = await receiver.next();
    ids.add(call.headers["ory-webhook-trigger-id"]);
    call.answer(500);
  }
  expect(await changed).toBe(400);
  expect(ids.size).toBe(1);
  expect(await statusOf(running, sibling)).toBe(401);
});

test("A receiver that refuses without messages causes a 502, and the change stays.", async () => {
  await using receiver = await startReceiver();
  await using running = await startServer({ hooks: [{ flow: "settings", url: receiver.url }] });
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const changed = changePassword(running, token);
  const call = await receiver.next();
  call.answer(403);
  expect(await changed).toBe(502);
});

test("A hook after login runs before the session is stored.", async () => {
  await using receiver = await startReceiver();
  await using running = await startServer({ hooks: [{ flow: "login", url: receiver.url }] });
  const id = await makeIdentity(running, email);
  const signedIn = signInApp(running, email);
  const call = await receiver.next();
  expect(JSON.parse(call.body)).toMatchObject({
    session: { id: "00000000-0000-0000-0000-000000000000" },
  });
  const listed = running.admin.listIdentitySessions({ id });
  expect((await listed).data).toEqual([]);
  call.answer(204);
  expect(await statusOf(running, await signedIn)).toBe(200);
});

test("A hook after verification runs once the address is verified.", async () => {
  await using receiver = await startReceiver();
  await using running = await startServer({ hooks: [{ flow: "verification", url: receiver.url }] });
  await makeIdentity(running, email);
  const token = await signInApp(running, email);
  const { data: flow } = await running.frontend.createNativeVerificationFlow();
  const send = (body: { email: string } | { code: string }) =>
    running.frontend.updateVerificationFlow({
      flow: flow.id,
      updateVerificationFlowBody: { method: "code", ...body },
    });
  await send({ email });
  const proved = send({ code: running.server.mails().at(-1)?.code ?? "" });
  const call = await receiver.next();
  const { data: session } = await running.frontend.toSession({ xSessionToken: token });
  expect(session.identity?.verifiable_addresses?.[0]?.verified).toBe(true);
  call.answer(204);
  expect((await proved).status).toBe(200);
});
