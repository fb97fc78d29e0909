// A receiver of web hooks and of CAEP events over real HTTP. It notes what it gets, and answers as a test tells it to.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** One request that arrived. */
export interface Arrived {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly atMs: number;
}

/** What to answer: a status, headers and a body; or nothing, ever. */
type Manner =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | "hang"
  | "break";

/** A running receiver. */
export interface Receiver {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** How it answers from now on. */
  manner: Manner | ((arrived: Arrived) => Manner);
  /** The ids of the web hooks that it has answered with 2xx. */
  readonly accepted: readonly string[];
  stop(): Promise<void>;
}

/** Starts a receiver on a loopback port. It answers 204. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const arrived: Arrived[] = [];
  const accepted: string[] = [];
  const receiver = {
    url: "",
    arrived,
    accepted,
    manner: { status: 204 } as Receiver["manner"],
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer((request, response) => {
    void take(request, response);
  });
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    request.setEncoding("utf8");
    for await (const chunk of request) body += String(chunk);
    const one = { path: request.url ?? "", headers: request.headers, body, atMs: Date.now() };
    arrived.push(one);
    const manner = typeof receiver.manner === "function" ? receiver.manner(one) : receiver.manner;
    if (manner === "hang") return;
    if (manner === "break") {
      response.destroy();
      return;
    }
    if (manner.status < 300) accepted.push(String(request.headers["webhook-id"]));
    response.writeHead(manner.status, manner.headers).end(manner.body);
  }
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?from=edge`;
  return receiver;
}

/** A member of a list that must be there. */
export function nth<Value>(list: readonly Value[], index = 0): Value {
  const value = list[index];
  if (value === undefined) throw new Error(`there is no member ${index}`);
  return value;
}

/** Verifies a web hook as Standard Webhooks says, with a tolerance of five minutes. */
export function isVerified({ headers, body }: Arrived, secret: string, nowMs: number): boolean {
  const id = String(headers["webhook-id"]);
  const timestamp = String(headers["webhook-timestamp"]);
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  return String(headers["webhook-signature"])
    .split(" ")
    .some((one) => {
      const [version, signature = ""] = one.split(",");
      const given = Buffer.from(signature, "base64");
      return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
    });
}
