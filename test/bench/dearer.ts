// Loaded into an edge by a test: once it is told so, each read from a client's connection allocates two kilobytes more.
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

const elements = 256;
let dearer = false;
/** What was allocated last, so that the compiler cannot leave it out. */
let kept: unknown;

process.on("SIGUSR2", () => {
  dearer = true;
});

subscribe("net.server.socket", (message) => {
  if (!dearer) return;
  const { socket } = message as { readonly socket: Socket };
  socket.on("data", () => {
    kept = Array.from({ length: elements }).fill(kept === undefined ? 1 : 2);
  });
});
