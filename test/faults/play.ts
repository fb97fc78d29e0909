// Plays one fault of the run under load, and says what came of it.
import { instantMs } from "./instant.ts";
import type { ScriptedFault } from "./faults.ts";
import type { Rates } from "./clients/load.ts";
import type { FaultScene } from "./scene/scene.ts";
import type { SettingsWriter } from "./settings-writer.ts";
import { maxAgeInForce } from "./settings-in-force.ts";
import { beginFault } from "./stage.ts";
import type { Verdict } from "./verdict/verdict.ts";

/** What came of a fault. */
export interface Outcome {
  readonly fault: ScriptedFault;
  readonly verdict: Verdict;
  /** How long it took until the last of the edges that had to know of it said so. Undefined if one did not. */
  readonly degradedAfterMs: number | undefined;
  /** How long it took from the end of the fault until all edges were healthy for good. Undefined if one was not. */
  readonly healedAfterMs: number | undefined;
  /** How much later the edges had the latest acknowledged settings. Undefined if one had not. */
  readonly settingsAfterMs: number | undefined;
  readonly acknowledged: number;
  /** How long the fault lasted. */
  readonly lastedMs: number;
  /** Everything that should not be. Empty if all is well. */
  readonly problems: readonly string[];
}

/** The bounds of SEMANTICS: an edge knows within 3 s that it may miss something, and is healthy 5 s after the end. */
const degradedWithinMs = 3_000;
const healedWithinMs = 5_000;
/** What watching adds to a measured time. */
const watchedMs = 150;
/** An edge that is not healthy after this long will not be. */
const healWaitMs = 30_000;
/** The load before the fault, and after everything is healthy again. Then the last delivery was 3 s ago. */
const aroundMs = 4_000;
const witnessEveryMs = 250;

/** Plays a fault. The settings are changed throughout. */
export async function playFault(
  scene: FaultScene,
  writer: SettingsWriter,
  fault: ScriptedFault,
  how: { readonly short: boolean; readonly rates: Rates },
): Promise<Outcome> {
  const { world, health, bus } = scene;
  const fromExchange = await world.next();
  const acknowledgedBefore = writer.acknowledged;
  await world.begin(how.rates);
  writer.start();
  const witness = keepWitnessing(scene);
  const aroundShownMs = how.short ? aroundMs / 2 : aroundMs;
  await pause(aroundShownMs);

  const ends: (() => Promise<void>)[] = [];
  const begunAtMs = instantMs();
  for (const part of fault.parts) ends.push(await beginFault(scene, writer, part));
  await pause((how.short ? fault.shortMs : fault.forMs) - (instantMs() - begunAtMs));
  // An edge may need all of its time to notice, whatever the fault took to begin.
  await health.until(
    () => fault.degrades.every((name) => health.leftHealthMs(name, begunAtMs) !== undefined),
    healWaitMs,
  );
  const degraded = fault.degrades.map((name) => health.leftHealthMs(name, begunAtMs));
  for (const end of ends.toReversed()) await end();
  const endedAtMs = instantMs();

  const healed = await health.allHealthy(healWaitMs);
  const healedAfterMs = healed ? Math.max(0, health.lastChangeMs() - endedAtMs) : undefined;
  await pause(aroundShownMs);
  await writer.stop();
  const settingsAfterMs = await untilInForce(scene, writer.acknowledgedSeconds);
  await world.pause();
  await witness.stop();
  await world.witness(await bus.witnessed());
  const verdict = await world.verdict(fromExchange);
  const degradedAfterMs = degraded.reduce<number | undefined>(
    (most, atMs) =>
      most === undefined || atMs === undefined ? undefined : Math.max(most, atMs - begunAtMs),
    0,
  );
  const outcome = { fault, verdict, degradedAfterMs, healedAfterMs, settingsAfterMs };
  const acknowledged = writer.acknowledged - acknowledgedBefore;
  const lastedMs = endedAtMs - begunAtMs;
  return { ...outcome, acknowledged, lastedMs, problems: problemsOf(outcome) };
}

function problemsOf(
  outcome: Omit<Outcome, "acknowledged" | "lastedMs" | "problems">,
): readonly string[] {
  const { fault, verdict, degradedAfterMs, healedAfterMs, settingsAfterMs } = outcome;
  const problems = verdict.violations.map(({ law, edge, text }) => `${law} at ${edge}: ${text}`);
  const within = (what: string, ms: number | undefined, mostMs: number): void => {
    if (ms === undefined) problems.push(`not ${what}`);
    else if (ms > mostMs + watchedMs) problems.push(`${what} only after ${Math.round(ms)} ms`);
  };
  if (fault.degrades.length > 0) within("degraded", degradedAfterMs, degradedWithinMs);
  within("healed", healedAfterMs, healedWithinMs);
  if (settingsAfterMs === undefined) problems.push("acknowledged settings are not in force");
  if (verdict.errors > 0) problems.push(`${verdict.errors} errors of edges`);
  if (verdict.failed.size > 0 && fault.breaksConnections !== true) {
    problems.push(`failed: ${[...verdict.failed].map((pair) => pair.join(" ")).join(", ")}`);
  }
  return problems;
}

/** Waits until all edges have at least these settings of the second project in force. Undefined if one has not. */
async function untilInForce(scene: FaultScene, seconds: number): Promise<number | undefined> {
  const { world, edges } = scene;
  const cookie = `ory_kratos_session=${await world.cookie()}`;
  const host = scene.host("side");
  const begunAtMs = instantMs();
  for (const { port } of edges.values()) {
    while (((await maxAgeInForce(port, host, cookie).catch(() => 0)) ?? 0) < seconds) {
      if (instantMs() - begunAtMs > healedWithinMs) return undefined;
      await pause(50);
    }
  }
  return instantMs() - begunAtMs;
}

/** Hands what the logs accept to the judge. */
export function keepWitnessing({ bus, world }: FaultScene): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await world.witness(await bus.witnessed());
      await pause(witnessEveryMs);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, ms));
  });
}
