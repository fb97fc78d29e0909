// `Date` values as seconds since 1970. Most answers are of the same few seconds, so their texts are remembered.
import { none } from "./records.ts";

const textsMax = 1_024;
const secondMs = 1_000;
const secondsMax = 0x7fff_ffff;

/** Turns `Date` values into seconds and back, exactly. */
export class HttpDates {
  readonly #texts: string[] = [];
  readonly #seconds = new Int32Array(textsMax).fill(none);
  #lastText = "";
  #lastSeconds: number = none;

  /** The seconds of a date in the usual form (RFC 9110 section 5.6.7, IMF-fixdate). -1 for any other text. */
  seconds(text: string): number {
    if (text !== this.#lastText) {
      const seconds = Date.parse(text) / secondMs;
      const known = seconds >= 0 && seconds <= secondsMax && this.text(seconds) === text;
      this.#lastSeconds = known ? seconds : none;
      this.#lastText = text;
    }
    return this.#lastSeconds;
  }

  /** The date of a second in the usual form. */
  text(seconds: number): string {
    const place = seconds % textsMax;
    const held = this.#texts[place];
    if (held !== undefined && this.#seconds[place] === seconds) return held;
    const text = new Date(seconds * secondMs).toUTCString();
    this.#texts[place] = text;
    this.#seconds[place] = seconds;
    return text;
  }
}
