// The machine and the set-up of a run in words, for every written report.
import { countText, type BenchReport } from "./report.ts";

/** A few lines: the machine, the programs, what they had to do, and how busy the machine was otherwise. */
export function machineLines({ machine, plan, ...report }: BenchReport): readonly string[] {
  const { cores, model, memoryGibibytes, system, loadAtBegin, loadAtEnd, versions } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const load = `${loadAtBegin.toFixed(2)} at the beginning, ${loadAtEnd.toFixed(2)} at the end`;
  return [
    `${cores} × ${model}, ${memoryGibibytes} GiB, ${system}`,
    programs.join(", "),
    `${countText(plan.rounds)} rounds in turn, at a fixed rate ${countText(plan.ratePerSecond)} per second, ${plan.connections} connections, ${countText(plan.cookies)} cookies of ${report.cookieBytes} bytes, bodies of ${countText(report.bodyBytes)} bytes, all on 127.0.0.1`,
    `load average ${load}; it took ${report.tookSeconds} s and began at ${report.begunAt}`,
  ];
}
