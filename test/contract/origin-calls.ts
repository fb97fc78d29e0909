// Short ways for a test to call an origin and to read what came of it.
import { onTestFinished } from "vitest";
import {
  OriginBodyError,
  type ByteStream,
  type Origin,
  type OriginAnswer,
  type OriginFailure,
  type OriginRequest,
} from "../../src/edge/ports.ts";

/** What an origin under test is made with. */
export interface OriginOptions {
  readonly url: string;
  readonly connectionsMax?: number;
  readonly headBytesMax?: number;
  readonly certificateAuthorities?: string;
}

/** An origin that can be closed. */
export type ClosableOrigin = Origin & { close(): Promise<void> };

/** Makes an origin under test. */
export type CreateOrigin = (options: OriginOptions) => ClosableOrigin;

/** The same origins, but each request without a purpose is an own call. */
export function asOwnCalls(create: CreateOrigin): CreateOrigin {
  return (options) => {
    const origin = create(options);
    return { ...origin, send: (request) => origin.send({ ...request, purpose: "own" }) };
  };
}

/** An origin that is closed when the test has finished. */
export function openOrigin(create: CreateOrigin, options: OriginOptions): ClosableOrigin {
  const origin = create(options);
  onTestFinished(() => origin.close());
  return origin;
}

/** A bodiless GET of `/` with these changes, and with limits that no passing test reaches. */
export function request(changes: Partial<OriginRequest> = {}): OriginRequest {
  return {
    method: "GET",
    target: "/",
    headers: [],
    body: undefined,
    bodyBytes: undefined,
    headWaitMs: 20_000,
    totalWaitMs: 20_000,
    purpose: "forwarded",
    signal: undefined,
    ...changes,
  };
}

/** Calls, and returns the answer; throws where there is none. */
export async function answerOf(
  origin: Origin,
  changes?: Partial<OriginRequest>,
): Promise<OriginAnswer> {
  const outcome = await origin.send(request(changes));
  if (outcome.kind === "answer") return outcome.answer;
  throw new Error(`no answer but: ${outcome.failure.kind}`, { cause: outcome.failure.cause });
}

/** Calls, and returns the failure; throws where there is none. */
export async function failureOf(
  origin: Origin,
  changes?: Partial<OriginRequest>,
): Promise<OriginFailure> {
  const outcome = await origin.send(request(changes));
  if (outcome.kind === "failure") return outcome.failure;
  throw new Error(`no failure but an answer: ${outcome.answer.status}`);
}

/** What could be read of a body, as Latin-1, and why the rest did not come. */
export interface BodyRead {
  readonly text: string;
  readonly failure: OriginFailure | undefined;
}

/** Reads a body to its end, or to where it breaks off. */
export async function readBody(body: ByteStream): Promise<BodyRead> {
  let text = "";
  try {
    for await (const chunk of body) text += Buffer.from(chunk).toString("latin1");
  } catch (error) {
    if (error instanceof OriginBodyError) return { text, failure: error.failure };
    throw error;
  }
  return { text, failure: undefined };
}

/** Calls and reads the whole answer as text. */
export async function textOf(origin: Origin, changes?: Partial<OriginRequest>): Promise<string> {
  const { body } = await answerOf(origin, changes);
  const { text, failure } = await readBody(body);
  if (failure !== undefined) throw new Error(`the body ended early: ${failure.kind}`);
  return text;
}

/** A body of these pieces. */
export async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text, "latin1");
}

/** A promise and the function that fulfils it. */
export function signalled<Value = void>(): {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
} {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Things that arrive one by one, to be waited for by number. */
export class Arrivals<Item> {
  readonly items: Item[] = [];
  #waiting: { readonly count: number; readonly arrived: () => void }[] = [];

  push(item: Item): void {
    this.items.push(item);
    for (const { count, arrived } of this.#waiting) {
      if (this.items.length >= count) arrived();
    }
    this.#waiting = this.#waiting.filter(({ count }) => this.items.length < count);
  }

  /** The n-th thing, from 1, when it is there. */
  async nth(count: number): Promise<Item> {
    if (this.items.length < count) {
      await new Promise<void>((arrived) => this.#waiting.push({ count, arrived }));
    }
    const item = this.items[count - 1];
    if (item === undefined) throw new Error("nothing arrived");
    return item;
  }
}
