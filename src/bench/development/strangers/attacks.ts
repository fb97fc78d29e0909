// What somebody without any session or key sends, to make an edge forget, fence, publish or wait.
import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";

/** One kind of attack: the bytes of one request of it. */
export interface Attack {
  readonly name: string;
  readonly request: () => string;
  /** The connection is ended right behind it. */
  readonly breaksOff?: true;
}

const kibibyte = 1_024;
const bodyBytesMax = 64 * kibibyte;
/** Just below what an edge takes as head. */
const longBytes = 60 * kibibyte;
const idsAtOnce = 64;
const cookiesAtOnce = 8;

function request(
  line: string,
  lines: readonly string[],
  body?: string,
  announced?: number,
): string {
  const length = body === undefined ? [] : [`Content-Length: ${announced ?? body.length}`];
  const all = [`${line} HTTP/1.1`, "Host: bench.example", ...lines, ...length];
  return `${all.join("\r\n")}\r\n\r\n${body ?? ""}`;
}

const json = ["Content-Type: application/json"];
const everybody = JSON.stringify({ action: "disable", identities: ["*"] });
const quotes = String.raw`"\"\"\"`.repeat(Math.floor(bodyBytesMax / 7));

function manyIds(): string {
  const ids = Array.from({ length: idsAtOnce }, () => randomUUID());
  return JSON.stringify({ action: "disable", identities: ids, sessions: ids });
}

function inventedCookies(): string {
  const invented = Array.from(
    { length: cookiesAtOnce },
    () => `ory_kratos_session=${randomUUID()}`,
  );
  return `Cookie: ${invented.join("; ")}`;
}

/** The attacks, played in turn. */
export const attacks: readonly Attack[] = [
  { name: "everybody, refused", request: () => request("POST /admin/sessions", json, everybody) },
  {
    name: "everybody, broken off",
    breaksOff: true,
    request: () => request("POST /admin/sessions", json, everybody, everybody.length + 1),
  },
  { name: "64 invented ids", request: () => request("POST /admin/sessions", json, manyIds()) },
  {
    name: "an invented identity",
    request: () => request(`DELETE /admin/identities/${randomUUID()}`, []),
  },
  { name: "an invented session", request: () => request(`DELETE /sessions/${randomUUID()}`, []) },
  {
    name: "an id of 60 KiB",
    request: () => request(`DELETE /sessions/${"a".repeat(longBytes)}`, []),
  },
  {
    name: "64 KiB of quotes, sign-out",
    request: () => request("DELETE /self-service/logout/api", json, quotes),
  },
  { name: "64 KiB of quotes, bulk", request: () => request("POST /admin/sessions", json, quotes) },
  {
    name: "an invented token's sign-out",
    request: () =>
      request(
        "DELETE /self-service/logout/api",
        json,
        JSON.stringify({ session_token: randomUUID() }),
      ),
  },
  {
    name: "invented cookies, listed",
    request: () => request("POST /self-service/settings?flow=x", [inventedCookies()], ""),
  },
  {
    name: "invented cookies, unlisted",
    request: () => request("POST /anything", [inventedCookies()], ""),
  },
  {
    name: "an X-Request-ID of 60 KiB",
    request: () =>
      request("GET /sessions/whoami", [`X-Request-ID: ${"\u00c3\u00a9".repeat(longBytes / 2)}`]),
  },
  {
    name: "an invented check",
    request: () => request("GET /sessions/whoami", [`Cookie: ory_kratos_session=${randomUUID()}`]),
  },
  {
    name: "60 KiB of commas",
    request: () => request("GET /sessions/whoami", [`Cache-Control: ${",".repeat(longBytes)}`]),
  },
];

/** Sign-ins of which one byte comes. As many are held open all the time as the forward lane has places. */
const halfSent: Attack = {
  name: "half a sign-in",
  request: () => request("POST /self-service/login?flow=x", json, "{", 100),
};

/** Loopback addresses of this many clients: the whole of 127.0.0.0/8 is this machine on Linux. */
const addresses = 200;

/** Sends one request from one of many addresses; resolves with the status, or undefined where the connection ended without one. */
export function send(port: number, attack: Attack, turn: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = open(port, turn);
    let status: number | undefined;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      status ??= Number(text.slice(9, 12));
      socket.destroy();
    });
    socket.on("error", () => socket.destroy());
    socket.once("close", () => resolve(status));
    socket.write(attack.request(), "latin1");
    if (attack.breaksOff === true) socket.end();
  });
}

function open(port: number, turn: number): Socket {
  const localAddress =
    process.platform === "linux" ? `127.0.1.${(turn % addresses) + 1}` : "127.0.0.1";
  return connect({ host: "127.0.0.1", port, localAddress });
}

/** Sends half a request, and stays until the edge ends the connection or the signal fires. */
export function sendHalf(port: number, turn: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = open(port, turn);
    const leave = (): void => void socket.destroy();
    signal.addEventListener("abort", leave, { once: true });
    socket.on("error", leave);
    socket.once("close", () => {
      signal.removeEventListener("abort", leave);
      resolve();
    });
    socket.resume();
    socket.write(halfSent.request(), "latin1");
  });
}
