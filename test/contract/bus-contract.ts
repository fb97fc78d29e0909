// What every bus does, whatever carries its messages. An implementation's test calls this with a way to make one.
import { describe, expect, it } from "vitest";
import type { Invalidation } from "../../src/core/invalidation.ts";
import type { ServedProject } from "../../src/core/served-project.ts";
import { defaultProjectSettings } from "../../src/core/settings.ts";
import type { Bus, ProjectBus } from "../../src/edge/ports.ts";

/** A bus under test. */
export interface BusUnderTest {
  readonly bus: Bus & ProjectBus;
  /** Errors that subscribers threw, in order. */
  readonly errors: readonly unknown[];
  /** Resolves when everything published so far has been delivered. */
  readonly settled: () => Promise<void>;
}

/** An invalidation that differs from others only by its id. */
export function sampleInvalidation(id: string): Invalidation {
  return {
    version: 1,
    id,
    project: "acme",
    scope: { kind: "identity", value: "identity-1" },
    source: "mutation",
    by: "edge-1",
    at: 1_700_000_000_000,
  };
}

/** A project that differs from others only by its id and revision. */
function sampleProject(project: string, revision: number): ServedProject {
  return {
    version: 1,
    revision,
    settings: { ...defaultProjectSettings, project },
    originUrl: undefined,
    adminOriginUrl: undefined,
    hosts: [],
    at: 1_700_000_000_000,
  };
}

/** A watcher that writes down what it is given. */
function watcher(): { readonly seen: string[]; readonly receive: (one: ServedProject) => void } {
  const seen: string[] = [];
  return {
    seen,
    receive: ({ settings, revision }) => seen.push(`${settings.project} ${revision}`),
  };
}

/** Runs the suite against buses that `create` makes, a new one for each test. */
export function busContract(name: string, create: () => Promise<BusUnderTest>): void {
  describe(`bus: ${name}`, () => {
    it("Every subscriber gets every message in the order of publication.", async () => {
      const { bus, settled } = await create();
      const first: string[] = [];
      const second: string[] = [];
      await bus.subscribe((invalidation) => first.push(invalidation.id));
      await bus.subscribe((invalidation) => second.push(invalidation.id));
      const ids = Array.from({ length: 50 }, (_, i) => `news-${i}`);
      for (const id of ids) await bus.publish([sampleInvalidation(id)]);
      await settled();
      expect(first).toEqual(ids);
      expect(second).toEqual(ids);
    });

    it("A message arrives as it was published.", async () => {
      const { bus, settled } = await create();
      const received: Invalidation[] = [];
      await bus.subscribe((invalidation) => received.push(invalidation));
      await bus.publish([sampleInvalidation("whole")]);
      await bus.publish([{ ...sampleInvalidation("all"), scope: { kind: "project" } }]);
      await settled();
      expect(received).toEqual([
        sampleInvalidation("whole"),
        { ...sampleInvalidation("all"), scope: { kind: "project" } },
      ]);
    });

    it("If a message makes one subscriber throw, the others still get it and the error is reported.", async () => {
      const { bus, errors, settled } = await create();
      const heard: string[] = [];
      const failure = new Error("subscriber failed");
      await bus.subscribe((invalidation) => heard.push(`before ${invalidation.id}`));
      await bus.subscribe(() => {
        throw failure;
      });
      await bus.subscribe((invalidation) => heard.push(`after ${invalidation.id}`));
      await bus.publish([sampleInvalidation("a")]);
      await bus.publish([sampleInvalidation("b")]);
      await settled();
      expect(heard.sort()).toEqual(["after a", "after b", "before a", "before b"]);
      expect(errors).toEqual([failure, failure]);
    });

    it("A subscription that has ended gets nothing, however often it is ended.", async () => {
      const { bus, settled } = await create();
      const ended: string[] = [];
      const going: string[] = [];
      const end = await bus.subscribe((invalidation) => ended.push(invalidation.id));
      await bus.subscribe((invalidation) => going.push(invalidation.id));
      await bus.publish([sampleInvalidation("a")]);
      await settled();
      end();
      end();
      await bus.publish([sampleInvalidation("b")]);
      await settled();
      expect(ended).toEqual(["a"]);
      expect(going).toEqual(["a", "b"]);
    });

    it("Two subscriptions of one function are kept apart.", async () => {
      const { bus, settled } = await create();
      const heard: string[] = [];
      const receive = (invalidation: Invalidation): void => {
        heard.push(invalidation.id);
      };
      const end = await bus.subscribe(receive);
      await bus.subscribe(receive);
      await bus.publish([sampleInvalidation("a")]);
      await settled();
      end();
      await bus.publish([sampleInvalidation("b")]);
      await settled();
      expect(heard).toEqual(["a", "a", "b"]);
    });

    it("What a subscriber publishes reaches all subscribers in the same order.", async () => {
      const { bus, settled } = await create();
      const published: Promise<void>[] = [];
      const first: string[] = [];
      const second: string[] = [];
      await bus.subscribe((invalidation) => {
        first.push(invalidation.id);
        if (invalidation.id === "a") published.push(bus.publish([sampleInvalidation("widened")]));
      });
      await bus.subscribe((invalidation) => second.push(invalidation.id));
      await bus.publish([sampleInvalidation("a")]);
      await Promise.all(published);
      await settled();
      expect(first).toEqual(["a", "widened"]);
      expect(second).toEqual(["a", "widened"]);
    });

    it("A message may be published while nobody is subscribed.", async () => {
      const { bus } = await create();
      await expect(bus.publish([sampleInvalidation("unheard")])).resolves.toBeUndefined();
    });

    it("A late watcher gets the latest revision of every project, then the following ones.", async () => {
      const { bus, settled } = await create();
      await bus.publishProject(sampleProject("acme", 1));
      await bus.publishProject(sampleProject("acme", 2));
      await bus.publishProject(sampleProject("beta", 1));
      const { seen, receive } = watcher();
      await bus.watchProjects(receive);
      expect(seen).toEqual(["acme 2", "beta 1"]);
      await bus.publishProject(sampleProject("acme", 3));
      await settled();
      expect(seen).toEqual(["acme 2", "beta 1", "acme 3"]);
    });

    it("A revision older than the latest is dropped, and the same revision is delivered again.", async () => {
      const { bus, settled } = await create();
      const { seen, receive } = watcher();
      await bus.watchProjects(receive);
      await bus.publishProject(sampleProject("acme", 2));
      await bus.publishProject(sampleProject("acme", 1));
      await bus.publishProject(sampleProject("acme", 2));
      await settled();
      expect(seen).toEqual(["acme 2", "acme 2"]);
    });

    it("A watcher that has ended gets nothing, and one that throws is reported.", async () => {
      const { bus, errors, settled } = await create();
      const failure = new Error("watcher failed");
      const { seen, receive } = watcher();
      const end = await bus.watchProjects(receive);
      await bus.watchProjects(() => {
        throw failure;
      });
      end();
      await bus.publishProject(sampleProject("acme", 1));
      await settled();
      expect(seen).toEqual([]);
      expect(errors).toEqual([failure]);
    });
  });
}
