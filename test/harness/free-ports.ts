// Ports for programs that can not be asked to take any free one and tell.
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

const lowestPort = 16_000;
const highestPort = 32_000;

/**
 * Ports that are free now, from below the range that systems hand out by themselves: nobody who takes "any free port"
 * gets one of these between now and the program's start.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(lowestPort, highestPort);
    const server = createServer().listen(port, "127.0.0.1");
    const free = await new Promise<boolean>((resolve) => {
      server.once("listening", () => {
        resolve(true);
      });
      server.once("error", () => {
        resolve(false);
      });
    });
    if (!free || ports.includes(port)) continue;
    await once(server.close(), "close");
    ports.push(port);
  }
  return ports;
}
