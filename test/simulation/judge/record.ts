// The history in the order the laws look things up: calls by key and by exchange, settings by instant.
import {
  begunMs,
  type CallRecord,
  type Exchange,
  type History,
  type RuledSettings,
} from "../history.ts";
import { refusalIds } from "./decisions.ts";

/** An indexed history. */
export interface Files {
  readonly history: History;
  /** Calls the edge made for itself, by what they presented, in the order they began. */
  readonly ownByKey: ReadonlyMap<string, readonly CallRecord[]>;
  /** The same for calls with a single credential, by that credential, whatever header it came in. */
  readonly aloneByCredential: ReadonlyMap<string, readonly CallRecord[]>;
  /** Calls that passed a client's request through. */
  readonly passed: ReadonlyMap<number, readonly CallRecord[]>;
  /** Credentials whose bearer may have been mistaken since a body of somebody else was delivered for them. */
  readonly tainted: ReadonlySet<string>;
}

/** Indexes a history once for all laws. */
export function filesOf(history: History): Files {
  const ownByKey = new Map<string, CallRecord[]>();
  const passed = new Map<number, CallRecord[]>();
  const aloneByCredential = new Map<string, CallRecord[]>();
  const tainted = new Set<string>();
  for (const call of history.calls) {
    if (call.exchange !== undefined) push(passed, call.exchange, call);
    else if (call.key !== undefined) push(ownByKey, call.key, call);
    const [only, more] = call.credentials;
    if (call.exchange === undefined && only !== undefined && more === undefined) {
      push(aloneByCredential, only, call);
    }
    if (call.mixedUp) for (const credential of call.credentials) tainted.add(credential);
  }
  return { history, ownByKey, aloneByCredential, passed, tainted };
}

/** Adds to a list under a key, which it makes if need be. */
export function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The settings of a project at an instant. */
export function settingsAt(history: History, project: string, atMs: number): RuledSettings {
  let found: RuledSettings | undefined;
  for (const change of history.settings) {
    if (change.project === project && change.atMs <= atMs) found = change.settings;
  }
  if (found === undefined) throw new Error(`no settings of ${project} at ${atMs}`);
  return found;
}

/** Whether the call was over when the exchange arrived, so that its answer can only have come from a store. */
export function over(call: CallRecord, exchange: Exchange): boolean {
  return call.endedAtMs !== undefined && call.endedAtMs < exchange.arrivedAtMs;
}

/** How old the call was when the exchange arrived; negative if it began later. */
export function ageMs(call: CallRecord, exchange: Exchange): number {
  return exchange.arrivedAtMs - begunMs(call);
}

/** The id of an error that an edge made itself. */
export function edgeErrorOf(exchange: Exchange): string | undefined {
  if (exchange.status === undefined || exchange.status < 400) return undefined;
  if (exchange.method === "HEAD" && exchange.answerBody === "") return undefined;
  const id = /"id":"(edge_[a-z_]+)"/u.exec(exchange.answerBody)?.[1];
  return exchange.check?.decision !== undefined && refusalIds.has(id ?? "") ? undefined : id;
}
