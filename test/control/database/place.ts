// A separate database for one test: where it is, and what a test may do to it without the storage.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { examineControlDatabase, openControlStorage } from "../../../src/control/database/open.ts";
import type { ControlStorage } from "../../../src/control/storage.ts";

/** A new, empty database. */
export interface Place {
  readonly url: string;
  /** Runs a statement on it. */
  readonly alter: (statement: string) => Promise<void>;
}

/** Makes a place that is removed when the test has finished. */
export type MakePlace = () => Promise<Place>;

/** A storage that is open until the test has finished. */
export async function openAt({ url }: Pick<Place, "url">): Promise<ControlStorage> {
  const storage = openControlStorage(url);
  await storage.open();
  onTestFinished(() => storage.close());
  return storage;
}

/** What differs between a database's schema and the one that this version makes. */
export async function driftOf({ url }: Pick<Place, "url">): Promise<readonly string[]> {
  const state = await examineControlDatabase(url);
  if (state.kind === "unreachable") throw new Error(state.why);
  return state.drift;
}

/** The path of a file that does not exist yet, in a folder that is removed when the test has finished. */
export async function newFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "control-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "control.sqlite");
}

/** A SQLite file. */
export async function filePlace(): Promise<Place> {
  const path = await newFile();
  return {
    url: path,
    async alter(statement) {
      const database = new DatabaseSync(path);
      database.exec(statement);
      database.close();
    },
  };
}
