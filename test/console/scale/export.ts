// Exports the whole audit log, and looks at how long others wait for an answer in the meantime.
import type { ControlProcess } from "./control-process.ts";

/** What the export took. */
export interface ExportCost {
  readonly tookMs: number;
  readonly bytes: number;
  readonly lines: number;
  /** The longest time that the health path took meanwhile. */
  readonly othersWaitedMs: number;
}

/** Exports as CSV. */
export async function measureExport({ apiUrl, key }: ControlProcess): Promise<ExportCost> {
  const over = new AbortController();
  let othersWaitedMs = 0;
  const others = (async () => {
    while (!over.signal.aborted) {
      const begunAtMs = performance.now();
      await (await fetch(`${apiUrl}/health/alive`)).text();
      othersWaitedMs = Math.max(othersWaitedMs, performance.now() - begunAtMs);
    }
  })();
  const begunAtMs = performance.now();
  const answer = await fetch(`${apiUrl}/activity/export?format=csv`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  const text = await answer.text();
  const tookMs = performance.now() - begunAtMs;
  over.abort();
  await others;
  if (!answer.ok) throw new Error(`the export was answered with ${answer.status}: ${text}`);
  const lines = text.split("\r\n").length - 2;
  return { tookMs, bytes: Buffer.byteLength(text), lines, othersWaitedMs };
}
