// Servers of tests, at free ports that only this machine reaches.
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** Has a server listen at a free port of the loopback address, and resolves with its URL. Closing it stays the caller's. */
export async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
