// The probe that runs inside a container: it finds the edge at its address, and reports its health by the exit code.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { inherited, startCommand, startProgram } from "../harness/program.ts";

const file = fileURLToPath(new URL("../../src/cli/health-check.ts", import.meta.url));

async function check(adminListen: string, ...argv: readonly string[]) {
  const env = { ...inherited(), EDGE_SESSIONS_ADMIN_LISTEN: adminListen };
  const program = startCommand(process.execPath, [file, ...argv], { env });
  return { exit: await program.ended, stderr: program.stderr() };
}

test("A running edge passes its health checks, also if it listens on every address.", async () => {
  const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
  const edge = startProgram(["edge", "--origin", "http://127.0.0.1:9", ...anywhere]);
  const [, port] = await edge.until(/"adminUrl":"http:\/\/127\.0\.0\.1:(\d+)".*"msg":"ready"/u);
  const healthy = { exit: 0, stderr: "" };
  expect(await check(`127.0.0.1:${port}`)).toEqual(healthy);
  expect(await check(`0.0.0.0:${port}`, "/health/alive")).toEqual(healthy);
  edge.child.kill("SIGTERM");
  await edge.ended;
  const gone = await check(`127.0.0.1:${port}`);
  expect(gone).toEqual({ exit: 1, stderr: expect.stringContaining("/health/ready: ") });
});

test("An edge that reports that it is not ready fails its health check.", async () => {
  const server = createServer((_request, response) => response.writeHead(503).end());
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { exit, stderr } = await check(`127.0.0.1:${port}`);
  expect([exit, stderr]).toEqual([1, `127.0.0.1:${port}/health/ready: answered with 503\n`]);
});

test("An edge whose admin listener speaks TLS passes its health checks.", async () => {
  const { certificate, privateKey } = makeLoopbackCertificate();
  const server = createTlsServer({ cert: certificate, key: privateKey }, (_request, response) => {
    response.end();
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const env = { ...inherited(), EDGE_SESSIONS_ADMIN_LISTEN: `127.0.0.1:${port}` };
  const run = async (more: Record<string, string>) => {
    const program = startCommand(process.execPath, [file], { env: { ...env, ...more } });
    return program.ended;
  };
  expect(await run({ EDGE_SESSIONS_ADMIN_TLS_CERT: "/tls/tls.crt" })).toBe(0);
  expect(await run({})).toBe(1);
});
