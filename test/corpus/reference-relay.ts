// A plain relay that does what an intermediary must and nothing else: refuses by rule, sets the
// forwarding headers, and otherwise repeats both sides. The judge of transparency is judged with it:
// it has to accept this relay, and to notice each thing that a test makes it do wrong.
import { createServer, type AddressInfo, type Socket } from "node:net";
import { refusal } from "./head-rules.ts";
import { readRequest, type ReceivedRequest } from "./replaying-origin.ts";
import type { OpenEdge } from "./transparency.ts";
import { addressOf, headerOf, sendBytes, type WireAnswer } from "./wire.ts";

/** What a test makes the relay do wrong. */
export interface Distortion {
  request?(request: ReceivedRequest): ReceivedRequest;
  answer?(answer: WireAnswer): WireAnswer;
  /** Takes what would be refused with this status. */
  lenientAbout?: number;
}

/** A relay that is honest but for the given distortion. */
export function openRelay(distortion: Distortion = {}): OpenEdge {
  return async (originUrl) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      relay(socket, originUrl, distortion);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      stop: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      },
    };
  };
}

function relay(socket: Socket, originUrl: string, distortion: Distortion): void {
  let pending: Buffer = Buffer.alloc(0);
  let answered = Promise.resolve();
  /** Answers in the order of the requests; a failure of the origin's breaks the connection. */
  const relayOne = async (before: Promise<void>, request: ReceivedRequest): Promise<void> => {
    await before;
    try {
      const answer = await forward(request, originUrl);
      if (answer !== undefined) socket.write(written(distortion.answer?.(answer) ?? answer));
    } catch {
      socket.destroy();
    }
  };
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const status = readable(pending) ? refusal(pending) : undefined;
      if (status !== undefined && status !== distortion.lenientAbout) {
        socket.removeAllListeners("data");
        socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      const read = readRequest(pending);
      if (read === undefined) return;
      pending = read.rest;
      const request = distortion.request?.(read.request) ?? read.request;
      answered = relayOne(answered, request);
    }
  });
}

/** True once there is a whole head, or so much of one that it is refused anyway. */
function readable(bytes: Buffer): boolean {
  return /\n\r?\n/.test(bytes.toString("latin1")) || refusal(bytes) === 431;
}

async function forward(
  request: ReceivedRequest,
  originUrl: string,
): Promise<WireAnswer | undefined> {
  const [method = "", target = ""] = request.startLine.split(/ +/);
  const nominated = (headerOf(request.headers, "connection") ?? "").toLowerCase().split(/[ ,]+/);
  const kept = request.headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !replaced.includes(key) && (!nominated.includes(key) || ours.includes(key));
  });
  const headers = [
    ["Host", new URL(originUrl).host],
    ...kept,
    ["X-Forwarded-For", "127.0.0.1"],
    ["X-Forwarded-Proto", "http"],
    ...(request.body.length > 0 && headerOf(kept, "content-length") === undefined
      ? [["Content-Length", String(request.body.length)]]
      : []),
  ].map(([name, value]) => `${name}: ${value}\r\n`);
  const path = target.replace(/^https?:\/\/[^/?#]+/, "");
  const head = `${method} ${path} HTTP/1.1\r\n${headers.join("")}Connection: close\r\n\r\n`;
  const bytes = Buffer.concat([Buffer.from(head, "latin1"), request.body]);
  const [answer] = await sendBytes(addressOf(originUrl), [bytes], [method]);
  return answer;
}

/** Credentials stay even where `Connection` nominates them: removing one would change who is asking. */
const ours = ["cookie", "x-session-token", "authorization"];

const replaced = [
  "host",
  "connection",
  "expect",
  "upgrade",
  "transfer-encoding",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "forwarded",
  "x-real-ip",
  "true-client-ip",
  "cf-connecting-ip",
];

function written(answer: WireAnswer): Buffer {
  const kept = answer.headers.filter(
    ([name]) => !["connection", "transfer-encoding"].includes(name.toLowerCase()),
  );
  const counted = headerOf(kept, "content-length") !== undefined;
  const bodiless = answer.body.length === 0 && answer.status === 204;
  const lines = kept.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const framing = counted || bodiless ? "" : "Transfer-Encoding: chunked\r\n";
  const head = Buffer.from(`HTTP/1.1 ${answer.status} Relayed\r\n${lines}${framing}\r\n`, "latin1");
  if (framing === "") return Buffer.concat([head, answer.body]);
  const size = answer.body.length.toString(16);
  const chunk =
    answer.body.length === 0 ? [] : [Buffer.from(`${size}\r\n`), answer.body, Buffer.from("\r\n")];
  return Buffer.concat([head, ...chunk, Buffer.from("0\r\n\r\n")]);
}
