// An answer from the store that is given later keeps its body, in both forms, whatever happens to the entry.
import { expect, test } from "vitest";
import { defaultLimits } from "../../src/core/limits.ts";
import { StoredAnswer } from "../../src/edge/flight/answers.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import { sampleEntry } from "../harness/sample-entry.ts";

const bytes = [0x7b, 0x22, 0x7d];

test("A held answer gives its body after the entry is gone, as an array and copied.", () => {
  const store = createMemoryStore(defaultLimits);
  const entry = sampleEntry({ body: new Uint8Array(bytes) });
  store.put(entry, 0);
  const stored = store.get(entry.key);
  if (stored === undefined) throw new Error("the entry must be stored");
  const loose = new StoredAnswer(stored, "", false);
  const held = new StoredAnswer(stored.kept(), "", false).hold();
  store.remove(entry.key);
  const target = new Uint8Array(4);
  held.copyBody(target, 1);
  expect([...target]).toEqual([0, ...bytes]);
  expect([...(held.body ?? [])]).toEqual(bytes);
  // Without that it refuses, rather than give what the store has there now.
  expect(() => {
    loose.copyBody(target, 1);
  }).toThrow("in its place");
});
