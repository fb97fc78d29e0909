// A script of faults, on scripted time: what begins and ends when, and what a failure does.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createNetwork, playFaults, type NetworkFault, type ScriptedFault } from "./network.ts";
import { createScriptedClock } from "./scripted-clock.ts";

/** A stage that logs, whose fault "bad" fails. */
function createStage(): { log: string[]; begin(fault: string): Promise<() => Promise<void>> } {
  const log: string[] = [];
  return {
    log,
    async begin(fault) {
      if (fault === "bad") throw new Error("cannot begin it");
      log.push(`${fault} on`);
      return async () => {
        log.push(`${fault} off`);
      };
    },
  };
}

test("Faults begin and end when the script says, also at the same time, and the log says when.", async () => {
  const time = createScriptedClock();
  const stage = createStage();
  const script = [
    { atMs: 100, forMs: 50, fault: "late" },
    { atMs: 10, forMs: 100, fault: "long" },
    { atMs: 10, forMs: 0, fault: "instant" },
    { atMs: 120, fault: "lasting" },
  ];
  const playing = playFaults(stage, script, time.clock);
  await time.advance(99);
  expect(stage.log).toEqual(["long on", "instant on", "instant off"]);
  await time.advance(52);
  // Each reading of the clock is a little later than the one before.
  const log = (await playing).map(
    ({ atMs, what, fault }) => `${Math.floor(atMs)} ${fault} ${what}`,
  );
  expect(log).toEqual([
    "10 long began",
    "10 instant began",
    "10 instant ended",
    "100 late began",
    "110 long ended",
    "120 lasting began",
    "150 late ended",
  ]);
});

test("When a fault fails, those in force are ended, the others are left out, and the failure is told.", async () => {
  const time = createScriptedClock();
  const stage = createStage();
  const script = [
    { atMs: 0, forMs: 1_000, fault: "long" },
    { atMs: 5, fault: "bad" },
    { atMs: 500, fault: "later" },
  ];
  const playing = playFaults(stage, script, time.clock);
  const [failed] = await Promise.allSettled([playing, time.advance(5)]);
  expect(failed).toMatchObject({ status: "rejected", reason: { message: "cannot begin it" } });
  expect(stage.log).toEqual(["long on", "long off"]);
  expect(time.timers()).toBe(0);
});

test("A script of data plays on a network.", async () => {
  const time = createScriptedClock();
  const network = createNetwork({ clock: time.clock });
  const target = { host: "127.0.0.1", port: 1 };
  const link = await network.link({ name: "leaf", from: "us", to: "eu", target });
  const seen: string[] = [];
  const script: readonly ScriptedFault<NetworkFault>[] = JSON.parse(
    '[{"atMs":10,"forMs":20,"fault":{"kind":"refuse","on":{"parties":["us","eu"]}}}]',
  );
  const stage = {
    async begin(fault: NetworkFault) {
      const heal = await network.begin(fault);
      seen.push(await outcomeOf(link.port));
      return heal;
    },
  };
  const playing = playFaults(stage, script, time.clock);
  await time.advance(10);
  while (seen.length === 0) await time.advance(0);
  await time.advance(20);
  expect((await playing).map(({ what }) => what)).toEqual(["began", "ended"]);
  expect([...seen, await outcomeOf(link.port)]).toEqual(["ECONNREFUSED", "connected"]);
  await network.close();
});

async function outcomeOf(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const outcome = await new Promise<string>((resolve) => {
    socket.once("connect", () => {
      resolve("connected");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      resolve(String(error.code));
    });
  });
  socket.destroy();
  return outcome;
}
