// An origin on a thread of its own that sends bytes nobody asked for: a whole forged answer, some time after its own.
//
// Each request says in its cookie what is to happen: `plain.<id>` is answered, `<after>.<id>.<delay in µs>` is answered as
// `after` says and followed by the forged answer. It runs in a worker so that its bytes arrive whenever they arrive, not
// only between two steps of the edge's event loop.
import { createServer, type AddressInfo, type Socket } from "node:net";
import { parentPort } from "node:worker_threads";

/** Whose session the forged answer names. */
export const victim = "victim";

/** One time that the origin sent a forged answer, or was to send it on a connection that was closed by then. */
export interface Surplus {
  /** The exchange it followed. */
  readonly id: string;
  /** The edge's port of the connection. */
  readonly port: number;
  /** When the kernel had taken it, in nanoseconds of the system's monotonic clock; undefined where it was not sent. */
  readonly sentAtNs: number | undefined;
}

const identity = "7f3c1c5e-0000-4000-8000-000000000000";

function session(owner: string): string {
  return JSON.stringify({
    id: owner,
    active: true,
    expires_at: "2999-01-01T00:00:00Z",
    identity: { id: identity, traits: { owner } },
  });
}

function answer(owner: string): string {
  const body = session(owner);
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Kratos-Authenticated-Identity-Id: ${identity}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

const ownAnswers: Readonly<Record<string, (id: string) => string>> = {
  plain: answer,
  "200": answer,
  "204": () => "HTTP/1.1 204 No Content\r\n\r\n",
  "304": () => "HTTP/1.1 304 Not Modified\r\n\r\n",
  HEAD: () => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n",
};

function nowNs(): number {
  return Number(process.hrtime.bigint());
}

function tell(message: Surplus | { readonly listening: number }): void {
  parentPort?.postMessage(message, []);
}

function sendSurplus(socket: Socket, id: string): void {
  const port = socket.remotePort ?? 0;
  const sent = !socket.destroyed && socket.writable;
  if (sent) socket.write(answer(victim));
  const sentAtNs = sent ? nowNs() : undefined;
  tell({ id, port, sentAtNs });
}

/** Timers are too coarse for less than some milliseconds: the last ones are spent looking at the clock. */
function runAt(atNs: number, run: () => void): void {
  const leftMs = (atNs - nowNs()) / 1e6;
  if (leftMs <= 0) run();
  else if (leftMs > 3) setTimeout(() => runAt(atNs, run), leftMs - 2);
  else setImmediate(() => runAt(atNs, run));
}

/** Exchanges that were seen: one that is sent again is followed by nothing, so that each has one surplus at most. */
const seen = new Set<string>();

function reply(socket: Socket, head: string): void {
  const [, verb = "plain", id = "", delayUs = "0"] =
    /=(\w+)\.([\w-]+)(?:\.(\d+))?/.exec(/^cookie:.*$/im.exec(head)?.[0] ?? "") ?? [];
  const own = (ownAnswers[verb] ?? answer)(id);
  if (verb === "plain" || seen.has(id)) {
    socket.write(own);
    return;
  }
  seen.add(id);
  if (delayUs === "0") {
    // In the same segment.
    socket.write(own + answer(victim));
    tell({ id, port: socket.remotePort ?? 0, sentAtNs: nowNs() });
  } else {
    socket.write(own);
    runAt(nowNs() + Number(delayUs) * 1_000, () => sendSurplus(socket, id));
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  let received = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = received.slice(0, end);
      received = received.slice(end + 4);
      reply(socket, head);
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  tell({ listening: (server.address() as AddressInfo).port });
});
