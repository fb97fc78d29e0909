// How the command talks with the processes it measures with. One file, so that both ends have the same types.

/** One turn of the load: requests over connections that are opened for it and kept. */
export interface LoadTurn {
  readonly kind: "load";
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** Sessions `first` to `first + sessions - 1` are asked for, in turn or by chance. */
  readonly first: number;
  readonly sessions: number;
  readonly order: "in turn" | "by chance";
  /** Whether the load stays awake between answers; not where the origin needs its core. */
  readonly awake: boolean;
}

/** Pairs of requests on one connection each: the first port, the second, the first … */
export interface PairTurn {
  readonly kind: "pairs";
  readonly ports: readonly [number, number];
  readonly pairs: number;
  readonly first: number;
}

/** What the load process is asked. */
type LoadQuestion = LoadTurn | PairTurn;

/** Time that a turn took in all; for pairs the median by port. Milliseconds. */
export interface LoadAnswer {
  readonly tookMs: number;
  readonly medianMs: readonly number[];
}

/** What the origin is asked: to take so long from now on, and how often it has been called since the last question. */
interface OriginQuestion {
  readonly delayMs: number;
}

/** What the origin says. */
interface OriginAnswer {
  readonly port: number;
  readonly calls: number;
}

/** What an edge filled with sessions is asked: to hold so many. */
interface FilledQuestion {
  readonly sessions: number;
}

/** What it says once it holds them. */
export interface FilledAnswer {
  readonly port: number;
  readonly held: number;
  /** Growth of the process by the sessions: what it occupies, and what of that is in use after a collection. */
  readonly residentBytes: number;
  readonly usedBytes: number;
}

/** What the process for in-process checks is asked: for one turn of each kind, so often. */
export interface InProcessQuestion {
  readonly rounds: number;
  readonly calls: number;
}

/** What it says: processor time per call by kind and round, and the SDKs that are not installed. */
export interface InProcessAnswer {
  readonly us: readonly { readonly id: string; readonly what: string; readonly us: number[] }[];
  readonly missing: readonly string[];
}

/** Which answer a question gets, by role. */
export interface Roles {
  readonly load: { readonly question: LoadQuestion; readonly answer: LoadAnswer };
  readonly origin: { readonly question: OriginQuestion; readonly answer: OriginAnswer };
  readonly filled: { readonly question: FilledQuestion; readonly answer: FilledAnswer };
  readonly "in-process": { readonly question: InProcessQuestion; readonly answer: InProcessAnswer };
}
