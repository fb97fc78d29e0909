// The settling table as data: an answer and its circumstances → what happens to the store. Instants are abstract: bigger is later.
// One table, however long: it is read from top to bottom.
import type { SettlementRow } from "./settle.ts";

/** One row. The call began at 100; what is not said is at rest: no entry, no fence, nothing settled, room for the origin. */
export interface SettlementCase {
  /** `ours` names the entry's session and identity, the others differ in one of them. */
  readonly answer:
    | "ours"
    | "other session"
    | "other identity"
    | "ours, cookie renewed"
    | "ours, not storable"
    | "anonymous"
    | "not-active"
    | "truncated"
    | "refused"
    | "403"
    | "limited"
    | "foreign"
    | "unavailable"
    | "other";
  /** When the call behind the entry began. */
  readonly entryBegan?: number;
  /** When the session of the entry ends; long after unless said otherwise. */
  readonly entryEnds?: number;
  readonly sameBody?: true;
  /** Begin of the latest call that settled meanwhile. */
  readonly settledBegan?: number;
  readonly fencedAt?: number;
  readonly inDoubt?: true;
  readonly pending?: true;
  readonly originsFull?: true;
  readonly alone?: true;
  /** A client waits for it. */
  readonly given?: true;
  readonly tooOld?: true;
  /** A refusal that is not believed yet: when its call began, when a second look may begin, when the session ends (long after). */
  readonly suspected?: {
    readonly begun: number;
    readonly lookFrom: number;
    readonly ends?: number;
  };
  /** All places for second looks are taken. */
  readonly looksFull?: true;
  readonly row: SettlementRow;
  readonly store: "put" | "remove" | "keep";
  /** Whether later answers count it as settled; it does unless said otherwise. */
  readonly counts?: false;
  readonly mismatch?: true;
  readonly unseenChange?: true;
  readonly look?: true;
  /** The suspicion that stood is at an end. */
  readonly ends?: true;
}

/** Every row of the settling table, with the circumstances that change it. */
export const settlementCases: Readonly<Record<string, SettlementCase>> = {
  "200 without an entry": { answer: "ours", row: "active/put", store: "put" },
  "200 of the same body": {
    answer: "ours",
    entryBegan: 50,
    sameBody: true,
    row: "active/put",
    store: "put",
  },
  "200 of the same body, begun in the same instant": {
    answer: "ours",
    entryBegan: 100,
    sameBody: true,
    row: "active/put",
    store: "put",
  },
  "200 of another body: a change went round": {
    answer: "ours",
    entryBegan: 50,
    row: "active/put",
    store: "put",
    unseenChange: true,
  },
  "200 of another body, a mutation on its way": {
    answer: "ours",
    entryBegan: 50,
    pending: true,
    row: "active/put",
    store: "put",
  },
  "200 with a new cookie": { answer: "ours, cookie renewed", row: "active/renew", store: "put" },
  "200 with a new cookie and another body": {
    answer: "ours, cookie renewed",
    entryBegan: 50,
    row: "active/renew",
    store: "put",
    unseenChange: true,
  },
  "200 without a usable hint": {
    answer: "ours, not storable",
    row: "active/unstorable",
    store: "remove",
  },
  "200 without a usable hint, another body": {
    answer: "ours, not storable",
    entryBegan: 50,
    row: "active/unstorable",
    store: "remove",
    unseenChange: true,
  },
  "200 of one Origin too many": {
    answer: "ours",
    originsFull: true,
    row: "active/origins-many",
    store: "remove",
  },

  "fenced since its begin": {
    answer: "ours",
    fencedAt: 101,
    row: "active/fenced",
    store: "remove",
  },
  "fenced in the instant of its begin": {
    answer: "ours",
    fencedAt: 100,
    row: "active/put",
    store: "put",
  },
  "fenced before its begin": { answer: "ours", fencedAt: 99, row: "active/put", store: "put" },
  "in doubt, over an older entry": {
    answer: "ours",
    entryBegan: 50,
    inDoubt: true,
    given: true,
    row: "active/doubt",
    store: "remove",
  },
  "in doubt, overtaken by the entry": {
    answer: "ours",
    entryBegan: 101,
    inDoubt: true,
    row: "active/overtaken",
    store: "keep",
  },
  "fenced since its begin, over an older entry": {
    answer: "ours",
    entryBegan: 50,
    fencedAt: 101,
    row: "active/fenced",
    store: "remove",
  },
  "fenced, overtaken by the entry": {
    answer: "ours",
    entryBegan: 102,
    fencedAt: 101,
    row: "active/overtaken",
    store: "keep",
  },
  "fenced and not storable": {
    answer: "ours, not storable",
    fencedAt: 101,
    row: "active/fenced",
    store: "remove",
  },
  "too old for those who wait, over an older entry": {
    answer: "ours",
    entryBegan: 50,
    tooOld: true,
    given: true,
    row: "active/too-old",
    store: "remove",
  },
  "too old for those who wait, and older than the entry": {
    answer: "ours",
    entryBegan: 101,
    tooOld: true,
    given: true,
    row: "active/overtaken",
    store: "keep",
  },

  "overtaken by a settled call": {
    answer: "ours",
    settledBegan: 101,
    row: "active/overtaken",
    store: "keep",
  },
  "not overtaken by a call begun with it": {
    answer: "ours",
    settledBegan: 100,
    row: "active/put",
    store: "put",
  },
  "overtaken by the entry": {
    answer: "ours",
    entryBegan: 101,
    row: "active/overtaken",
    store: "keep",
  },
  "overtaken, and the body differs: no invalidation": {
    answer: "ours",
    entryBegan: 101,
    row: "active/overtaken",
    store: "keep",
  },

  "another session": {
    answer: "other session",
    entryBegan: 50,
    row: "mismatch",
    store: "remove",
    mismatch: true,
  },
  "another identity": {
    answer: "other identity",
    entryBegan: 50,
    row: "mismatch",
    store: "remove",
    mismatch: true,
  },
  "another session, the same body by a fluke": {
    answer: "other session",
    entryBegan: 50,
    sameBody: true,
    row: "mismatch",
    store: "remove",
    mismatch: true,
  },
  "another session, overtaken": {
    answer: "other session",
    entryBegan: 101,
    row: "mismatch",
    store: "keep",
    mismatch: true,
  },
  "another session, fenced": {
    answer: "other session",
    entryBegan: 50,
    fencedAt: 101,
    row: "mismatch",
    store: "remove",
    mismatch: true,
  },
  "asked alone": { answer: "ours", alone: true, row: "active/alone", store: "remove" },
  "asked alone, another session again": {
    answer: "other session",
    entryBegan: 50,
    alone: true,
    row: "active/alone",
    store: "remove",
  },
  "asked alone, overtaken": {
    answer: "ours",
    alone: true,
    settledBegan: 101,
    row: "active/alone",
    store: "keep",
  },

  "anonymous 401": { answer: "anonymous", row: "anonymous/put", store: "put" },
  "anonymous 401 once more": {
    answer: "anonymous",
    entryBegan: 50,
    row: "anonymous/put",
    store: "put",
  },
  "anonymous 401, overtaken": {
    answer: "anonymous",
    entryBegan: 101,
    row: "anonymous/kept-out",
    store: "keep",
  },
  "anonymous 401, project fenced": {
    answer: "anonymous",
    entryBegan: 50,
    fencedAt: 101,
    row: "anonymous/kept-out",
    store: "remove",
  },
  "anonymous 401, project in doubt": {
    answer: "anonymous",
    entryBegan: 50,
    inDoubt: true,
    row: "anonymous/kept-out",
    store: "remove",
  },
  "anonymous 401, one Origin too many": {
    answer: "anonymous",
    originsFull: true,
    row: "anonymous/kept-out",
    store: "remove",
  },
  "anonymous 401, too old for those who wait": {
    answer: "anonymous",
    entryBegan: 50,
    tooOld: true,
    row: "anonymous/kept-out",
    store: "remove",
  },

  "401 without an entry": { answer: "refused", row: "refused", store: "remove" },
  "401 in the background over an entry: a second look first": {
    answer: "refused",
    entryBegan: 50,
    row: "refused/first",
    store: "keep",
    counts: false,
    look: true,
  },
  "401 to a client over an entry: believed for its key, a second look before others hear": {
    answer: "refused",
    entryBegan: 50,
    given: true,
    row: "refused/given",
    store: "remove",
    look: true,
  },
  "403 in the background over an entry": {
    answer: "403",
    entryBegan: 50,
    row: "refused/first",
    store: "keep",
    counts: false,
    look: true,
  },
  "401 over an entry, too many looks already": {
    answer: "refused",
    entryBegan: 50,
    looksFull: true,
    row: "refused",
    store: "remove",
  },
  "401 once more, before a second look may begin": {
    answer: "refused",
    entryBegan: 50,
    suspected: { begun: 90, lookFrom: 101 },
    row: "refused/first",
    store: "keep",
    counts: false,
  },
  "401 once more to a client, before a second look may begin": {
    answer: "refused",
    entryBegan: 50,
    given: true,
    suspected: { begun: 90, lookFrom: 101 },
    row: "refused",
    store: "remove",
  },
  "the second look finds a 401": {
    answer: "refused",
    entryBegan: 50,
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused/again",
    store: "remove",
    unseenChange: true,
    ends: true,
  },
  "the second look finds a 401, the entry gone": {
    answer: "refused",
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused/again",
    store: "remove",
    unseenChange: true,
    ends: true,
  },
  "the second look finds a 403 after the session's end": {
    answer: "403",
    suspected: { begun: 80, lookFrom: 100, ends: 95 },
    row: "refused/again",
    store: "remove",
    unseenChange: true,
    ends: true,
  },
  "the second look finds a 401 after the session's end": {
    answer: "refused",
    suspected: { begun: 80, lookFrom: 100, ends: 100 },
    row: "refused/again",
    store: "remove",
    ends: true,
  },
  "the second look finds a 401, and a fence explains it": {
    answer: "refused",
    fencedAt: 85,
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused/again",
    store: "remove",
    ends: true,
  },
  "the second look finds a 401, a mutation on its way": {
    answer: "refused",
    pending: true,
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused/again",
    store: "remove",
    ends: true,
  },
  "the second look finds a 401, in doubt": {
    answer: "refused",
    inDoubt: true,
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused/again",
    store: "remove",
    ends: true,
  },
  "the second look finds a 401, overtaken": {
    answer: "refused",
    entryBegan: 101,
    suspected: { begun: 80, lookFrom: 100 },
    row: "refused",
    store: "keep",
    ends: true,
  },
  "the second look finds the session": {
    answer: "ours",
    entryBegan: 50,
    sameBody: true,
    suspected: { begun: 80, lookFrom: 100 },
    row: "active/put",
    store: "put",
    ends: true,
  },
  "a 200 from after the refusal is as good as a second look": {
    answer: "ours",
    entryBegan: 50,
    sameBody: true,
    suspected: { begun: 100, lookFrom: 200 },
    row: "active/put",
    store: "put",
    ends: true,
  },
  "a 200 from before the refusal says nothing of it": {
    answer: "ours",
    entryBegan: 50,
    sameBody: true,
    suspected: { begun: 101, lookFrom: 200 },
    row: "active/put",
    store: "put",
  },
  "the second look fails": {
    answer: "unavailable",
    entryBegan: 50,
    suspected: { begun: 80, lookFrom: 100 },
    row: "unavailable",
    store: "keep",
    counts: false,
    ends: true,
  },
  "401 over an entry, fenced since its begin": {
    answer: "refused",
    entryBegan: 50,
    fencedAt: 101,
    row: "refused",
    store: "remove",
  },
  "401 over an entry whose session is about to end": {
    answer: "refused",
    entryBegan: 50,
    entryEnds: 101,
    row: "refused/first",
    store: "keep",
    counts: false,
    look: true,
  },
  "403 over an entry whose session has ended": {
    answer: "403",
    entryBegan: 50,
    entryEnds: 100,
    row: "refused/first",
    store: "keep",
    counts: false,
    look: true,
  },
  "401 over an entry whose session has ended": {
    answer: "refused",
    entryBegan: 50,
    entryEnds: 100,
    row: "refused",
    store: "remove",
  },
  "200 of another body over an entry whose session should have ended": {
    answer: "ours",
    entryBegan: 50,
    entryEnds: 100,
    row: "active/put",
    store: "put",
    unseenChange: true,
  },
  "401 over an entry, a mutation on its way": {
    answer: "refused",
    entryBegan: 50,
    pending: true,
    row: "refused",
    store: "remove",
  },
  "401 over an entry, in doubt": {
    answer: "refused",
    entryBegan: 50,
    inDoubt: true,
    row: "refused",
    store: "remove",
  },
  "401, overtaken by the entry": {
    answer: "refused",
    entryBegan: 101,
    row: "refused",
    store: "keep",
  },
  "401, overtaken by a settled call": {
    answer: "refused",
    entryBegan: 50,
    settledBegan: 101,
    row: "refused",
    store: "keep",
  },

  "200 without an active session": {
    answer: "not-active",
    entryBegan: 50,
    row: "not-active",
    store: "remove",
  },
  "200 without an active session, overtaken": {
    answer: "not-active",
    entryBegan: 101,
    row: "not-active",
    store: "keep",
  },
  "200 cut off": { answer: "truncated", entryBegan: 50, row: "truncated", store: "remove" },
  "200 cut off, overtaken": {
    answer: "truncated",
    settledBegan: 101,
    row: "truncated",
    store: "keep",
  },
  "another status": { answer: "other", entryBegan: 50, row: "other", store: "remove" },
  "another status, overtaken": { answer: "other", entryBegan: 101, row: "other", store: "keep" },

  "429 keeps the entry": {
    answer: "limited",
    entryBegan: 50,
    row: "limited",
    store: "keep",
    counts: false,
  },
  "5xx keeps the entry": {
    answer: "unavailable",
    entryBegan: 50,
    row: "unavailable",
    store: "keep",
    counts: false,
  },
  "another server's page keeps the entry": {
    answer: "foreign",
    entryBegan: 50,
    given: true,
    row: "foreign",
    store: "keep",
    counts: false,
  },
  "5xx without an entry": {
    answer: "unavailable",
    row: "unavailable",
    store: "keep",
    counts: false,
  },
};
