// `return_to`: a browser comes back to an allowed URL after a flow, and no flow begins with another.
import { expect, test } from "vitest";
import { Browser, fieldOf } from "../harness/browser.ts";
import { makeIdentity, password, startServer, type RunningServer } from "./running-server.ts";

const allowed = "https://app.example.org/orders";
const wanted = `${allowed}/7?page=2&sort=%C3%A4`;

const begin = (running: RunningServer, returnTo: string, cookie = ""): Promise<Response> =>
  fetch(
    `${running.server.publicUrl}/self-service/login/browser?return_to=${encodeURIComponent(returnTo)}`,
    { headers: { Accept: "text/html", Cookie: cookie }, redirect: "manual" },
  );

test("A browser that signs in goes on to return_to.", async () => {
  await using running = await startServer({ allowedReturnUrls: [allowed] });
  await makeIdentity(running, "ada@example.org");
  const browser = new Browser();
  const flow = browser.keep(await running.frontend.createBrowserLoginFlow({ returnTo: wanted }));
  expect(flow.return_to).toBe(wanted);
  const form = new URLSearchParams({
    method: "password",
    identifier: "ada@example.org",
    password,
    csrf_token: fieldOf(flow.ui, "csrf_token"),
  });
  const done = await fetch(flow.ui.action, {
    method: "POST",
    headers: { Accept: "text/html", Cookie: browser.cookie },
    body: form,
    redirect: "manual",
  });
  expect(done.status).toBe(303);
  expect(done.headers.get("location")).toBe(wanted);
  const [session = ""] = done.headers.getSetCookie().filter((line) => line.includes("session"));
  const again = await begin(running, wanted, session.split(";")[0]);
  expect(again.headers.get("location")).toBe(wanted);
});

test.each([
  "https://app.example.org.evil.example/orders",
  "https://evil.example/orders",
  "http://app.example.org/orders",
  "https://app.example.org:8443/orders",
  "https://app.example.org/settings",
  "//evil.example/orders",
  "https://user@evil.example/orders",
  "javascript:alert(1)",
])("No flow begins with the return_to %s.", async (returnTo) => {
  await using running = await startServer({ allowedReturnUrls: [allowed] });
  const answer = await begin(running, returnTo);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    error: { id: "self_service_flow_return_to_forbidden" },
  });
});
