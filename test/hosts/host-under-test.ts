// What the host contract needs of a host, and what its tests share: starting one per test and stopping it afterwards.
import { onTestFinished } from "vitest";
import type { EdgeAnswer, EdgeRequest } from "../../src/edge/ports.ts";
import { RawConnection } from "../harness/raw-client.ts";

/** What a host is started with; ceilings are small so that tests reach them. */
export interface HostSettings {
  readonly handle: (request: EdgeRequest) => EdgeAnswer | Promise<EdgeAnswer>;
  readonly headBytesMax: number;
  readonly headWaitMs?: number;
  readonly bodyWaitMs?: number;
  readonly stallMs?: number;
  readonly onClientError: (what: string) => void;
  readonly onFailure: (cause: unknown) => void;
}

/** A host that listens on a free port of 127.0.0.1. */
export interface RunningHost {
  readonly url: string;
  stop(deadlineMs: number): Promise<void>;
}

/** Starts the host under test. */
export type StartHost = (settings: HostSettings) => Promise<RunningHost>;

/** A running host with a record of what it asked of the edge and what it complained of. */
export interface WatchedHost extends RunningHost {
  readonly requests: readonly EdgeRequest[];
  readonly clientErrors: readonly string[];
  readonly failures: readonly unknown[];
}

export const headBytesMax = 64 * 1_024;
const stopWithinMs = 5_000;

/** Starts a host for the running test. */
export async function watch(
  start: StartHost,
  handle: HostSettings["handle"],
  settings: Partial<HostSettings> = {},
): Promise<WatchedHost> {
  const requests: EdgeRequest[] = [];
  const clientErrors: string[] = [];
  const failures: unknown[] = [];
  const host = await start({
    headBytesMax,
    onClientError: (what) => clientErrors.push(what),
    onFailure: (cause) => failures.push(cause),
    ...settings,
    handle: (request) => {
      requests.push(request);
      return handle(request);
    },
  });
  onTestFinished(async () => host.stop(stopWithinMs));
  return {
    url: host.url,
    stop: async (deadlineMs) => host.stop(deadlineMs),
    requests,
    clientErrors,
    failures,
  };
}

/** Opens a connection for the running test. */
export async function open(host: RunningHost): Promise<RawConnection> {
  const connection = await RawConnection.open(host.url);
  onTestFinished(() => connection.destroy());
  return connection;
}

/** An answer of text with its length. */
export function text(body: string, status = 200, headers: readonly string[] = []): EdgeAnswer {
  const bytes = new TextEncoder().encode(body);
  return { status, headers: [...headers, "Content-Length", String(bytes.length)], body: bytes };
}

/** Reads a request's body to its end. */
export async function readAll(request: EdgeRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request.body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

/** A promise to be settled from outside. */
export interface Gate<T> {
  readonly opened: Promise<T>;
  readonly open: (value: T) => void;
}

/** Makes a gate. */
export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
