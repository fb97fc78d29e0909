// Starts the Node host for the host contract, in the test's process or in a child.
import { createNodeHost } from "../../src/host/node/node-host.ts";
import type { StartHost } from "./host-under-test.ts";

export const start: StartHost = async (settings) => {
  const host = createNodeHost({ listen: "127.0.0.1:0", ...settings });
  await host.start();
  return host;
};
