// A listener of a server.
import { createServer } from "node:net";
import { formatListenAddress } from "../config/values/listen-address.ts";
import {
  createNodeHost,
  type AnswerSimple,
  type ClientFault,
  type NodeHost,
} from "../host/node/node-host.ts";
import { listenRefusal } from "./parts.ts";
import type { Certificate } from "./certificate.ts";
import type { EdgeAnswer, EdgeRequest } from "../edge/ports.ts";
import type { EdgeEvent } from "../edge/events.ts";
import type { ListenAddress } from "../config/values/listen-address.ts";

/** The parts of a listener. */
export interface ListenerParts {
  readonly address: ListenAddress;
  /** The option that sets its address, for error messages. */
  readonly flag: string;
  readonly handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;
  /** Answers simple requests, which are read without `node:http`. If undefined, it reads all requests. */
  readonly answerSimple?: AnswerSimple;
  /** Whether other processes listen on the same address. */
  readonly reusePort?: boolean;
  /** The certificate with which it speaks TLS. If undefined, it speaks plain HTTP. */
  readonly certificate?: Certificate | undefined;
  readonly handshakesMax?: number;
  readonly headBytesMax: number;
  readonly bodyWaitMs: number;
  readonly project: string;
  readonly emit: (event: EdgeEvent) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Creates a listener. It emits an event for each request that it refuses. If it cannot start, its error says which
 * option to change.
 */
export function createListener(parts: ListenerParts): NodeHost {
  const {
    address,
    flag,
    handle,
    answerSimple,
    headBytesMax,
    bodyWaitMs,
    project,
    emit,
    onFailure,
  } = parts;
  const host = createNodeHost({
    ...(parts.reusePort === undefined ? {} : { reusePort: parts.reusePort }),
    listen: formatListenAddress(address),
    handle,
    answerSimple,
    tls: parts.certificate?.files,
    handshakesMax: parts.handshakesMax,
    headBytesMax,
    bodyWaitMs,
    onClientError: (fault) => {
      for (const event of faultEvents(project, fault)) emit(event);
    },
    onFailure,
  });
  parts.certificate?.onReplaced((files) => host.replaceTls(files));
  return {
    start: () =>
      host.start().catch((error: unknown) => {
        throw listenRefusal(error, flag, address);
      }),
    retire: (deadlineMs) => host.retire(deadlineMs),
    drain: (deadlineMs) => host.drain(deadlineMs),
    stop: (deadlineMs) => host.stop(deadlineMs),
    load: () => host.load(),
    replaceTls: (pair) => host.replaceTls(pair),
    get url() {
      return host.url;
    },
  };
}

/**
 * Finds out whether an address can be listened on, for a listener that shares it: the system would let processes of
 * another edge share it too. Rejects with an error that says which option to change.
 */
export async function claimAddress(address: ListenAddress, flag: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenRefusal(error, flag, address)));
    server.listen({ ...address, exclusive: true }, resolve);
  });
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

/** The events for a request that the host refused before the edge saw it. */
function faultEvents(project: string, fault: ClientFault): readonly EdgeEvent[] {
  switch (fault) {
    case "malformed":
      return [{ kind: "error-answered", project, id: "edge_request_malformed", status: 400 }];
    case "method-refused":
      return [{ kind: "error-answered", project, id: "edge_method_refused", status: 405 }];
    case "head-too-large":
      return [
        { kind: "limit-reached", project, limit: "headBytesMax" },
        { kind: "error-answered", project, id: "edge_head_too_large", status: 431 },
      ];
    case "body-too-slow":
      return [
        { kind: "limit-reached", project, limit: "bodyWaitMs" },
        { kind: "error-answered", project, id: "edge_body_timeout", status: 408 },
      ];
    case "too-slow":
      // The connection is closed without an answer, so there is no event for one.
      return [];
    case "handshakes-many":
      return [{ kind: "limit-reached", project, limit: "handshakesMax" }];
    default:
      return fault satisfies never;
  }
}
