// What operators do with a bus on NATS: check its streams and buckets, make them, and remove a region.
import { randomUUID } from "node:crypto";
import { nanos } from "@nats-io/transport-node";
import { encodeMessage } from "../../core/bus-message.ts";
import type { BusAdministration, BusDifference, BusPlan, BusSetUp } from "../administration.ts";
import { Bucket } from "./bucket.ts";
import { openConnection, type NatsConnectionOptions } from "./connection.ts";
import { createLayout, regionKey, type LayoutOptions } from "./layout.ts";
import { Explained, isRejected } from "./refusals.ts";
import { findStream, refuseNewer } from "./needed-stream.ts";
import { regionRecord } from "./records.ts";
import { NatsSession } from "./session.ts";
import {
  bucketStream,
  logStream,
  streamWords,
  versionOf,
  wrongMembers,
  type NeededStream,
} from "./stream-config.ts";

/** How an operator reaches the bus. */
export type NatsAdministrationOptions = NatsConnectionOptions & LayoutOptions;

/** What operators can do with a bus on NATS. */
export function createNatsAdministration(options: NatsAdministrationOptions): BusAdministration {
  return {
    check: (plan) => checkNatsBus(options, plan),
    create: (plan) => setUpNatsBus(options, plan),
    removeRegion: (region, at) => removeNatsRegion(options, region, at),
  };
}

/**
 * Compares the streams and buckets of regions with what they must be. Changes nothing. Rejects with a `BusRefusal` if
 * that is not permitted or a newer version made them, and with another error if NATS cannot be reached.
 */
export function checkNatsBus(
  options: NatsAdministrationOptions,
  plan: BusPlan,
): Promise<readonly BusDifference[]> {
  return withSession(options, async (session) => {
    const differences: BusDifference[] = [];
    for (const needed of neededStreams(session, plan)) {
      differences.push(...(await differencesOf(session, needed, plan)));
    }
    if (differences.length > 0) return differences;
    for (const bucket of bucketsOf(session, plan)) {
      const where = `bucket ${session.layout.bucket} in domain ${bucket.owner}`;
      for (const region of await unlistedRegions(session, bucket, plan)) {
        const fix = fixOf(plan);
        differences.push({
          where,
          what: `region ${region}`,
          is: "missing",
          shouldBe: "listed",
          fix,
        });
      }
    }
    return differences;
  });
}

/**
 * Makes the streams and buckets of regions, and changes those that differ. What cannot be changed is returned as left.
 * Rejects as `checkNatsBus` does.
 */
export function setUpNatsBus(options: NatsAdministrationOptions, plan: BusPlan): Promise<BusSetUp> {
  return withSession(options, async (session) => {
    const done: { where: string; what: "created" | "changed" }[] = [];
    const left: BusDifference[] = [];
    for (const needed of neededStreams(session, plan)) {
      const where = streamWords(session.layout, needed);
      const differences = await differencesOf(session, needed, plan);
      if (differences.length === 0) continue;
      const what = await make(session, needed, plan);
      const remaining = await differencesOf(session, needed, plan);
      if (remaining.length < differences.length) done.push({ where, what });
      left.push(
        ...remaining.map((difference) => ({
          ...difference,
          fix: `NATS cannot change this. Delete the stream with "nats stream rm ${needed.name}", then run "edge-sessions bus create" again. Every edge then removes its entries once.`,
        })),
      );
    }
    if (left.length > 0) return { done, left };
    for (const bucket of bucketsOf(session, plan)) {
      for (const region of await unlistedRegions(session, bucket, plan)) {
        await session.attempt(`list region ${region}`, bucket.owner, () =>
          bucket.put(regionKey(region), (held) =>
            held === undefined ? regionRecord(region, false, 0) : undefined,
          ),
        );
      }
    }
    return { done, left };
  });
}

/**
 * Removes a region: members no longer wait for it, unless it is heard again. `at` is another region, in whose log and
 * bucket that is written. The log of the removed region stays. Rejects as `checkNatsBus` does.
 */
export function removeNatsRegion(
  options: NatsAdministrationOptions,
  region: string,
  at: string,
): Promise<void> {
  return withSession(options, async (session) => {
    const { layout } = session;
    const owner = layout.ownerOf(at);
    const log = logStream(layout, at, {});
    if ((await findStream(session, log)) === undefined) {
      throw new Explained(
        `There is no ${streamWords(layout, log)}. Name a region that stays with --region.`,
      );
    }
    const removal = { version: 1, id: randomUUID(), region, at: Date.now() } as const;
    const bucket = bucketOf(session, owner);
    await session.attempt(`remove region ${region}`, owner, async (jsm) => {
      const text = encodeMessage({ kind: "removal", removal });
      await jsm.jetstream().publish(layout.lasting(at), text);
      await bucket.put(regionKey(region), (held) =>
        held?.kind === "region" && held.known
          ? regionRecord(region, false, held.count + 1)
          : undefined,
      );
    });
  });
}

async function withSession<Result>(
  options: NatsAdministrationOptions,
  work: (session: NatsSession) => Promise<Result>,
): Promise<Result> {
  const session = new NatsSession(await openConnection(options), createLayout(options));
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function neededStreams({ layout }: NatsSession, plan: BusPlan): readonly NeededStream[] {
  const owners = [...new Set(plan.regions.map((region) => layout.ownerOf(region)))];
  return [
    ...plan.regions.map((region) => logStream(layout, region, plan)),
    ...owners.map((owner) => bucketStream(layout, owner, plan)),
  ];
}

function fixOf({ regions }: BusPlan): string {
  return `Run "edge-sessions bus create --regions ${regions.join(",")}".`;
}

async function differencesOf(
  session: NatsSession,
  needed: NeededStream,
  plan: BusPlan,
): Promise<readonly BusDifference[]> {
  const where = streamWords(session.layout, needed);
  const fix = fixOf(plan);
  const found = await findStream(session, needed);
  if (found === undefined) {
    return [{ where, what: "existence", is: "missing", shouldBe: "present", fix }];
  }
  refuseNewer(where, versionOf(found.config));
  return wrongMembers(needed, found.config, plan).map((wrong) => ({ where, ...wrong, fix }));
}

async function make(
  session: NatsSession,
  needed: NeededStream,
  plan: BusPlan,
): Promise<"created" | "changed"> {
  const words = streamWords(session.layout, needed);
  const found = await findStream(session, needed);
  if (found === undefined) {
    await session.attempt(`create the ${words}`, needed.owner, (jsm) =>
      jsm.streams.add(needed.config),
    );
    return "created";
  }
  // Each alone, because some cannot be changed. What is left afterwards is found again by the caller.
  for (const { what } of wrongMembers(needed, found.config, plan)) {
    const change = { [what]: needed.config[what], ...(what === "max_age" ? shortWindow : {}) };
    await session.attempt(`change the ${words}`, needed.owner, async (jsm) => {
      try {
        await jsm.streams.update(needed.name, change);
      } catch (error) {
        if (!isRejected(error)) throw error;
      }
    });
  }
  return "changed";
}

/** The window of duplicates must not be longer than the age of messages. */
const shortWindow = { duplicate_window: nanos(1_000) };

function bucketOf(session: NatsSession, owner: string): Bucket {
  return new Bucket(owner, session, () => undefined);
}

/** The buckets that must list the regions. Without domains there is one, and members list themselves. */
function bucketsOf(session: NatsSession, { regions }: BusPlan): readonly Bucket[] {
  if (!session.layout.domains) return [];
  return regions.map((region) => bucketOf(session, session.layout.ownerOf(region)));
}

/** The regions that a bucket does not list, so that members of its region might not find them. */
async function unlistedRegions(
  session: NatsSession,
  bucket: Bucket,
  { regions }: BusPlan,
): Promise<readonly string[]> {
  const what = `read the regions of region ${bucket.owner}`;
  await session.attempt(what, bucket.owner, () => bucket.refresh());
  return regions.filter((region) => bucket.heldAt(regionKey(region)) === undefined);
}
