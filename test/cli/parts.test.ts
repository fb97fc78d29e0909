// Parts start in order and stop in reverse, whatever happens in between.
import { expect, test } from "vitest";
import { inOrder, listenRefusal, StartRefusal, type Part } from "../../src/server/parts.ts";

function parts(trace: string[], failing?: string): Part[] {
  return ["one", "two", "three"].map((name) => ({
    start: () => {
      trace.push(`start ${name}`);
      return name === failing ? Promise.reject(new Error(name)) : Promise.resolve();
    },
    stop: () => {
      trace.push(`stop ${name}`);
      return Promise.resolve();
    },
  }));
}

test("Parts start in order and stop in reverse order.", async () => {
  const trace: string[] = [];
  const whole = inOrder(parts(trace));
  await whole.start();
  await whole.stop(1_000);
  await whole.stop(1_000);
  expect(trace).toEqual([
    "start one",
    "start two",
    "start three",
    "stop three",
    "stop two",
    "stop one",
  ]);
});

test("If a part fails to start, the parts that started before it are stopped.", async () => {
  const trace: string[] = [];
  await expect(inOrder(parts(trace, "two")).start()).rejects.toThrow("two");
  expect(trace).toEqual(["start one", "start two", "stop one"]);
});

test("A part that hangs delays the others no longer than the deadline.", async () => {
  const trace: string[] = [];
  const hanging: Part = {
    start: () => Promise.resolve(),
    stop: () => new Promise(() => trace.push("hangs")),
  };
  const whole = inOrder([...parts(trace), hanging]);
  await whole.start();
  await whole.stop(1);
  expect(trace.slice(3)).toEqual(["hangs", "stop three", "stop two", "stop one"]);
});

test("A taken port is refused with the name of its flag, and any other error is not changed.", () => {
  const address = { host: "::1", port: 4000 };
  const taken = Object.assign(new Error("listen"), { code: "EADDRINUSE" });
  const refusal = listenRefusal(taken, "--listen", address);
  expect(refusal).toBeInstanceOf(StartRefusal);
  expect(String(refusal)).toContain("--listen [::1]:4000: another process uses this address");
  const other = new Error("other");
  expect(listenRefusal(other, "--listen", address)).toBe(other);
});
