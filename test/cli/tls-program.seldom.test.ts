// The program with TLS on its listeners: an edge, its workers, and a control plane.
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import { startProgramOfTest } from "../harness/program.ts";

const anywhere = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];

async function files() {
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-tls-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [certificatePath, keyPath] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  const write = async () => {
    const { certificate, privateKey } = makeLoopbackCertificate();
    await writeFile(keyPath, privateKey);
    await writeFile(certificatePath, certificate);
    return new X509Certificate(certificate).fingerprint256;
  };
  return {
    write,
    flags: (of: string) => [`--${of}tls-cert`, certificatePath, `--${of}tls-key`, keyPath],
  };
}

async function shownBy(url: string): Promise<string | undefined> {
  const { port } = new URL(url);
  const socket = connect({ port: Number(port), host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
  socket.destroy();
  return fingerprint;
}

interface Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(
  url: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { body, ...options } = init;
    const asked = request(
      url,
      { rejectUnauthorized: false, agent: false, ...options },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, body: text }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

/** An identity server that answers with the protocol that it was told. */
async function origin(): Promise<string> {
  const server = createServer((asked, response) => {
    response.end(String(asked.headers["x-forwarded-proto"]));
  });
  server.listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([1, 2])(
  "An edge with %i worker speaks TLS on both listeners, and takes a new certificate on SIGHUP.",
  async (workers) => {
    const { write, flags } = await files();
    const first = await write();
    const edge = startProgramOfTest([
      "edge",
      "--origin",
      await origin(),
      ...anywhere,
      "--workers",
      String(workers),
      ...flags(""),
      ...flags("admin-"),
    ]);
    const [, url = "", adminUrl = ""] = await edge.until(
      /"url":"(https:[^"]+)","adminUrl":"(https:[^"]+)".*"msg":"ready"/u,
    );
    expect((await get(`${url}/self-service/login/browser`)).body).toBe("https");
    const expires = /tls_certificate_expires_seconds\{listener="(?:public|admin)"\} \d{10}/gu;
    expect((await get(`${adminUrl}/metrics`)).body.match(expires)).toHaveLength(2);
    expect(await Promise.all([shownBy(url), shownBy(adminUrl)])).toEqual([first, first]);
    const next = await write();
    edge.child.kill("SIGHUP");
    for (const at of [url, adminUrl]) {
      await expect.poll(() => shownBy(at)).toBe(next);
    }
    await expect
      .poll(() => edge.stderr().match(/"the certificate was replaced/gu)?.length)
      .toBe(workers + 1);
    edge.child.kill("SIGTERM");
    expect(await edge.ended).toBe(0);
  },
);

test("A control plane speaks TLS on its listener, and the cookie of its Console is bound to TLS.", async () => {
  const { write, flags } = await files();
  await write();
  const folder = await mkdtemp(join(tmpdir(), "edge-sessions-tls-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, "first.key");
  const control = startProgramOfTest([
    "control",
    "--database",
    ":memory:",
    "--first-key-file",
    keyFile,
    "--control-listen",
    "127.0.0.1:0",
    ...flags("control-"),
  ]);
  const [, url = ""] = await control.until(/"url":"(https:[^"]+)".*"msg":"ready"/u);
  expect((await get(`${url}/health/ready`)).status).toBe(200);
  const { readFile } = await import("node:fs/promises");
  const key = (await readFile(keyFile, "utf8")).trim();
  const signIn = await get(`${url}/console/api/session`, {
    method: "POST",
    body: JSON.stringify({ key }),
    headers: { "Content-Type": "application/json" },
  });
  expect(signIn.headers["set-cookie"]?.[0]).toMatch(/^__Host-.*; Secure$/u);
});

test("A key that does not belong to the certificate is refused at the start, with every other problem.", async () => {
  const { write, flags } = await files();
  await write();
  const edge = startProgramOfTest([
    "edge",
    "--origin",
    "http://127.0.0.1:9",
    ...anywhere,
    ...flags(""),
    "--admin-tls-cert",
    "/nowhere/tls.crt",
    "--admin-tls-key",
    "/nowhere/tls.key",
  ]);
  expect(await edge.ended).toBe(2);
  expect(edge.stderr()).toContain("2 problems, nothing was started");
  expect(edge.stderr()).toContain(
    "--admin-tls-cert /nowhere/tls.crt cannot be read: there is no such file",
  );
});
