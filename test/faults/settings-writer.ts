// An operator who changes a setting of the second project again and again, and counts what was acknowledged.
import { firstSideMaxAgeSeconds, type FaultScene } from "./scene/scene.ts";

const everyMs = 700;

/** The operator. */
export class SettingsWriter {
  /** The latest value that was acknowledged, in seconds. */
  acknowledgedSeconds = firstSideMaxAgeSeconds;
  /** Changes that were acknowledged, and those that failed. */
  acknowledged = 0;
  failed = 0;
  readonly #scene: Pick<FaultScene, "control">;
  #nextSeconds = firstSideMaxAgeSeconds;
  #running = false;
  #done: Promise<void> = Promise.resolve();
  #began: () => void = () => undefined;

  constructor(scene: Pick<FaultScene, "control">) {
    this.#scene = scene;
  }

  start(): void {
    this.#running = true;
    this.#done = this.#write();
  }

  /** Resolves when nothing is on its way. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  /** Acts right after a change has been sent and before it is answered, if that is possible. */
  async inTheMiddle(act: () => Promise<void>): Promise<void> {
    if (this.#running) {
      await new Promise<void>((resolve) => {
        this.#began = resolve;
      });
    }
    await act();
  }

  async #write(): Promise<void> {
    while (this.#running) {
      const seconds = (this.#nextSeconds += 1);
      const sent = this.#scene.control.set("side", "cacheable_sessions_max_age", `${seconds}s`);
      this.#began();
      try {
        await sent;
        this.acknowledgedSeconds = seconds;
        this.acknowledged += 1;
      } catch {
        // Nobody promised that this one is kept.
        this.failed += 1;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, everyMs);
      });
    }
  }
}
