// Starts the Node host with its direct connections, which answer every simple request without node:http.
import { createNodeHost } from "../../src/host/node/node-host.ts";
import type { EdgeRequest } from "../../src/edge/ports.ts";
import type { StartHost } from "./host-under-test.ts";

export const start: StartHost = async (settings) => {
  const host = createNodeHost({
    listen: "127.0.0.1:0",
    ...settings,
    answerSimple: (request) => settings.handle(withOwnFields(request)),
  });
  await host.start();
  return host;
};

/** The request as an object that can be copied, as the contract does. */
export function withOwnFields(request: EdgeRequest): EdgeRequest {
  const { method, target, headers, body, peer } = request;
  return {
    method,
    target,
    headers,
    body,
    peer,
    absoluteForm: false,
    get signal() {
      return request.signal;
    },
  };
}
