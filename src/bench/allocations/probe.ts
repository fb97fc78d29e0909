// Loaded into an edge before the program itself (`--import`): says how much memory the program has allocated. The program
// is the one that users have, so whatever a hit allocates anywhere in it is counted.
import { answerAs } from "../roles/answering.ts";

answerAs<"probe">(() => {
  const usedBytes = process.memoryUsage().heapUsed;
  if (globalThis.gc === undefined) throw new Error("the probe needs --expose-gc");
  globalThis.gc();
  return { usedBytes, afterCollectionBytes: process.memoryUsage().heapUsed };
});
