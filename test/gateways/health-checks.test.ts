// Load balancers in front of an edge ask whether it lives, often by HTTP/1.0 and without a Host.
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { startScene, untilSeen } from "../harness/scene.ts";
import { needsProgram } from "../harness/skipping.ts";
import { freePorts } from "../harness/free-ports.ts";
import { startProgram } from "./running-gateway.ts";

/** HAProxy's own way to ask, one check enough to take the edge for dead. */
const configuration = (port: number, edge: string): string => `defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    timeout check 30s

frontend sessions
    bind 127.0.0.1:${port}
    default_backend edge

backend edge
    option httpchk GET /health/alive
    server edge ${edge} check inter 500ms fall 1 rise 1
`;

describe("HAProxy", needsProgram("haproxy"), () => {
  test("HAProxy considers an edge healthy by a health check without Host.", async () => {
    await using scene = await startScene();
    const [port = 0] = await freePorts(1);
    const edge = new URL(scene.edge.url).host;
    const files = new Map([["haproxy.cfg", configuration(port, edge)]]);
    await using _haproxy = await startProgram("haproxy", files, port);
    await untilSeen(scene.edge, ({ kind }) => kind === "forwarded", 2, 0);
    const status = await new Promise((resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path: "/sessions/whoami" }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once("error", reject);
      asked.end();
    });
    expect(status).toBe(401);
  });
});
