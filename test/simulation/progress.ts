// Says on stderr how a long run stands: one line that is written over in a terminal, a line now and then elsewhere.
import type { Standing } from "./workforce.ts";

/** Time between two lines where they are not written over, in milliseconds. */
const quietMs = 10_000;

/** Follows one run. */
export class Progress {
  readonly #seeds: number;
  readonly #doneBefore: number;
  readonly #startedAtMs = performance.now();
  #toldAtMs = performance.now();
  #told = false;
  #failures: number;

  /** `doneBefore`: what an earlier run had done already. */
  constructor(seeds: number, doneBefore: number) {
    this.#seeds = seeds;
    this.#doneBefore = doneBefore;
    this.#failures = 0;
    if (doneBefore > 0) process.stderr.write(`goes on after ${doneBefore} of ${seeds} seeds\n`);
  }

  /** Time since the start, in seconds. */
  seconds(): number {
    return (performance.now() - this.#startedAtMs) / 1_000;
  }

  /** The run has got on. */
  tell({ done, failures }: Standing): void {
    const nowMs = performance.now();
    const terminal = process.stderr.isTTY;
    const more = failures.length > this.#failures;
    if (!more && nowMs - this.#toldAtMs < (terminal ? 200 : quietMs)) return;
    this.#toldAtMs = nowMs;
    this.#failures = failures.length;
    const rate = (done - this.#doneBefore) / this.seconds();
    const left = clock((this.#seeds - done) / rate);
    const text = `${done} of ${this.#seeds} seeds, ${rate.toFixed(1)} a second, ${left} left, ${failures.length} with objections`;
    process.stderr.write(terminal ? `\r\u001B[K${text}` : `${text}\n`);
    this.#told = true;
  }

  /** Leaves the line. */
  end(): void {
    if (this.#told && process.stderr.isTTY) process.stderr.write("\n");
  }
}

/** Seconds as minutes and seconds. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
