// Starts the Node host with TLS for the host contract, in the test's process or in a child.
import { createNodeHost } from "../../src/host/node/node-host.ts";
import { makeLoopbackCertificate } from "../harness/loopback-certificate.ts";
import type { StartHost } from "./host-under-test.ts";
import { withOwnFields } from "./direct-start.ts";

const tls = makeLoopbackCertificate();

/** All requests are read by node:http. */
export const start: StartHost = async (settings) => {
  const host = createNodeHost({ listen: "127.0.0.1:0", tls, ...settings });
  await host.start();
  return host;
};

/** Simple requests are read without node:http. */
export const startDirect: StartHost = async (settings) => {
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    tls,
    ...settings,
    answerSimple: (request) => settings.handle(withOwnFields(request)),
  });
  await host.start();
  return host;
};
