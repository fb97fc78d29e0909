// Plays a recorded story against a live identity server: rewrites each request with what the live
// server gave so far, moves the virtual clock to where the recording was, and judges each answer.
import { compareAnswer } from "./comparison.ts";
import { Correspondence } from "./correspondence.ts";
import type { HookCall, HookReceiver } from "./hook-receiver.ts";
import { compareJson } from "./json-comparison.ts";
import { renewCodes, replaceCodes } from "./one-time-code.ts";
import {
  headerLines,
  requestParts,
  type Exchange,
  type RecordedRequest,
  type Story,
} from "./recording.ts";
import { storyClock, type StoryClock } from "./story-clock.ts";
import { dissect } from "./volatile.ts";
import { addressOf, sendBytes, type WireAnswer } from "./wire.ts";

/** The server under test, as a story sees it. */
export interface StoryTarget {
  readonly publicUrl: string;
  readonly adminUrl: string;
  /** Sets the server's clock, in milliseconds since the epoch. */
  setTime(nowMs: number): void;
  /** Where the server's web hooks arrive; needed by stories that record some. */
  readonly hooks?: HookReceiver;
}

/** One exchange that did not come out as recorded. */
export interface Objection {
  readonly exchange: number;
  readonly text: string;
}

/** How far a live instant may lie from the recorded one: work takes time in a recording, none on the virtual clock. */
const instantToleranceMs = 100;

/** Plays a whole story and answers everything that was not as recorded, in order. */
export async function runStory(
  story: Story,
  target: StoryTarget,
  lifespanMs: number,
): Promise<Objection[]> {
  const longestMs = Math.max(...story.exchanges.map(({ took_ms }) => took_ms));
  const run = new StoryRun(story, target, {
    clock: storyClock(story, lifespanMs),
    correspondence: new Correspondence(Math.max(instantToleranceMs, longestMs)),
  });
  return run.play();
}

class StoryRun {
  private readonly objections: Objection[] = [];
  /** The next call of a hook, kept when it did not come while it was due. */
  private arrival: Promise<HookCall> | undefined;
  private heldHook: { exchange: Exchange; call: HookCall } | undefined;
  private readonly secrets: readonly string[];
  /** Some identity of the story got its traits by a form. */
  private readonly formTraits: boolean;
  private readonly story: Story;
  private readonly target: StoryTarget;
  private readonly clock: StoryClock;
  private readonly correspondence: Correspondence;

  constructor(
    story: Story,
    target: StoryTarget,
    parts: { clock: StoryClock; correspondence: Correspondence },
  ) {
    this.story = story;
    this.target = target;
    this.clock = parts.clock;
    this.correspondence = parts.correspondence;
    this.secrets = recordedSecrets(story);
    this.formTraits = story.exchanges.some(
      ({ request }) => request.body?.includes("&traits.") === true,
    );
  }

  async play(): Promise<Objection[]> {
    // Exchanges that others ran within; they are judged once those are over.
    const open = new Map<number, Promise<void>>();
    const within = new Set(this.story.exchanges.map(({ during }) => during));
    for (const exchange of this.story.exchanges) {
      if (this.heldHook !== undefined && !happensDuring(exchange, this.heldHook.exchange)) {
        this.answerHook();
      }
      for (const [n, answered] of open) {
        if (exchange.during === n) continue;
        await answered;
        open.delete(n);
      }
      this.target.setTime(this.clock.momentOf(exchange));
      if (exchange.listener === "hook") {
        await this.awaitHook(exchange, this.callerOf(exchange, open));
      } else if (within.has(exchange.n)) {
        open.set(exchange.n, this.send(exchange));
      } else {
        await this.send(exchange);
      }
    }
    this.answerHook();
    await Promise.all(open.values());
    return this.objections;
  }

  /** The unanswered exchange that a recorded hook held up; one that came after the answer has none. */
  private callerOf(hook: Exchange, open: Map<number, Promise<void>>): Promise<void> | undefined {
    const caller = this.story.exchanges.find(({ n }) => n === hook.during);
    const heldUp = caller !== undefined && hook.at_ms < caller.at_ms + caller.took_ms;
    return heldUp ? open.get(caller.n) : undefined;
  }

  private async awaitHook(exchange: Exchange, caller: Promise<void> | undefined): Promise<void> {
    const { hooks } = this.target;
    if (hooks === undefined) throw new Error("this story needs a receiver of web hooks");
    this.arrival ??= hooks.next();
    const call = await (caller === undefined ? this.arrival : Promise.race([this.arrival, caller]));
    if (call === undefined) {
      this.object(exchange, "the web hook was not called before the answer");
      return;
    }
    this.arrival = undefined;
    const { method, path } = exchange.request;
    if (call.method !== method || call.path !== path) {
      this.object(exchange, `web hook ${call.method} ${call.path}`);
    }
    const body = exchange.request.body ?? "";
    const objections = compareJson(body, call.body, this.correspondence);
    if (objections.length > 0) this.object(exchange, objections.join("\n  "));
    this.heldHook = { exchange, call };
  }

  private answerHook(): void {
    this.heldHook?.call.answer(this.heldHook.exchange.response);
    this.heldHook = undefined;
  }

  private async send(exchange: Exchange): Promise<void> {
    for (const missing of this.correspondence.missing(requestText(exchange.request))) {
      this.object(exchange, `the request needs ${missing}`);
    }
    const request = this.rewrite(exchange);
    const url = exchange.listener === "admin" ? this.target.adminUrl : this.target.publicUrl;
    const methods = [request.method, ...(exchange.more_responses ?? []).map(() => request.method)];
    const sent = await sendBytes(addressOf(url), requestParts(request), methods).catch(
      (error: unknown) => {
        this.object(exchange, `no answer: ${String(error)}`);
        return undefined;
      },
    );
    if (sent !== undefined) this.judge(exchange, sent);
  }

  private judge(exchange: Exchange, [live]: readonly WireAnswer[]): void {
    if (live === undefined) {
      this.object(exchange, "the connection was closed without an answer");
      return;
    }
    const objections = compareAnswer(
      exchange,
      withRecordedAdmin(live, this.target.adminUrl),
      this.correspondence,
      this.formTraits,
    );
    if (objections.length > 0) this.object(exchange, objections.join("\n  "));
  }

  private rewrite(exchange: Exchange): RecordedRequest {
    const { request } = exchange;
    if (request.raw !== undefined) return request;
    const body = renewCodes(
      replaceCodes(this.correspondence.rewrite(request.body ?? ""), this.correspondence),
      this.secrets,
      this.clock.momentOf(exchange),
      this.correspondence,
    );
    const headers: Record<string, string[]> = {};
    for (const [name, value] of headerLines(request)) {
      const line = this.rewriteHeader(name, value, Buffer.byteLength(body));
      (headers[name] ??= []).push(line);
    }
    return { ...request, path: this.correspondence.rewrite(request.path), headers, body };
  }

  private rewriteHeader(name: string, value: string, bodyBytes: number): string {
    if (name === "Content-Length") return String(bodyBytes);
    if (name === "Cookie") return this.correspondence.rewriteCookie(value);
    return this.correspondence.rewrite(value);
  }

  private object(exchange: Exchange, text: string): void {
    const { scenario } = this.story;
    this.objections.push({
      exchange: exchange.n,
      text: `${scenario} #${exchange.n} (${exchange.request.method} ${exchange.request.path.slice(0, 60)}; ${exchange.why})\n  ${text}`,
    });
  }
}

/** The admin listener is on a free port here; its own address in a redirect stands for the recorded one. */
function withRecordedAdmin(live: WireAnswer, adminUrl: string): WireAnswer {
  const headers = live.headers.map(([name, value]): [string, string] =>
    name === "Location"
      ? [name, value.replace(new URL(adminUrl).host, recordedAdmin)]
      : [name, value],
  );
  return { ...live, headers };
}

const recordedAdmin = "127.0.0.1:4434";

/** True while a hook's receiver is still busy with its answer. */
function happensDuring(exchange: Exchange, hook: Exchange): boolean {
  return exchange.during === hook.during && exchange.at_ms < hook.at_ms + hook.took_ms;
}

function requestText(request: RecordedRequest): string {
  const headers = headerLines(request).map(([name, value]) => `${name}: ${value}`);
  return [request.path, ...headers, request.body ?? ""].join("\n");
}

function recordedSecrets(story: Story): string[] {
  return story.exchanges.flatMap(({ response }) =>
    dissect(response.body ?? "")
      .values.filter(({ kind }) => kind === "totp")
      .map(({ value }) => value),
  );
}
