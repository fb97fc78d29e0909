// What edges of other processes report of their traffic: sums since they began to count. What came in since the report
// before is what is new. Memory is bounded by the number of sums.
import { addSumText, emptySum, type TrafficSum } from "../../core/traffic-sum.ts";
import type { ReportedTraffic, TrafficReport } from "../../core/traffic-report.ts";

/** The most sums of all edges, of about 0.5 kB each. Beyond that, edges that were silent for longest are forgotten. */
const receivedSumsMax = 20_000;

/** What is new of a project. */
interface News {
  readonly project: string;
  readonly sum: TrafficSum;
  readonly refreshMs: number | undefined;
}

interface Instance {
  /** The first report that was received. Sums that began before contain traffic of unknown times. */
  readonly firstCount: number;
  readonly sums: Map<string, { readonly count: number; readonly reported: ReportedTraffic }>;
}

/** What was received of other edges. */
export class ReceivedTraffic {
  /** Those that reported latest are last. */
  readonly #instances = new Map<string, Instance>();
  #sums = 0;
  readonly #sumsMax: number;

  constructor(sumsMax = receivedSumsMax) {
    this.#sumsMax = sumsMax;
  }

  /** Notes a report, and returns what is new in it. A report that comes again, or after a later one, has nothing new. */
  note({ instance, count, projects }: TrafficReport): readonly News[] {
    if (projects.length === 0) return [];
    const known = this.#instances.get(instance) ?? { firstCount: count, sums: new Map() };
    this.#instances.delete(instance);
    this.#instances.set(instance, known);
    const news = projects.flatMap((reported) => {
      const found = this.#noteProject(known, count, reported);
      return found === undefined ? [] : [found];
    });
    this.#forget();
    return news;
  }

  #noteProject(
    { firstCount, sums }: Instance,
    count: number,
    reported: ReportedTraffic,
  ): News | undefined {
    const { project, since, refreshMs } = reported;
    const before = sums.get(project);
    if (before !== undefined && before.count >= count) return undefined;
    if (before === undefined) this.#sums += 1;
    sums.set(project, { count, reported });
    const sum = emptySum();
    if (before?.reported.since === since) addSumText(sum, before.reported, -1);
    // It began before this process listened, so nobody knows how much of it is new.
    else if (since < firstCount) return undefined;
    addSumText(sum, reported);
    for (const cells of [sum.counts, sum.hitTimes, sum.callTimes, sum.lags]) {
      cells.forEach((cell, index) => {
        cells[index] = Math.max(0, cell);
      });
    }
    return { project, sum, refreshMs };
  }

  #forget(): void {
    for (const [instance, { sums }] of this.#instances) {
      if (this.#sums <= this.#sumsMax) return;
      this.#instances.delete(instance);
      this.#sums -= sums.size;
    }
  }
}
