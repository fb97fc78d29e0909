// The world of a fault run, as its parent sees it.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Rates } from "./clients/load.ts";
import type { Reached } from "./clients/sent.ts";
import type { Published } from "./verdict/published.ts";
import type { Verdict } from "./verdict/verdict.ts";
import type { Operator, WorldSetUp } from "./world.ts";

/** What a world can be told. */
export type WorldQuestion =
  | { readonly what: "start"; readonly setUp: WorldSetUp }
  | {
      readonly what: "reach";
      readonly edges: readonly Reached[];
      readonly operators: readonly Operator[];
    }
  | { readonly what: "witness"; readonly published: readonly Published[] }
  | { readonly what: "begin"; readonly rates: Rates }
  | { readonly what: "pause" | "next" | "cookie" }
  | { readonly what: "verdict"; readonly fromExchange: number };

/** What it answers. */
export interface WorldAnswer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

/** The world. */
export interface WorldClient {
  /** The port of its identity server. */
  readonly port: number;
  reach(edges: readonly Reached[], operators: readonly Operator[]): Promise<void>;
  witness(published: readonly Published[]): Promise<void>;
  begin(rates: Rates): Promise<void>;
  /** Stops the load. Resolves when nothing is on its way. */
  pause(): Promise<void>;
  /** The number of the next exchange. */
  next(): Promise<number>;
  /** Stops the load, and judges everything that was sent from the given exchange on. */
  verdict(fromExchange: number): Promise<Verdict>;
  /** The session cookie of somebody who is signed in, and of whom no one else knows. */
  cookie(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a world. */
export async function startWorld(setUp: WorldSetUp): Promise<WorldClient> {
  const child = fork(fileURLToPath(new URL("./world-process.ts", import.meta.url)), {
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const waiting = new Map<number, (told: WorldAnswer) => void>();
  let asked = 0;
  child.on("message", (told: WorldAnswer) => {
    waiting.get(told.id)?.(told);
    waiting.delete(told.id);
  });
  child.on("exit", () => {
    for (const [id, tell] of waiting) tell({ id, error: "the world has ended" });
  });

  async function ask(question: WorldQuestion): Promise<unknown> {
    const id = (asked += 1);
    const told = await new Promise<WorldAnswer>((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, question });
    });
    if (told.error !== undefined) throw new Error(told.error);
    return told.answer;
  }

  return {
    port: Number(await ask({ what: "start", setUp })),
    async reach(edges, operators) {
      await ask({ what: "reach", edges, operators });
    },
    async witness(published) {
      if (published.length > 0) await ask({ what: "witness", published });
    },
    async begin(rates) {
      await ask({ what: "begin", rates });
    },
    async pause() {
      await ask({ what: "pause" });
    },
    async next() {
      return Number(await ask({ what: "next" }));
    },
    async verdict(fromExchange) {
      return (await ask({ what: "verdict", fromExchange })) as Verdict;
    },
    async cookie() {
      return String(await ask({ what: "cookie" }));
    },
    async close() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
