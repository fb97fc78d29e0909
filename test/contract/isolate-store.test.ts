// The store of an isolate against the store contract.
import { createIsolateStore } from "../../src/edge-runtime/isolate-store.ts";
import { storeContract } from "./store-contract.ts";

storeContract(
  "isolate",
  ({ cacheBytesMax, sessionKeysMax = Number.POSITIVE_INFINITY }) =>
    createIsolateStore({ cacheBytesMax, sessionKeysMax }),
  { reusesPlaces: false },
);
