// Plays what strangers may try against an edge that is full of sessions, with a second edge on its bus, while hits are asked
// at a fixed rate. Nothing may grow with what the strangers send, and no hit may wait for it. One file: one run, step by step.
// Usage: npm run strangers -- [flags]; --help lists them.
import { fork, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { attacks, send, sendHalf, type Attack } from "./strangers/attacks.ts";
import type { EdgeQuestion, EdgeReady, EdgeState } from "./strangers/messages.ts";
import type { HitsAnswer, HitsQuestion } from "./strangers/messages.ts";
import { startOrigin } from "./strangers/origin.ts";

const help = `Attacks an edge that has a full store and a second edge on its bus, as strangers might.

Usage: npm run strangers -- [flags]

  --seconds N      how long the attacks last (30). The phases before and after last a third of that
  --sessions N     sessions in each edge's store (20000)
  --hits N         hits per second (200)
  --attacks N      attacks per second, all kinds in turn (150)
  --half-sent N    half-sent sign-ins that stay open all the time (256)
  --p99 MS         limit for the 99th percentile of the hits (20)
  --help           print this text

Reports its progress on stderr and prints its table on stdout. Everything listens on 127.0.0.1.
Exit codes: 0 nothing grew and the hits were in time, 1 something grew or was late, 2 wrong usage.
`;

const options = {
  seconds: { type: "string", default: "30" },
  sessions: { type: "string", default: "20000" },
  hits: { type: "string", default: "200" },
  attacks: { type: "string", default: "150" },
  "half-sent": { type: "string", default: "256" },
  p99: { type: "string", default: "20" },
  help: { type: "boolean", default: false },
} as const;

interface Plan {
  readonly seconds: number;
  readonly sessions: number;
  readonly hits: number;
  readonly attacks: number;
  readonly halfSent: number;
  readonly p99Ms: number;
}

/** One part of the run: what the edges held in it, and how the hits did. */
interface Phase {
  readonly name: "before" | "during" | "after";
  readonly states: readonly EdgeState[];
  readonly hits: HitsAnswer;
}

const sampleMs = 500;
/** What may be there for the calls under way; what grows with requests is far beyond it after some seconds. */
const fewMax = 16;
/** One for each call under way and each that waits; not one for each request that was. */
const timersMax = 256;
const residentGrowthMaxBytes = 64 * 1_024 * 1_024;
const mebibyte = 1_024 * 1_024;

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function startProcess(name: string): ChildProcess {
  const path = fileURLToPath(new URL(`./strangers/${name}-process.ts`, import.meta.url));
  // JSON would turn a percentile of nothing into null.
  return fork(path, { serialization: "advanced" });
}

/** Sends a question and waits for its answer, or for the process' end. */
function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off("message", answered);
      child.off("exit", ended);
    };
    const answered = (answer: unknown): void => {
      settle();
      resolve(answer as Answer);
    };
    const ended = (code: number | null): void => {
      settle();
      reject(new Error(`a process ended with ${String(code)}`));
    };
    child.once("message", answered);
    child.once("exit", ended);
    child.send(question);
  });
}

async function runPhase(
  name: Phase["name"],
  seconds: number,
  edge: ChildProcess,
  hits: ChildProcess,
  question: Omit<HitsQuestion, "seconds">,
): Promise<Phase> {
  progress(`${name} the attacks: ${seconds} s`);
  const states: EdgeState[] = [];
  const over = new AbortController();
  const sampling = (async () => {
    do {
      states.push(await ask<EdgeState>(edge, { state: true }));
      await delay(sampleMs);
    } while (!over.signal.aborted);
  })();
  const answer = await ask<HitsAnswer>(hits, { ...question, seconds });
  over.abort();
  await sampling;
  return { name, states, hits: answer };
}

/** Attacks at a fixed rate until the signal fires; tells how each kind was answered. */
async function attack(port: number, plan: Plan, signal: AbortSignal) {
  const answered = new Map<string, Map<string, number>>();
  const running = new Set<Promise<void>>();
  const halves = Array.from({ length: plan.halfSent }, async (_, index) => {
    while (!signal.aborted) await sendHalf(port, index, signal);
  });
  async function play(kind: Attack, turn: number): Promise<void> {
    const status = await send(port, kind, turn);
    const counts = answered.get(kind.name) ?? new Map<string, number>();
    const key = status === undefined ? "no answer" : String(status);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    answered.set(kind.name, counts);
  }
  const beganAtMs = performance.now();
  for (let turn = 0; !signal.aborted; turn += 1) {
    const kind = attacks[turn % attacks.length];
    if (kind === undefined) break;
    const dueInMs = beganAtMs + (turn * 1_000) / plan.attacks - performance.now();
    if (dueInMs > 0) await delay(dueInMs);
    const one = play(kind, turn);
    running.add(one);
    void one.finally(() => running.delete(one));
  }
  await Promise.all([...running, ...halves]);
  return answered;
}

function most(phase: Phase, of: (state: EdgeState) => number): number {
  return Math.max(...phase.states.map(of));
}

function published(phase: Phase): number {
  const [first] = phase.states;
  return (phase.states.at(-1)?.published ?? 0) - (first?.published ?? 0);
}

/** How busy the edge was: where the hits are late and this is low, the machine was busy with something else. */
function processorPercent({ states }: Phase): number {
  const [first] = states;
  const last = states.at(-1);
  if (first === undefined || last === undefined || first === last) return 0;
  return Math.round((100 * (last.processorMs - first.processorMs)) / (last.atMs - first.atMs));
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(26)}${cells.map((cell) => cell.padStart(12)).join("")}\n`;
}

function table(phases: readonly Phase[]): string {
  const every = (of: (phase: Phase) => string | number): string[] =>
    phases.map((phase) => String(of(phase)));
  const least = (of: (state: EdgeState) => number) =>
    every((phase) => Math.min(...phase.states.map(of)));
  const greatest = (of: (state: EdgeState) => number) => every((phase) => most(phase, of));
  return [
    row(
      "",
      every(({ name }) => name),
    ),
    row(
      "entries, least",
      least(({ entries }) => entries),
    ),
    row(
      "entries of the other edge",
      least(({ otherEntries }) => otherEntries),
    ),
    row(
      "fences, most",
      greatest(({ fences }) => fences),
    ),
    row(
      "fences of the other edge",
      greatest(({ otherFences }) => otherFences),
    ),
    row("bus messages", every(published)),
    row(
      "timers, most",
      greatest(({ timers }) => timers),
    ),
    row(
      "RSS, MiB, most",
      greatest(({ residentBytes }) => Math.round(residentBytes / mebibyte)),
    ),
    row("edge's processor, %", every(processorPercent)),
    row(
      "hits asked",
      every(({ hits }) => hits.asked),
    ),
    row(
      "hits failed",
      every(({ hits }) => hits.failed),
    ),
    row(
      "hits, p50, ms",
      every(({ hits }) => hits.p50Ms.toFixed(1)),
    ),
    row(
      "hits, p99, ms",
      every(({ hits }) => hits.p99Ms.toFixed(1)),
    ),
  ].join("");
}

/** What was not flat, a sentence each. */
function objections(phases: readonly Phase[], plan: Plan): string[] {
  const found: string[] = [];
  const [before] = phases;
  for (const phase of phases) {
    const { name, hits, states } = phase;
    const entries = Math.min(...states.map((state) => Math.min(state.entries, state.otherEntries)));
    if (entries < plan.sessions)
      found.push(`${name}: ${plan.sessions - entries} entries were lost`);
    const fences = most(phase, (state) => Math.max(state.fences, state.otherFences));
    if (fences > fewMax) found.push(`${name}: ${fences} fences were in force`);
    if (published(phase) > fewMax) found.push(`${name}: ${published(phase)} bus messages`);
    const timers = most(phase, (state) => state.timers);
    const timersBefore = before === undefined ? 0 : most(before, (state) => state.timers);
    if (timers > timersBefore + timersMax) found.push(`${name}: ${timers} timers waited`);
    if (hits.failed > 0) found.push(`${name}: ${hits.failed} hits failed`);
    if (!(hits.p99Ms < plan.p99Ms)) {
      found.push(
        `${name}: the p99 of hits was ${hits.p99Ms.toFixed(1)} ms, not under ${plan.p99Ms}`,
      );
    }
  }
  const during = phases.find(({ name }) => name === "during")?.states ?? [];
  // The first third warms up: code is compiled, and the garbage collector finds its size.
  const warm = during[Math.floor(during.length / 3)]?.residentBytes ?? 0;
  const growthBytes = (during.at(-1)?.residentBytes ?? 0) - warm;
  if (growthBytes > residentGrowthMaxBytes) {
    found.push(`during: RSS grew by ${Math.round(growthBytes / mebibyte)} MiB`);
  }
  return found;
}

async function run(plan: Plan): Promise<number> {
  const origin = await startOrigin();
  const edge = startProcess("edge");
  const hits = startProcess("hits");
  try {
    progress(`starting two edges with ${plan.sessions} sessions each`);
    const question: EdgeQuestion = { originUrl: origin.url, sessions: plan.sessions };
    const { port } = await ask<EdgeReady>(edge, question);
    const asked = { port, sessions: plan.sessions, perSecond: plan.hits };
    const aside = Math.max(1, Math.round(plan.seconds / 3));
    const phases = [await runPhase("before", aside, edge, hits, asked)];
    const ending = new AbortController();
    const attacking = attack(port, plan, ending.signal);
    phases.push(await runPhase("during", plan.seconds, edge, hits, asked));
    ending.abort();
    const answered = await attacking;
    phases.push(await runPhase("after", aside, edge, hits, asked));
    process.stdout.write(`${table(phases)}\n`);
    for (const [name, counts] of answered) {
      const said = [...counts].map(([status, count]) => `${status} × ${count}`).join(", ");
      process.stdout.write(`${name.padEnd(32)}${said}\n`);
    }
    process.stdout.write(`requests at the identity server  ${origin.asked()}\n\n`);
    const found = objections(phases, plan);
    process.stdout.write(found.length === 0 ? "Nothing grew.\n" : `${found.join("\n")}\n`);
    return found.length === 0 ? 0 : 1;
  } finally {
    for (const child of [edge, hits]) if (child.connected) child.disconnect();
    origin.stop();
  }
}

function planOf(argv: readonly string[]): Plan | "help" {
  const { values } = parseArgs({ args: [...argv], options });
  if (values.help) return "help";
  const number = (name: Exclude<keyof typeof options, "help">): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 0)
      throw new TypeError(`--${name} must be a whole number`);
    return value;
  };
  return {
    seconds: number("seconds"),
    sessions: number("sessions"),
    hits: number("hits"),
    attacks: number("attacks"),
    halfSent: number("half-sent"),
    p99Ms: number("p99"),
  };
}

try {
  const plan = planOf(process.argv.slice(2));
  if (plan === "help") process.stdout.write(help);
  else process.exitCode = await run(plan);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
