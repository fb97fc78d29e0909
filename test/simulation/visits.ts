// Which rows of the edge's tables were visited how often, and which row was followed by which for the same person.
// Rows are named as the edge's events name them: `decided …`, `settled …`, `mutation …`, and for the bus `reading …`, `region …`.
import { AsyncLocalStorage } from "node:async_hooks";
import type { EdgeEvent } from "../../src/edge/events.ts";

/** Who an edge is busy with: a word for the person, or for the key if it belongs to no one. */
export type Subject = string;

const busyWith = new AsyncLocalStorage<Subject>();

/** Runs something on behalf of somebody: every row that it visits, now or later, is visited for them. */
export function onBehalfOf<T>(subject: Subject, run: () => T): T {
  return busyWith.run(subject, run);
}

/** Counts as they are sent from a worker: by row, and by pair of rows (`first → second`). */
export interface Counts {
  readonly rows: Readonly<Record<string, Count>>;
  readonly pairs: Readonly<Record<string, Count>>;
}

/** How often something was visited, and in how many seeds. */
export interface Count {
  readonly visits: number;
  readonly seeds: number;
}

/** Counts visits over many seeds. */
export class Visits {
  readonly #rows = new Map<string, Count>();
  readonly #pairs = new Map<string, Count>();
  #seedRows = new Map<string, number>();
  #seedPairs = new Map<string, Map<string, number>>();
  #last = new Map<Subject, string>();

  /** Notes an event of a seed that is under way. */
  note(event: EdgeEvent): void {
    const row = rowOf(event);
    if (row === undefined) return;
    this.#seedRows.set(row, (this.#seedRows.get(row) ?? 0) + 1);
    const subject = busyWith.getStore();
    if (subject === undefined) return;
    const before = this.#last.get(subject);
    this.#last.set(subject, row);
    if (before === undefined) return;
    let followers = this.#seedPairs.get(before);
    if (followers === undefined) {
      followers = new Map();
      this.#seedPairs.set(before, followers);
    }
    followers.set(row, (followers.get(row) ?? 0) + 1);
  }

  /** Ends a seed, so that its people follow no one in the next one. Returns its rows. */
  endSeed(): ReadonlySet<string> {
    const rows = new Set(this.#seedRows.keys());
    for (const [row, visits] of this.#seedRows) add(this.#rows, row, { visits, seeds: 1 });
    for (const [before, followers] of this.#seedPairs) {
      for (const [row, visits] of followers) {
        add(this.#pairs, `${before} → ${row}`, { visits, seeds: 1 });
      }
    }
    this.#seedRows = new Map();
    this.#seedPairs = new Map();
    this.#last = new Map();
    return rows;
  }

  /** Takes over what a worker, or an earlier run, counted. */
  merge(counts: Counts): void {
    for (const [row, count] of Object.entries(counts.rows)) add(this.#rows, row, count);
    for (const [pair, count] of Object.entries(counts.pairs)) add(this.#pairs, pair, count);
  }

  counts(): Counts {
    return { rows: Object.fromEntries(this.#rows), pairs: Object.fromEntries(this.#pairs) };
  }
}

function add(counts: Map<string, Count>, name: string, more: Count): void {
  const count = counts.get(name);
  counts.set(
    name,
    count === undefined
      ? more
      : { visits: count.visits + more.visits, seeds: count.seeds + more.seeds },
  );
}

const decided = new Map<string, string>();
const settled = new Map<string, string>();
const mutation = new Map<string, string>();
const reading = new Map<string, string>();
const region = new Map<string, string>();

function rowOf(event: EdgeEvent): string | undefined {
  const { kind } = event;
  if (kind === "decided") return named(decided, kind, event.row);
  if (kind === "settled") return named(settled, kind, event.row);
  if (kind === "caught-up") return named(reading, "reading", event.result);
  if (kind === "region") return named(region, kind, event.change);
  return kind === "mutation" ? named(mutation, kind, event.row) : undefined;
}

/** Rows are few and visited all the time, so each name is made once. */
function named(names: Map<string, string>, kind: string, row: string): string {
  let name = names.get(row);
  if (name === undefined) {
    name = `${kind} ${row}`;
    names.set(row, name);
  }
  return name;
}
