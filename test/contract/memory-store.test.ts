// The memory store against the store contract.
import { createMemoryStore } from "../../src/store/memory.ts";
import { storeContract } from "./store-contract.ts";

storeContract("memory", ({ cacheBytesMax, sessionKeysMax = Number.POSITIVE_INFINITY }) =>
  createMemoryStore({ cacheBytesMax, sessionKeysMax }),
);
