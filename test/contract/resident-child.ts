// A process that fills a store, and prints what the store counts for it and what the process grew by. Before that it fills
// the store with a third as many other entries, so that what a process needs in any case is there already. Its tables double
// when they are full, so they are looked at over two doublings: right after one of them, a process has grown by more than is
// counted, and right before the next one by less.
import { createMemoryStore } from "../../src/store/memory.ts";
import { freshEntry } from "../harness/fresh-entry.ts";

const [bodyBytes = 0, credentials = 1, , entries = 0] = process.argv.slice(2).map(Number);
const withOrigin = process.argv[4] === "own";
/** Garbage is collected so often that it does not count. */
const collectEvery = 2_000;

const store = createMemoryStore({
  cacheBytesMax: Number.MAX_SAFE_INTEGER,
  sessionKeysMax: Number.MAX_SAFE_INTEGER,
});

function collect(): void {
  if (globalThis.gc === undefined) throw new Error("start this with --expose-gc");
  globalThis.gc();
}

async function fill(from: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    const origin = withOrigin ? `https://app-${at % 8}.example` : undefined;
    store.put(freshEntry(from + at, { bodyBytes, credentials, origin }), 0);
    if (at % collectEvery === 0) collect();
  }
  // Buffers of objects that are gone are freed some collections later.
  for (let times = 0; times < 6; times += 1) {
    collect();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const first = Math.floor(entries / 3);
await fill(0, first);
const [countedBefore, before] = [store.size().bytes, process.memoryUsage.rss()];
await fill(first, entries);
const counted = store.size().bytes - countedBefore;
const grown = process.memoryUsage.rss() - before;
process.stdout.write(JSON.stringify({ counted, grown }));
