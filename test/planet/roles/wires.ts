// All proxies of a planet: a link for every connection between two places, and TLS at the edges' end of the clients' links.
import { once } from "node:events";
import { connect, type AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { createNetwork, type Link } from "../../harness/network.ts";
import { makeLoopbackCertificate } from "../../harness/loopback-certificate.ts";
import type { LoopDelay, ReadLoopDelay } from "./roles.ts";
import type { Leg } from "../spec.ts";

/** A link that is to be there. */
export interface WireRequest {
  readonly name: string;
  readonly targetPort: number;
  readonly leg: Leg;
  /** How much later the answers start than the leg says, in milliseconds. */
  readonly backMs?: number;
  /** Whether new connections cost TCP's round trip. */
  readonly handshake?: boolean;
}

const host = "127.0.0.1";

/** The proxies. Until `stretch`, everything passes at once. */
export class Wires {
  readonly #network = createNetwork({
    clock: {
      nowMs: () => performance.now(),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    slackMs: 0.5,
  });
  readonly #links: { readonly link: Link; readonly request: WireRequest }[] = [];
  readonly #certificate = makeLoopbackCertificate();
  readonly #terminators: Server[] = [];
  readonly #delay: ReadLoopDelay;
  #stretched = false;

  constructor(delay: ReadLoopDelay) {
    this.#delay = delay;
  }

  /** The certificate of every TLS end, in PEM. */
  certificate(): string {
    return this.#certificate.certificate;
  }

  /** Takes TLS off what is sent to an edge. Returns the port. */
  async terminate(edgePort: number): Promise<number> {
    const { certificate: cert, privateKey: key } = this.#certificate;
    const server = createServer({ cert, key, minVersion: "TLSv1.3", noDelay: true }, (socket) => {
      const inside = connect({ host, port: edgePort, noDelay: true });
      socket.pipe(inside);
      inside.pipe(socket);
      // If one end fails, the other has lost its connection.
      socket.on("error", () => inside.destroy());
      socket.on("close", () => inside.destroy());
      inside.on("error", () => socket.destroy());
      inside.on("close", () => socket.destroy());
    });
    this.#terminators.push(server);
    await once(server.listen(0, host), "listening");
    return (server.address() as AddressInfo).port;
  }

  /** Opens links. Returns their ports in the same order. */
  async open(requests: readonly WireRequest[]): Promise<readonly number[]> {
    const ports: number[] = [];
    for (const request of requests) {
      const { name, targetPort: port, handshake = false } = request;
      const ends = { from: `from ${name}`, to: `to ${name}`, target: { host, port } };
      const link = await this.#network.link({ name, ...ends, handshake });
      this.#links.push({ link, request });
      if (this.#stretched) await stretch(link, request);
      ports.push(link.port);
    }
    return ports;
  }

  /** From now on everything takes as long as it does on the planet. */
  async stretch(): Promise<void> {
    this.#stretched = true;
    for (const { link, request } of this.#links) await stretch(link, request);
  }

  /** How late this process was since the last reading. */
  loopDelay(): LoopDelay {
    return this.#delay();
  }
}

async function stretch(link: Link, { leg, backMs = 0 }: WireRequest): Promise<void> {
  await link.begin({ kind: "delay", ms: leg.oneWayMs, jitterMs: leg.jitterMs });
  await link.begin({ kind: "loss", share: leg.lossShare, laterMs: leg.laterMs });
  if (backMs > 0) await link.begin({ kind: "delay", ms: backMs, direction: "back" });
}
