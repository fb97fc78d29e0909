// `edge-sessions dev`: what it prints works when pasted. Ctrl-C is tried on processes of it.
import { expect, test } from "vitest";
import { startCommandOfTest, type RunningCommand } from "../harness/command.ts";
import { startProgramOfTest } from "../harness/program.ts";

const anywhere = ["--listen", "--admin-listen", "--control-listen"].flatMap((flag) => [
  flag,
  "127.0.0.1:0",
]);
const identityAnywhere = [
  "--identity-listen",
  "127.0.0.1:0",
  "--identity-admin-listen",
  "127.0.0.1:0",
];

function start(argv: readonly string[]): RunningCommand {
  return startCommandOfTest(["dev", ...argv]);
}

const curl = /curl -si (\S+) -H 'Cookie: (\S+)'/u;

test("With dev, the first check is a miss and the next a hit, and Ctrl-C ends it with exit code 0.", async () => {
  const program = startProgramOfTest(["dev", ...anywhere, ...identityAnywhere]);
  await program.until(/Ctrl-C ends everything/u);
  const [, url = "", cookie = ""] = await program.until(curl);
  const check = async () => {
    const answer = await fetch(url, { headers: { Cookie: cookie } });
    const session: { identity: { traits: { email: string } } } = await answer.json();
    return [answer.status, session.identity.traits.email, answer.headers.get("cache-status")];
  };
  const [, email = ""] = await program.until(/^User +(\S+)$/mu);
  expect(await check()).toEqual([200, email, "edge-sessions; fwd=miss; stored"]);
  expect(await check()).toEqual([
    200,
    email,
    expect.stringMatching(/^edge-sessions; hit; ttl=\d+/u),
  ]);
  program.child.kill("SIGINT");
  expect(await program.ended).toBe(0);
});

test("Ctrl-C ends npm start with exit code 0, although npm sends the signal a second time.", async () => {
  const argv = ["--", ...anywhere, ...identityAnywhere];
  const files = { node: "npm", main: "start", group: true } as const;
  const program = startProgramOfTest(argv, {}, files);
  await program.until(/Ctrl-C ends everything/u);
  process.kill(-(program.child.pid ?? 0), "SIGINT");
  expect(await program.ended).toBe(0);
});

test("Every URL that dev prints answers, and dev warns that it is for development only.", async () => {
  const program = start([...anywhere, ...identityAnywhere]);
  await program.until(/Ctrl-C ends everything/u);
  expect(program.stdout()).toContain("DEVELOPMENT ONLY");
  for (const name of ["  metrics", "  readiness", "  sign-in page", "  mails"]) {
    const [, url = ""] = await program.until(new RegExp(`^${name} +(\\S+)$`, "mu"));
    expect([name, (await fetch(url)).status]).toEqual([name, 200]);
  }
});

test("The password that dev prints signs in through the edge.", async () => {
  const program = start([...anywhere, ...identityAnywhere]);
  await program.until(/Ctrl-C ends everything/u);
  const [, edge = ""] = await program.until(/^Edge +(\S+)/mu);
  const [, identifier = ""] = await program.until(/^User +(\S+)$/mu);
  const [, password = ""] = await program.until(/^ {2}password +(\S+)$/mu);
  const begun = await fetch(`${edge}/self-service/login/api`);
  const flow: { ui: { action: string } } = await begun.json();
  expect(flow.ui.action.startsWith(`${edge}/self-service/login?flow=`)).toBe(true);
  const done = await fetch(flow.ui.action, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ method: "password", identifier, password }),
  });
  expect(done.status).toBe(200);
});

test("With --identity-return-url, flows may return to that URL and below, and to no other.", async () => {
  const allowed = ["--identity-return-url", "http://127.0.0.1:8080/app/"];
  const program = start([...anywhere, ...identityAnywhere, ...allowed]);
  await program.until(/Ctrl-C ends everything/u);
  const [, edge = ""] = await program.until(/^Edge +(\S+)/mu);
  const statusFor = async (url: string) => {
    const flow = `${edge}/self-service/login/browser?return_to=${encodeURIComponent(url)}`;
    return (await fetch(flow, { redirect: "manual" })).status;
  };
  expect(await statusFor("http://127.0.0.1:8080/app/orders/7")).toBe(303);
  expect(await statusFor("http://127.0.0.1:8080/other")).toBe(400);
  expect(await statusFor("http://127.0.0.1:8081/app/")).toBe(400);
});

test("In front of another identity server, dev starts none itself and creates no user.", async () => {
  const first = start([...anywhere, ...identityAnywhere]);
  await first.until(/Ctrl-C ends everything/u);
  const [, identity = ""] = await first.until(/^Identity server +(\S+)$/mu);
  const second = start([...anywhere, "--origin", identity]);
  await second.until(/Ctrl-C ends everything/u);
  const [, edge = ""] = await second.until(/^Edge +(\S+)/mu);
  expect((await fetch(`${edge}/sessions/whoami`)).status).toBe(401);
  expect(second.stdout()).not.toMatch(/DEVELOPMENT ONLY|^User/mu);
  expect(second.stdout()).toContain("ory_kratos_session=<the value of a session cookie>");
});

test("If the origin does not answer, dev says what to do and ends with exit code 1.", async () => {
  const nowhere = start([...anywhere, "--origin", "http://127.0.0.1:9"]);
  expect(await nowhere.ended).toBe(1);
  expect(nowhere.stderr()).toMatch(/--origin http:\/\/127\.0\.0\.1:9 did not answer/u);
});
