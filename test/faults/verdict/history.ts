// The history of one edge in the form that the simulation's judge reads, from what the identity server and the clients wrote
// down. Where only the edge knows an instant exactly, it is put so that the judge cannot object to what was right.
import {
  credentialsOf,
  headerOf,
  keyOf,
  type CallRecord,
  type Exchange,
  type History,
  type MutationFacts,
  type Presented,
  type PresentedCredential,
  type Publication,
  type RuledSettings,
} from "../../simulation/history.ts";
import type { SentExchange } from "../clients/sent.ts";
import type { OriginCall, SessionRecord } from "../origin/records.ts";
import type { Published, Told } from "./published.ts";

/** What happened at one edge. */
export interface EdgeRecords {
  readonly project: string;
  readonly settings: RuledSettings;
  readonly edge: string;
  /** Its calls, and those that may have been its calls. */
  readonly calls: readonly OriginCall[];
  readonly exchanges: readonly SentExchange[];
  readonly sessions: readonly SessionRecord[];
  readonly published: readonly Published[];
  readonly told: readonly Told[];
}

/** The bound of delivery (L4). */
const deliveredWithinMs = 3_000;
/** The judge grants this much from delivery on. */
const applyWithinMs = 100;
/** An edge sees the end of a call later than the identity server, by at most this much. */
const seenLaterMs = 2_000;
/** Calls of one key that begin this close may have begun in the other order at the edge. */
const sameInstantMs = 5;

/**
 * The history. For the law of load (L7), `exactly` leaves the instants as the identity server saw them: both ends of a
 * call are within the call as the edge saw it. For all others, its end is later.
 */
export function historyOf(records: EdgeRecords, exactly: boolean): History {
  const { project, settings } = records;
  const exchanges = records.exchanges.map((sent) => exchangeOf(records, sent));
  return {
    seed: 0,
    calls: callsOf(records, exactly),
    exchanges,
    publications: publicationsOf(records),
    settings: [{ project, atMs: 0, settings }],
    notes: [],
    told: [],
    strangers: [],
    doubtMs: 60_000,
    askWaitMs: 1_000,
    crowded: false,
    evicting: false,
    // The records of one edge. What the others did is in the publications.
    fleet: undefined,
  };
}

function callsOf({ project, edge, calls }: EdgeRecords, exactly: boolean): CallRecord[] {
  const records = calls.map((call, index) => callOf({ project, edge }, call, index + 1, exactly));
  if (exactly) return records;
  // All calls of one key that began at almost the same instant count as begun at the latest of them.
  const latest = new Map<string, { beganAtMs: number; members: CallRecord[] }>();
  const merged = records.slice();
  for (const record of records) {
    if (record.key === undefined) continue;
    const group = latest.get(record.key);
    if (group === undefined || record.beganAtMs - group.beganAtMs > sameInstantMs) {
      latest.set(record.key, { beganAtMs: record.beganAtMs, members: [record] });
      continue;
    }
    group.members.push(record);
    group.beganAtMs = record.beganAtMs;
    for (const member of group.members) {
      merged[member.n - 1] = { ...member, beganAtMs: record.beganAtMs };
    }
  }
  return merged;
}

function callOf(
  { project, edge }: Pick<EdgeRecords, "project" | "edge">,
  call: OriginCall,
  n: number,
  exactly: boolean,
): CallRecord {
  const isCheck = call.target.split("?")[0] === "/sessions/whoami";
  const { endedAtMs, headAtMs } = call;
  const laterMs = exactly ? 0 : seenLaterMs;
  return {
    n,
    project,
    edge,
    beganAtMs: call.beganAtMs,
    exchange: call.exchange,
    method: call.method,
    target: call.target,
    headers: call.headers,
    key: isCheck ? keyOf(project, call.presented) : undefined,
    credentials: credentialsOf(project, call.presented),
    forced: call.forced,
    requestBody: call.requestBody === "" ? undefined : call.requestBody,
    ageMs: 0,
    ageIsFalse: false,
    headAtMs,
    endedAtMs: endedAtMs === undefined ? undefined : endedAtMs + laterMs,
    ending: endedAtMs === undefined ? "open" : headAtMs === undefined ? "aborted" : "whole",
    status: call.status,
    answerHeaders: call.answerHeaders,
    body: call.body,
    said: call.body,
    sessionId: call.sessionId,
    identityId: call.identityId,
    sessionEndsAtMs: call.sessionEndsAtMs,
    hint: "absent",
    mixedUp: false,
    truthful: true,
    byFront: false,
    note: "",
  };
}

function exchangeOf(records: EdgeRecords, sent: SentExchange): Exchange {
  const { project } = records;
  const { asked, presented } = sent;
  return {
    n: sent.n,
    project,
    edge: sent.edge,
    arrivedAtMs: sent.sentAtMs,
    healthy: !claimsDegraded(sent),
    method: sent.method,
    target: sent.target,
    headers: sent.headers,
    body: sent.body,
    check:
      asked === undefined
        ? undefined
        : {
            key: keyOf(project, presented),
            presented,
            asked,
            requestId: undefined,
            cacheable: true,
          },
    mutation: sent.act === undefined ? undefined : factsOf(records, sent, sent.act),
    note: () => sent.act?.row ?? "",
    // A connection that failed counts as a client that left. The run counts it by itself.
    abortedAtMs: sent.failedAtMs,
    answeredAtMs: sent.answeredAtMs,
    endedAtMs: sent.endedAtMs,
    status: sent.status,
    answerHeaders: sent.answerHeaders,
    answerBody: sent.answerBody,
    broken: false,
  };
}

function factsOf(
  { project, sessions }: EdgeRecords,
  { presented, sentAtMs }: SentExchange,
  { row, reach, tokenInBody }: NonNullable<SentExchange["act"]>,
): MutationFacts {
  const singles: Presented[] = tokenInBody === undefined ? [presented] : [{ token: tokenInBody }];
  return {
    row,
    reach,
    presented: singles.map((single): PresentedCredential => {
      const session = sessions.find(
        ({ cookie, token }) => cookie === single.cookie || token === single.token,
      );
      const alive = session !== undefined && (session.endedAtMs ?? Infinity) > sentAtMs;
      return {
        id: credentialsOf(project, single)[0] ?? "",
        status: alive ? 200 : 401,
        sessionId: alive ? session.id : undefined,
        identityId: alive ? session.identityId : undefined,
      };
    }),
    sessions: [],
    identities: [],
    all: false,
    committedAtMs: undefined,
    issued: [],
  };
}

/** Whether an answer came from the store, and the edge did not say that it is degraded: it claimed to be healthy. */
function claimsHealth(sent: SentExchange): boolean {
  const status = cacheStatusOf(sent);
  return status.includes("; hit") && !status.includes("detail=degraded");
}

function claimsDegraded(sent: SentExchange): boolean {
  return cacheStatusOf(sent).includes("detail=degraded");
}

function cacheStatusOf({ answerHeaders }: SentExchange): string {
  return headerOf(answerHeaders, "cache-status") ?? "";
}

/**
 * An invalidation binds an edge from the first answer on that was given from the store 3 s after the publication or later
 * and claims health.
 */
function publicationsOf({ project, edge, exchanges, published, told }: EdgeRecords): Publication[] {
  const healthyAtMs = exchanges.filter(claimsHealth).map(({ sentAtMs }) => sentAtMs);
  const found: Publication[] = [];
  for (const { atMs, scope, by } of published) {
    if (by === edge) continue;
    const boundAtMs = firstAfter(healthyAtMs, atMs + deliveredWithinMs);
    if (boundAtMs === undefined) continue;
    const deliveredAtMs = boundAtMs - applyWithinMs - 0.001;
    found.push({ project, scope, publishedAtMs: atMs, deliveredAtMs, widens: undefined });
  }
  for (const { changedAtMs, answeredAtMs, scope } of told) {
    const deliveredAtMs = answeredAtMs - applyWithinMs;
    found.push({ project, scope, publishedAtMs: changedAtMs, deliveredAtMs, widens: undefined });
  }
  return found;
}

/** The first of ascending instants that is not before one. */
function firstAfter(instants: readonly number[], atMs: number): number | undefined {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return instants[low];
}
