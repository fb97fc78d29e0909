// Questions about sessions that go to every edge over the bus, and their answers. Both are paced, so that nobody can fill
// the logs with them: a question that is one too many is not sent, and an edge leaves one that is too many unanswered.
import { fullAllowance, takeOne, type Allowance } from "../../core/allowance.ts";
import {
  boundedFindings,
  type SessionAnswer,
  type SessionFindings,
  type SessionMatter,
  type SessionQuestion,
} from "../../core/session-question.ts";
import type { Clock, NewId, SentMessage } from "../ports.ts";
import type { Member } from "./members.ts";

/** Questions that a process may ask, or answer, at once. */
const questionsAtOnceMax = 10;
/** Questions that a process may ask, or answer, per second after that. */
const questionsPerSecondMax = 1;

/** Questions about one project that a process may ask at once, so that others still can be asked about. */
const ofProjectAtOnceMax = 6;
/** Questions about one project that a process may ask per second after that. */
const ofProjectPerSecondMax = 0.5;
/** The most projects that are counted by themselves. Those that were asked about longest ago are forgotten. */
const countedProjectsMax = 1_000;

/** Says what the edges of this process hold. It reads memory only. */
export type FindSessions = (project: string, about: SessionMatter) => SessionFindings;

/** What one edge said to a question. */
interface EdgeFindings {
  readonly member: Member;
  /** Undefined if it has not answered. */
  readonly findings: SessionFindings | undefined;
}

/** What all other edges said to a question. */
export interface AllFindings {
  /** False if the question was not sent: too many were asked, or the bus cannot be reached. */
  readonly sent: boolean;
  readonly edges: readonly EdgeFindings[];
}

/** What questions need from the link. */
interface QuestionsParts {
  readonly instance: string;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Appends a message to the own region's log. Calls `onFailure` if it may not have been accepted. Never throws. */
  readonly send: (message: SentMessage, onFailure: () => void) => void;
  /** The other edges that follow a control plane and have not said goodbye. */
  readonly edges: () => readonly Member[];
  /** Waits until it holds, which is looked at after each message, for at most `waitMs`. */
  readonly until: (holds: () => boolean, waitMs: number) => Promise<void>;
  /** Undefined if this process is not an edge. */
  readonly find: FindSessions | undefined;
}

/** The questions and answers of one process. */
export class Questions {
  readonly #parts: QuestionsParts;
  readonly #asking: Allowance;
  readonly #answering: Allowance;
  /** What is left of each project's questions. The one that was asked about latest is last. */
  readonly #askingOf = new Map<string, Allowance>();
  /** The answers so far to each question that is being asked, by instance. */
  readonly #open = new Map<string, Map<string, SessionAnswer>>();

  constructor(parts: QuestionsParts) {
    this.#parts = parts;
    const nowMs = parts.clock.nowMs();
    this.#asking = fullAllowance(questionsAtOnceMax, nowMs);
    this.#answering = fullAllowance(questionsAtOnceMax, nowMs);
  }

  /** Asks every edge, and waits at most `waitMs` for those that can be heard. */
  async ask(project: string, about: SessionMatter, waitMs: number): Promise<AllFindings> {
    const { instance: by, newId, send, until } = this.#parts;
    const all = this.#parts.edges();
    // One whose heartbeats do not arrive cannot answer either. It may still be giving answers to clients.
    const live = all.filter(({ state }) => state === "live");
    const answers = new Map<string, SessionAnswer>();
    const said = (sent: boolean): AllFindings => ({
      sent,
      edges: all.map((member) => ({ member, findings: answers.get(member.heartbeat.instance) })),
    });
    if (live.length === 0) return said(true);
    if (!this.#mayAskOf(project) || !this.#mayUse(this.#asking)) return said(false);
    const id = newId();
    let refused = false;
    this.#open.set(id, answers);
    // It is not awaited, because a bus that hangs must not hold up what is known without it.
    send({ kind: "question", question: { version: 1, id, by, project, about } }, () => {
      refused = true;
    });
    await until(() => refused || answers.size >= live.length, waitMs);
    this.#open.delete(id);
    return said(!refused);
  }

  /** Answers a question of another process, if this one is an edge. Returns at once. */
  answer({ id, by, project, about }: SessionQuestion): void {
    const { instance, find, send } = this.#parts;
    if (find === undefined || by === instance || !this.#mayUse(this.#answering)) return;
    const found = boundedFindings(find(project, about));
    // An answer that does not arrive is late for the one that asks.
    send({ kind: "answer", answer: { version: 1, id, instance, ...found } }, () => undefined);
  }

  /** Takes an answer to a question of this process. Any other is ignored. */
  take(answer: SessionAnswer): void {
    const answers = this.#open.get(answer.id);
    if (answers === undefined) return;
    const { instance } = answer;
    const isAsked = this.#parts.edges().some(({ heartbeat }) => heartbeat.instance === instance);
    if (isAsked) answers.set(instance, answer);
  }

  #mayAskOf(project: string): boolean {
    const nowMs = this.#parts.clock.nowMs();
    const allowance = this.#askingOf.get(project) ?? fullAllowance(ofProjectAtOnceMax, nowMs);
    this.#askingOf.delete(project);
    const [oldest] = this.#askingOf.keys();
    if (this.#askingOf.size >= countedProjectsMax && oldest !== undefined)
      this.#askingOf.delete(oldest);
    this.#askingOf.set(project, allowance);
    return takeOne(allowance, nowMs, ofProjectAtOnceMax, ofProjectPerSecondMax);
  }

  #mayUse(allowance: Allowance): boolean {
    const nowMs = this.#parts.clock.nowMs();
    return takeOne(allowance, nowMs, questionsAtOnceMax, questionsPerSecondMax);
  }
}
