// Faults on demand, for tests of whatever stands in front of this server: hold an answer, delay it,
// replace it, break it.

import { noCredentials } from "./http/errors.ts";
import type { Answer } from "./http/answer.ts";
import type { Request } from "./http/request.ts";

/** What a fault does to a request. */
export type FaultEffect =
  /** `before`: the handler has not run, no state is read; `after`: the answer is made but not sent. */
  | { kind: "hold"; at: "before" | "after" }
  | { kind: "delay"; ms: number }
  | { kind: "status"; status: number; headers?: [string, string][]; body?: string }
  /** The 401 that Kratos wrongly gives now and then under load. */
  | { kind: "false-401" }
  /** The connection is reset before any byte is answered. */
  | { kind: "reset" }
  /** The connection breaks in the middle of the body. */
  | { kind: "truncate" };

/** One fault to install; it strikes the next matching requests on either listener. */
export interface Fault {
  method?: string;
  /** The path as sent, without query. */
  path?: string | RegExp;
  /** Sees the alternating names and values of the request's header lines. */
  when?: (headers: readonly string[]) => boolean;
  /** How many requests it strikes; 1 if absent. */
  times?: number;
  effect: FaultEffect;
}

/** An installed fault. */
interface FaultHandle {
  /** Resolves when the fault strikes for the first time; for a held answer `after`, once it is made. */
  readonly arrived: Promise<void>;
  /** Lets held requests go, now and later. */
  release(): void;
  /** Takes the fault away and lets held requests go. */
  remove(): void;
}

/** What users of the server see. */
export interface Faults {
  /** Installs a fault for the next `times` (default 1) matching requests. */
  add(fault: Fault): FaultHandle;
  /** Takes every fault away and lets every held request go. */
  clear(): void;
}

/** A fault that has struck one request. */
interface Strike {
  readonly effect: FaultEffect;
  /** Waits until the fault is released. */
  hold(): Promise<void>;
}

/** What the listeners see. */
export interface FaultList extends Faults {
  /** The first installed fault that matches, used up once. */
  take(request: Request): Strike | undefined;
  falseUnauthorized(request: Request): Answer;
}

interface Installed {
  readonly fault: Fault;
  left: number;
  readonly arrive: () => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** An empty list of faults. */
export function createFaults(): FaultList {
  const installed = new Set<Installed>();
  // Used-up faults that may still hold a request.
  const spent = new Set<Installed>();
  const remove = (entry: Installed): void => {
    installed.delete(entry);
    spent.delete(entry);
    entry.release();
  };
  return {
    add: (fault) => {
      const arrival = openPromise();
      const release = openPromise();
      const entry: Installed = {
        fault,
        left: fault.times ?? 1,
        arrive: arrival.resolve,
        released: release.promise,
        release: release.resolve,
      };
      installed.add(entry);
      return { arrived: arrival.promise, release: entry.release, remove: () => remove(entry) };
    },
    clear: () => {
      for (const entry of [...installed, ...spent]) remove(entry);
    },
    take: (request) => {
      const entry = [...installed].find(({ fault }) => matches(fault, request));
      if (entry === undefined) return undefined;
      entry.left -= 1;
      if (entry.left === 0) {
        installed.delete(entry);
        spent.add(entry);
      }
      if (entry.fault.effect.kind !== "hold") entry.arrive();
      const hold = async (): Promise<void> => {
        entry.arrive();
        await entry.released;
        spent.delete(entry);
      };
      return { effect: entry.fault.effect, hold };
    },
    falseUnauthorized: (request) => noCredentials(request),
  };
}

function matches(fault: Fault, request: Request): boolean {
  if (fault.method !== undefined && fault.method !== request.method) return false;
  if (typeof fault.path === "string" && fault.path !== request.path) return false;
  if (fault.path instanceof RegExp && !fault.path.test(request.path)) return false;
  return fault.when?.(request.headers) ?? true;
}

/** A promise that is resolved from outside. */
function openPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
