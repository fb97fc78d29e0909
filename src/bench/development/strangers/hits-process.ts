// Asks for hits at a fixed rate, whatever the edge does: each counts from the moment it was due, not from when there was
// time to send it.
import { askTimed, Client } from "../../client.ts";
import type { HitsAnswer, HitsQuestion } from "./messages.ts";

const connections = 16;

async function ask({ port, sessions, perSecond, seconds }: HitsQuestion): Promise<HitsAnswer> {
  const total = perSecond * seconds;
  const beginsAtMs = performance.now();
  const tookMs: number[] = [];
  let next = 0;
  let failed = 0;
  async function work(): Promise<void> {
    let client = await Client.open(port);
    for (let index = next++; index < total; index = next++) {
      const dueAtMs = beginsAtMs + (index * 1_000) / perSecond;
      const earlyMs = dueAtMs - performance.now();
      if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
      try {
        await askTimed(client, (index * 7_919) % sessions);
        tookMs.push(performance.now() - dueAtMs);
      } catch (error) {
        failed += 1;
        if (failed === 1) process.stderr.write(`the first hit that failed: ${String(error)}\n`);
        client = await Client.open(port);
      }
    }
    client.close();
  }
  await Promise.all(Array.from({ length: connections }, work));
  tookMs.sort((one, other) => one - other);
  const at = (share: number): number =>
    tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Number.NaN;
  return { asked: total, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
}

process.on("message", (question: HitsQuestion) => {
  void ask(question).then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit());
