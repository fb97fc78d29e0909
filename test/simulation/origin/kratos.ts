// The model of the identity server, as an edge's `Origin` port: it answers session checks from the state at some instant of the call,
// commits mutations at some instant of theirs, and lets the drawn fate of each call befall it. Everything goes into the history.
import type { ByteStream, Origin, OriginOutcome, OriginRequest } from "../../../src/edge/ports.ts";
import { type CallRecord, credentialsOf, headerOf, type History, keyOf } from "../history.ts";
import type { Random } from "../random.ts";
import { epochMs, type World } from "../world.ts";
import type { Act, Effect } from "./act.ts";
import { httpDate, type Prepared, prepare } from "./answer.ts";
import { Body, BrokenOff, inPieces, textOf } from "./body.ts";
import { elsewhere } from "./elsewhere.ts";
import { drawCheckFault, drawDelayMs, drawPassFault, type Weather } from "./fate.ts";
import { coded, falseAge, type Front, pageOf } from "./front.ts";
import type { People } from "./people.ts";
import { type Reading, readCall } from "./reading.ts";
import { type Upstream, UpstreamStore } from "./upstream.ts";
import { saidWith, templateOf, withToken } from "./tokens.ts";
import { whoami, type WhoamiSettings } from "./whoami.ts";

/** What a model of the origin is made of. */
export interface KratosParts {
  readonly world: World;
  readonly history: History;
  readonly project: string;
  readonly people: People;
  readonly whoami: WhoamiSettings;
  readonly weather: Weather;
  readonly random: Random;
  readonly upstream: Upstream;
  readonly front: Front;
  /** Whether every answer carries a `Date`; if not, one in ten lacks it. */
  readonly alwaysDated: boolean;
  /** Requests under way that change something, by exchange. */
  readonly acts: ReadonlyMap<number, Act>;
}

/** One project's identity server. */
export class KratosModel {
  readonly #parts: KratosParts;
  readonly #upstream: UpstreamStore;

  constructor(parts: KratosParts) {
    this.#parts = parts;
    this.#upstream = new UpstreamStore(parts.upstream, parts.random);
  }

  /** The way to it from one edge. */
  from(edge: string): Origin {
    return { send: (request) => this.#send(edge, request) };
  }

  #send(edge: string, request: OriginRequest): Promise<OriginOutcome> {
    const { history, world, project, whoami: settings, acts } = this.#parts;
    const reading = readCall(request.target, request.headers, settings.cookieName);
    const check = reading.path === "/sessions/whoami";
    const record: CallRecord = {
      n: history.calls.length + 1,
      project,
      edge,
      beganAtMs: world.nowMs(),
      exchange: reading.exchange,
      method: request.method,
      target: request.target,
      headers: request.headers,
      key: check ? keyOf(project, reading.presented, templateOf(request.target)) : undefined,
      credentials: check ? credentialsOf(project, reading.presented) : [],
      forced: reading.maxAgeSeconds === 0,
      requestBody: undefined,
      ageMs: 0,
      ageIsFalse: false,
      headAtMs: undefined,
      endedAtMs: undefined,
      ending: "open",
      status: undefined,
      answerHeaders: [],
      body: "",
      said: "",
      sessionId: undefined,
      identityId: undefined,
      sessionEndsAtMs: undefined,
      hint: "absent",
      mixedUp: false,
      truthful: true,
      byFront: false,
      note: "",
    };
    history.calls.push(record);
    const act = reading.exchange === undefined ? undefined : acts.get(reading.exchange);
    if (check && act === undefined) return this.#check(request, record, reading);
    return this.#pass(request, record, act);
  }

  #check(request: OriginRequest, record: CallRecord, reading: Reading): Promise<OriginOutcome> {
    const { world, random, weather, front } = this.#parts;
    const own = record.exchange === undefined;
    if (request.body !== undefined) void this.#readBody(record, request.body);
    const kept = own ? this.#upstream.answer(record, reading.maxAgeSeconds ?? 0) : undefined;
    const fault = kept === undefined ? drawCheckFault(random, weather, record.beganAtMs) : "none";
    const delayMs = kept === undefined ? drawDelayMs(random, weather) : random.between(0.5, 5);
    if (fault === "unreachable") return this.#failing(record, "unreachable", delayMs / 4);
    if (fault === "silence") return this.#failing(record, "timeout", patience(request));
    if (delayMs >= patience(request)) return this.#failing(record, "timeout", patience(request));
    if (fault === "broken head") return this.#failing(record, "broken", delayMs);

    const computeAtMs = record.beganAtMs + delayMs * random.next();
    const late = random.chance(weather.lateBody) ? random.between(1, weather.slowMs) : 0;
    const dated = this.#parts.alwaysDated || !random.chance(0.1);
    const echo = own ? undefined : reading.requestId;
    let prepared = kept;
    if (prepared === undefined) {
      world.at(computeAtMs, () => {
        const atMs = world.nowMs();
        const { people, whoami: settings } = this.#parts;
        const asked = {
          ...reading.presented,
          method: record.method,
          requestId: echo,
        };
        const template = templateOf(record.target);
        const said = saidWith(template, whoami(people, settings, asked, atMs));
        prepared = random.chance(front.pages)
          ? pageOf(random)
          : prepare(said, fault, people, random, atMs, dated);
        prepared = withToken(prepared, template, people, record.n, atMs);
        if (own && prepared.status < 429 && random.chance(front.falseAges))
          prepared = aged(record, prepared, random);
        if (own) this.#upstream.pass(record.key, prepared, atMs);
      });
    }
    return new Promise((resolve) => {
      this.#heedAbort(request, record, resolve);
      world.at(record.beganAtMs + delayMs, () => {
        if (record.ending !== "open" || prepared === undefined) return;
        const deadlineMs = record.beganAtMs + (request.totalWaitMs ?? 30_000);
        resolve(this.#answer(record, prepared, late, deadlineMs, 1));
      });
    });
  }

  async #pass(
    request: OriginRequest,
    record: CallRecord,
    act: Act | undefined,
  ): Promise<OriginOutcome> {
    const { world, random, weather, history } = this.#parts;
    const fault = act === undefined ? "none" : drawPassFault(random, weather, record.beganAtMs);
    const delayMs = Math.min(drawDelayMs(random, weather), request.headWaitMs * 0.9);
    const chunks = 1 + random.int(3);
    if (request.body !== undefined && !(await this.#readBody(record, request.body))) {
      return this.#failing(record, "broken", delayMs / 4);
    }
    if (fault === "unreachable") return this.#failing(record, "unreachable", delayMs / 4);
    const silent = fault.startsWith("silence");
    const lost = silent || fault.startsWith("broken");
    const endMs = silent ? patience(request) : delayMs;
    const committing = fault !== "broken, no commit" && !(fault === "500" && random.chance(0.5));
    const commitMs = fault.endsWith("late")
      ? endMs + random.between(5, history.doubtMs * 0.8)
      : delayMs * random.next();
    const status = fault === "429" ? 429 : 500;
    let effect: Effect = {
      status,
      headers: [],
      body: `{"error":{"code":${status}}}\n`,
      handed: [],
    };
    if (committing) {
      world.at(record.beganAtMs + commitMs, () => {
        const done = this.#commit(record, act);
        if (fault === "none") effect = done;
      });
    }
    if (lost) return this.#failing(record, silent ? "timeout" : "broken", endMs);
    return new Promise((resolve) => {
      this.#heedAbort(request, record, resolve);
      world.at(record.beganAtMs + delayMs, () => {
        if (record.ending !== "open") return;
        const bodyless = record.method === "HEAD" || effect.status === 204 || effect.body === "";
        const prepared: Prepared = {
          status: effect.status,
          headers: [
            ...effect.headers,
            "Date",
            httpDate(epochMs + world.lastMs()),
            ...(effect.status === 204 ? [] : ["Content-Length", String(effect.body.length)]),
          ],
          body: bodyless ? "" : effect.body,
          breaksAfter: undefined,
          hangs: false,
          sessionId: undefined,
          identityId: undefined,
          sessionEndsAtMs: undefined,
          hint: "absent",
          mixedUp: false,
          truthful: true,
          byFront: false,
          note: fault === "none" ? "" : fault,
        };
        resolve(this.#answer(record, prepared, 0, Infinity, chunks));
      });
    });
  }

  /** Whether the body came whole. */
  async #readBody(record: CallRecord, body: ByteStream): Promise<boolean> {
    try {
      record.requestBody = await textOf(body);
      return true;
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      return false;
    }
  }

  #commit(record: CallRecord, act: Act | undefined): Effect {
    const { world, history, project } = this.#parts;
    const atMs = world.nowMs();
    if (act === undefined) return elsewhere(record);
    const effect = act.commit(atMs);
    const exchange = history.exchanges[(record.exchange ?? 0) - 1];
    if (exchange?.mutation !== undefined) {
      exchange.mutation.committedAtMs = atMs;
      exchange.mutation.issued = effect.handed.map(({ kind, value, session }) => ({
        id: `${project} ${kind} ${value}`,
        sessionId: session.id,
        identityId: session.identity.id,
      }));
    }
    return effect;
  }

  /** What a front makes of an answer that goes through it. */
  #throughFront(
    record: CallRecord,
    { headers, body, status }: Prepared,
  ): Pick<Prepared, "headers" | "body"> {
    const { front } = this.#parts;
    const more: string[] = [];
    if (front.cookies) more.push("Set-Cookie", `__cf_bm=${record.n}; Path=/; HttpOnly`);
    const codes =
      front.compresses &&
      status === 200 &&
      body !== "" &&
      headerOf(record.headers, "accept-encoding") !== undefined;
    if (codes) more.push("Content-Encoding", "br");
    return {
      headers: more.length === 0 ? headers : [...headers, ...more],
      body: codes ? coded(body) : body,
    };
  }

  #failing(
    record: CallRecord,
    kind: "timeout" | "unreachable" | "broken",
    afterMs: number,
  ): Promise<OriginOutcome> {
    const { world } = this.#parts;
    return new Promise((resolve) => {
      world.at(record.beganAtMs + afterMs, () => {
        if (record.ending === "open") {
          record.ending = kind;
          record.endedAtMs = world.nowMs();
        }
        resolve({ kind: "failure", failure: { kind, cause: new Error(`simulated: ${kind}`) } });
      });
    });
  }

  #heedAbort(
    request: OriginRequest,
    record: CallRecord,
    resolve: (outcome: OriginOutcome) => void,
  ): void {
    const { world } = this.#parts;
    request.signal?.addEventListener("abort", () => {
      if (record.ending !== "open") return;
      record.ending = "aborted";
      record.endedAtMs = world.nowMs();
      resolve({
        kind: "failure",
        failure: { kind: "aborted", cause: new Error("simulated: aborted") },
      });
    });
  }

  #answer(
    record: CallRecord,
    prepared: Prepared,
    lateMs: number,
    deadlineMs: number,
    pieces: number,
  ): OriginOutcome {
    const { world } = this.#parts;
    const bodyless = record.method === "HEAD";
    const { headers, body: whole } = this.#throughFront(record, prepared);
    const sent = bodyless ? "" : whole;
    const breaks = prepared.breaksAfter !== undefined && !bodyless;
    const text = breaks ? sent.slice(0, prepared.breaksAfter) : sent;
    record.headAtMs = world.nowMs();
    record.status = prepared.status;
    record.answerHeaders = headers;
    record.body = text;
    record.said = bodyless ? "" : prepared.body;
    record.sessionId = prepared.sessionId;
    record.identityId = prepared.identityId;
    record.sessionEndsAtMs = prepared.sessionEndsAtMs;
    record.tokenEndsAtMs = prepared.tokenEndsAtMs;
    record.hint = prepared.hint;
    record.mixedUp = prepared.mixedUp;
    record.truthful = prepared.truthful;
    record.byFront = prepared.byFront;
    record.note = prepared.note;
    const hangs = prepared.hangs && !bodyless;
    const hungMs = hangs ? Math.min(deadlineMs, record.headAtMs + 20_000) : undefined;
    const body = new Body(world, record, {
      chunks: inPieces(text, pieces),
      fromMs: hungMs ?? record.headAtMs + (bodyless ? 0 : lateMs),
      breaks: breaks || hangs,
      deadlineMs,
    });
    return {
      kind: "answer",
      answer: {
        status: prepared.status,
        headers,
        body,
        discard: () => {
          body.end("discarded");
        },
      },
    };
  }
}

/** The same answer with an `Age` that is not true. */
function aged(record: CallRecord, prepared: Prepared, random: Random): Prepared {
  const { value, ageMs } = falseAge(random);
  record.ageMs = ageMs;
  record.ageIsFalse = true;
  return { ...prepared, headers: [...prepared.headers, "Age", value] };
}

/** Time until a call without an answer fails. */
function patience(request: OriginRequest): number {
  return Math.min(request.headWaitMs, request.totalWaitMs ?? Infinity);
}
