// What every shared bus does, whatever its medium. An implementation's test calls this with a way to make one.
import { afterEach, describe, expect, it } from "vitest";
import {
  isLasting,
  messageId,
  type BusMessage,
  type Heartbeat,
} from "../../src/core/bus-message.ts";
import { deletedProject } from "../../src/core/deleted-project.ts";
import { boundedFindings, findingsMax } from "../../src/core/session-question.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { BusListener, SentMessage, SharedBus } from "../../src/edge/ports.ts";
import { sampleInvalidation } from "./bus-contract.ts";

/** A medium under test, which nobody else uses. */
export interface MediumUnderTest {
  /** A member's connection, in a region. */
  connect(region: string): SharedBus;
  /** Drops the messages of a region's log up to a sequence, as its retention does. */
  truncate(region: string, through: number): Promise<void>;
  /** Ends the medium, after all members were stopped. */
  close(): Promise<void>;
}

/** A message with this id. */
export function sampleMessage(id: string): SentMessage {
  return { kind: "invalidation", invalidation: sampleInvalidation(id) };
}

/** A heartbeat with this number. */
export function sampleHeartbeat(region: string, count: number): SentMessage {
  const heartbeat: Heartbeat = {
    version: 1,
    instance: `instance-of-${region}`,
    name: "edge",
    region,
    software: "0.0.0",
    role: "edge",
    count,
    healthy: true,
    applied: { [region]: count },
    projects: 1,
    revisions: 1,
    entries: 0,
    bytes: 0,
    checks: 0,
    hits: 0,
    unpublished: 0,
    lagMs: undefined,
    url: undefined,
    startedAt: 1_700_000_000_000,
    at: 1_700_000_000_000,
  };
  return { kind: "heartbeat", heartbeat };
}

/** A question about an identity. */
export function sampleQuestion(id: string): SentMessage {
  const about = { kind: "identity", value: "identity-1" } as const;
  return { kind: "question", question: { version: 1, id, by: "i", project: "acme", about } };
}

/** An answer that is about as long as one may be. */
export function sampleAnswer(id: string): SentMessage {
  const entry = {
    session: "s".repeat(36),
    identity: "identity-1",
    credentials: 1,
    origin: `https://${"o".repeat(240)}.example`,
    ageMs: 1_000.25,
    freshForMs: 59_000,
    endsInMs: undefined,
    renew: false,
    bytes: 800,
  };
  const held = Array.from({ length: findingsMax }, () => entry);
  const found = boundedFindings({ held, asked: [], truncated: true });
  return { kind: "answer", answer: { version: 1, id, instance: "j", ...found } };
}

/** A report of traffic with this number. */
export function sampleTraffic(instance: string, count: number): SentMessage {
  return { kind: "traffic", traffic: { version: 1, instance, count, projects: [], at: 0 } };
}

export function sampleProject(project: string, revision: number): ServedProject {
  return {
    version: 1,
    revision,
    settings: { ...defaultProjectSettings, project },
    originUrl: "https://kratos.example",
    adminOriginUrl: undefined,
    hosts: ["acme.example"],
    at: 1_700_000_000_000,
  };
}

/** A listener that writes down what it hears, and says when something has been heard. */
export class Hearing implements BusListener {
  readonly messages: { readonly at: string; readonly message: BusMessage }[] = [];
  readonly projects: ServedProject[] = [];
  readonly failures: unknown[] = [];
  known: readonly string[] = [];
  interruptions = 0;
  #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  message(region: string, sequence: number, message: BusMessage): void {
    this.messages.push({ at: `${region} ${sequence}`, message });
    this.#look();
  }

  regions(known: readonly string[]): void {
    this.known = known;
    this.#look();
  }

  project(project: ServedProject): void {
    this.projects.push(project);
    this.#look();
  }

  interrupted(): void {
    this.interruptions += 1;
    this.#look();
  }

  failed(error: unknown): void {
    this.failures.push(error);
    this.#look();
  }

  /** Resolves once it holds, which is looked at after each thing heard. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ holds, resolve });
      this.#look();
    });
  }

  /** The ids of the invalidations heard, each once, in the order of their first arrival. */
  ids(): readonly string[] {
    const ids = this.messages
      .filter(({ message }) => message.kind === "invalidation")
      .map(({ message }) => messageId(message));
    return [...new Set(ids)];
  }

  /** The sequences of one region's messages, each once, in rising order. */
  sequences(region: string): readonly number[] {
    const own = this.messages.filter(({ at }) => at.startsWith(`${region} `));
    const numbers = new Set(own.map(({ at }) => Number(at.split(" ")[1])));
    return [...numbers].sort((one, other) => one - other);
  }

  revision(project: string): number | undefined {
    return this.projects.findLast(({ settings }) => settings.project === project)?.revision;
  }

  #look(): void {
    const met = this.#waiting.filter(({ holds }) => holds());
    this.#waiting = this.#waiting.filter((one) => !met.includes(one));
    for (const { resolve } of met) resolve();
  }
}

/** Runs the suite against media that `create` makes, a new one for each test. */
export function sharedBusContract(name: string, create: () => Promise<MediumUnderTest>): void {
  describe(`shared bus: ${name}`, () => {
    const ending: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ending.toReversed()) await end();
      ending.length = 0;
    });

    async function medium(): Promise<MediumUnderTest> {
      const made = await create();
      ending.push(() => made.close());
      return made;
    }

    async function member(on: MediumUnderTest, region: string) {
      const bus = on.connect(region);
      const hearing = new Hearing();
      await bus.start(hearing);
      ending.push(() => bus.stop());
      return { bus, hearing };
    }

    it("Every member of every region hears what is published, its publisher too.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const us = await member(on, "us");
      await eu.bus.append([sampleMessage("a")]);
      await us.bus.append([sampleMessage("b")]);
      for (const { hearing } of [eu, us]) {
        await hearing.until(() => hearing.ids().length === 2);
        expect([...hearing.ids()].sort()).toEqual(["a", "b"]);
      }
    });

    it("A region's messages have sequences without gaps, in the order in which they were accepted.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const other = await member(on, "eu");
      const last = await eu.bus.append([sampleMessage("1"), sampleMessage("2")]);
      const next = await eu.bus.append([sampleMessage("3")]);
      expect(next).toBe(last + 1);
      const { hearing } = other;
      await hearing.until(() => hearing.ids().length === 3);
      expect(hearing.ids()).toEqual(["1", "2", "3"]);
      expect(hearing.sequences("eu")).toEqual([last - 1, last, next]);
    });

    it("Two members that publish at once to one region get sequences of their own.", async () => {
      const on = await medium();
      const one = await member(on, "eu");
      const two = await member(on, "eu");
      const ids = Array.from({ length: 40 }, (_, index) => `m-${index}`);
      const sequences = await Promise.all(
        ids.map((id, index) => (index % 2 === 0 ? one : two).bus.append([sampleMessage(id)])),
      );
      expect(new Set(sequences).size).toBe(ids.length);
      const { hearing } = one;
      await hearing.until(() => hearing.ids().length === ids.length);
      const heard = hearing.sequences("eu");
      expect((heard.at(-1) ?? 0) - (heard[0] ?? 0)).toBe(ids.length - 1);
    });

    it("A message arrives as it was published.", async () => {
      const on = await medium();
      const { bus, hearing } = await member(on, "eu");
      const sent: readonly SentMessage[] = [
        sampleMessage("whole"),
        sampleHeartbeat("eu", 7),
        { kind: "goodbye", goodbye: { version: 1, instance: "i", at: 1 } },
        {
          kind: "revision",
          revision: { version: 1, instance: "i", project: "acme", revision: 4, at: 2 },
        },
        sampleQuestion("q"),
        sampleAnswer("q"),
        sampleTraffic("i", 3),
      ];
      await bus.append(sent);
      await hearing.until(() => hearing.messages.length >= sent.length);
      expect(hearing.messages.map(({ message }) => message)).toEqual(sent);
    });

    it("A log is read after a sequence, in order, with everything that lasts.", async () => {
      const on = await medium();
      const { bus } = await member(on, "eu");
      const reader = await member(on, "us");
      const start = await reader.bus.read("eu", undefined);
      expect(start).toMatchObject({ messages: [], complete: true });
      await bus.append([sampleMessage("a")]);
      await bus.append([
        sampleHeartbeat("eu", 1),
        sampleTraffic("i", 1),
        sampleQuestion("q"),
        sampleAnswer("q"),
      ]);
      const last = await bus.append([sampleMessage("b"), sampleMessage("c")]);
      const read = await reader.bus.read("eu", start.through);
      const lasting = read.messages.filter(({ message }) => isLasting(message));
      expect(lasting.map(({ message }) => messageId(message))).toEqual(["a", "b", "c"]);
      expect(lasting.at(-1)?.sequence).toBe(last);
      expect(read).toMatchObject({
        incarnation: start.incarnation,
        through: last,
        reachesBack: true,
        complete: true,
      });
      const rest = await reader.bus.read("eu", last);
      expect(rest).toMatchObject({ messages: [], through: last, reachesBack: true });
    });

    it("A reading says which message is at the sequence after which it began.", async () => {
      const on = await medium();
      const { bus } = await member(on, "eu");
      const at = await bus.append([sampleMessage("a")]);
      await bus.append([sampleMessage("b")]);
      expect((await bus.read("eu", at)).idAtStart).toBe("a");
    });

    it("A long log is read in parts of at most 1,000 messages.", async () => {
      const on = await medium();
      const { bus } = await member(on, "eu");
      const start = await bus.read("eu", undefined);
      const ids = Array.from({ length: 1_200 }, (_, index) => `m-${index}`);
      await bus.append(ids.map((id) => sampleMessage(id)));
      const first = await bus.read("eu", start.through);
      expect(first.messages.length).toBeLessThanOrEqual(1_000);
      expect(first.complete).toBe(false);
      const second = await bus.read("eu", first.through);
      expect(second.complete).toBe(true);
      const read = [...first.messages, ...second.messages].map(({ message }) => messageId(message));
      expect(read).toEqual(ids);
    });

    it("A log that no longer reaches back says so.", async () => {
      const on = await medium();
      const { bus } = await member(on, "eu");
      const start = await bus.read("eu", undefined);
      await bus.append([sampleMessage("a")]);
      const gone = await bus.append([sampleMessage("b")]);
      const last = await bus.append([sampleMessage("c")]);
      await on.truncate("eu", gone);
      expect(await bus.read("eu", start.through)).toMatchObject({
        reachesBack: false,
        through: last,
      });
      expect(await bus.read("eu", gone)).toMatchObject({ reachesBack: true, through: last });
    });

    it("A member that joins learns of all regions, and the others learn of its region.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      expect(eu.hearing.known).toEqual(["eu"]);
      const us = await member(on, "us");
      expect([...us.hearing.known].sort()).toEqual(["eu", "us"]);
      await eu.hearing.until(() => eu.hearing.known.includes("us"));
    });

    it("A region that is removed is gone for everyone, until one of its members makes it known again.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const us = await member(on, "us");
      await eu.hearing.until(() => eu.hearing.known.includes("us"));
      await eu.bus.removeRegion("us");
      await eu.hearing.until(() => !eu.hearing.known.includes("us"));
      await us.bus.addRegion();
      await eu.hearing.until(() => eu.hearing.known.includes("us"));
      expect([...eu.hearing.known].sort()).toEqual(["eu", "us"]);
    });

    it("A region that was removed is known again when a member of it starts.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const us = await member(on, "us");
      await us.bus.stop();
      await eu.bus.removeRegion("us");
      await eu.hearing.until(() => !eu.hearing.known.includes("us"));
      const back = await member(on, "us");
      expect([...back.hearing.known].sort()).toEqual(["eu", "us"]);
      await eu.hearing.until(() => eu.hearing.known.includes("us"));
    });

    it("A region that comes back after it was removed goes on with its log.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const us = await member(on, "us");
      const at = await us.bus.append([sampleMessage("before")]);
      const { incarnation } = await eu.bus.read("us", at);
      await eu.bus.removeRegion("us");
      await us.bus.addRegion();
      expect(await us.bus.append([sampleMessage("after")])).toBe(at + 1);
      expect(await eu.bus.read("us", at)).toMatchObject({
        incarnation,
        idAtStart: "before",
        reachesBack: true,
        through: at + 1,
      });
    });

    it("A reading that begins beyond the end of a log says where the log ends.", async () => {
      const on = await medium();
      const { bus } = await member(on, "eu");
      const at = await bus.append([sampleMessage("a")]);
      expect(await bus.read("eu", at + 5)).toMatchObject({ through: at, messages: [] });
    });

    it("A late member gets the latest revision of every project, then the following ones.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      await eu.bus.publishProject(sampleProject("acme", 1));
      await eu.bus.publishProject(sampleProject("acme", 2));
      await eu.bus.publishProject(sampleProject("beta", 1));
      const late = await member(on, "eu");
      expect(late.hearing.projects).toContainEqual(sampleProject("acme", 2));
      expect(late.hearing.projects).toContainEqual(sampleProject("beta", 1));
      expect(late.hearing.projects).not.toContainEqual(sampleProject("acme", 1));
      await eu.bus.publishProject(sampleProject("acme", 3));
      await late.hearing.until(() => late.hearing.revision("acme") === 3);
    });

    it("A project reaches the members of other regions.", async () => {
      const on = await medium();
      const eu = await member(on, "eu");
      const us = await member(on, "us");
      await eu.bus.publishProject(sampleProject("acme", 5));
      await us.hearing.until(() => us.hearing.revision("acme") === 5);
      expect(us.hearing.projects.at(-1)).toEqual(sampleProject("acme", 5));
    });

    it("A revision older than the latest is dropped, whoever publishes it.", async () => {
      const on = await medium();
      const one = await member(on, "eu");
      const two = await member(on, "eu");
      await one.bus.publishProject(sampleProject("acme", 3));
      await two.bus.publishProject(sampleProject("acme", 2));
      const between = await member(on, "eu");
      expect(between.hearing.revision("acme")).toBe(3);
      await two.bus.publishProject(sampleProject("acme", 4));
      await one.hearing.until(() => one.hearing.revision("acme") === 4);
      expect(one.hearing.projects.map(({ revision }) => revision)).not.toContain(2);
      const late = await member(on, "eu");
      expect(late.hearing.revision("acme")).toBe(4);
    });

    it("A deleted project stays deleted, whatever is published later, and a late member hears of it.", async () => {
      const on = await medium();
      const one = await member(on, "eu");
      const two = await member(on, "eu");
      const gone = deletedProject("acme", 1_700_000_000_000);
      await one.bus.publishProject(sampleProject("acme", 3));
      await one.bus.publishProject(gone);
      await two.hearing.until(() => two.hearing.revision("acme") === gone.revision);
      await two.bus.publishProject(sampleProject("acme", 1_000));
      await two.bus.publishProject(sampleProject("beta", 1));
      await one.hearing.until(() => one.hearing.revision("beta") === 1);
      expect(one.hearing.revision("acme")).toBe(gone.revision);
      const late = await member(on, "eu");
      expect(late.hearing.projects).toContainEqual(gone);
      expect(late.hearing.revision("acme")).toBe(gone.revision);
    });

    it("A member that has stopped hears nothing more, and what it published stays.", async () => {
      const on = await medium();
      const leaving = on.connect("eu");
      const hearing = new Hearing();
      await leaving.start(hearing);
      const at = await leaving.append([sampleMessage("a")]);
      await leaving.stop();
      const heard = hearing.messages.length;
      const { bus } = await member(on, "eu");
      await bus.append([sampleMessage("b")]);
      const read = await bus.read("eu", at - 1);
      expect(read.messages.map(({ message }) => messageId(message))).toContain("a");
      expect(hearing.messages.length).toBe(heard);
    });
  });
}
