// Load for two minutes with two faults in it, and every answer judged.
import { instantMs } from "./instant.ts";
import type { SceneFault } from "./faults.ts";
import { keepWitnessing } from "./play.ts";
import type { FaultScene } from "./scene/scene.ts";
import { SettingsWriter } from "./settings-writer.ts";
import { beginFault } from "./stage.ts";
import type { Verdict } from "./verdict/verdict.ts";

const faults: readonly {
  readonly atMs: number;
  readonly forMs: number;
  readonly fault: SceneFault;
}[] = [
  {
    atMs: 25_000,
    forMs: 20_000,
    fault: { kind: "link", link: "e1-bus", fault: { kind: "cut" } },
  },
  { atMs: 70_000, forMs: 15_000, fault: { kind: "kill-bus", region: "eu" } },
];
const lastsMs = 120_000;

/** Runs it with so many checks per second. Resolves with the verdict, and with how long it was under load. */
export async function runLoad(
  scene: FaultScene,
  checksPerSecond: number,
): Promise<{ readonly verdict: Verdict; readonly seconds: number }> {
  const { world, bus } = scene;
  const fromExchange = await world.next();
  const begunAtMs = instantMs();
  const until = (atMs: number): Promise<void> => pause(atMs - (instantMs() - begunAtMs));
  await world.begin({ checksPerSecond, actsPerSecond: 8 });
  const witness = keepWitnessing(scene);
  const writer = new SettingsWriter(scene);
  for (const { atMs, forMs, fault } of faults) {
    await until(atMs);
    const end = await beginFault(scene, writer, fault);
    await pause(forMs);
    await end();
  }
  await until(lastsMs);
  await world.pause();
  const seconds = (instantMs() - begunAtMs) / 1_000;
  await witness.stop();
  await world.witness(await bus.witnessed());
  return { verdict: await world.verdict(fromExchange), seconds };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, ms));
  });
}
