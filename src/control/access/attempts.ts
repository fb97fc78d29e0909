// Counts how often an address has failed, so that guessing keys, and what it writes to the audit log, is limited. It locks
// nobody out, because a key is looked up first and only a wrong one counts.
import { countedAddressesMax } from "../limits.ts";

/** Counts failures for each address within a minute. Beyond `countedAddressesMax`, all other addresses count together. */
export class Attempts {
  readonly #nowMs: () => number;
  readonly #perMinuteMax: number;
  readonly #failures = new Map<string, { count: number; sinceMs: number }>();

  constructor(nowMs: () => number, perMinuteMax: number) {
    this.#nowMs = nowMs;
    this.#perMinuteMax = perMinuteMax;
  }

  /** The seconds that this address must wait because it has failed too often. Undefined if it need not wait. */
  waitSeconds(address: string): number | undefined {
    const failure = this.#failures.get(this.#bucketOf(address));
    if (failure === undefined || failure.count < this.#perMinuteMax) return undefined;
    const leftMs = failure.sinceMs + minuteMs - this.#nowMs();
    return leftMs > 0 ? Math.ceil(leftMs / 1_000) : undefined;
  }

  /** Notes a failure. Returns how many there have been in this minute. */
  failed(address: string): number {
    const nowMs = this.#nowMs();
    for (const [other, { sinceMs }] of this.#failures) {
      if (nowMs - sinceMs < minuteMs) break;
      this.#failures.delete(other);
    }
    const bucket = this.#bucketOf(address);
    const failure = this.#failures.get(bucket) ?? { count: 0, sinceMs: nowMs };
    failure.count += 1;
    this.#failures.set(bucket, failure);
    return failure.count;
  }

  #bucketOf(address: string): string {
    const network = networkOf(address);
    const known = this.#failures.has(network) || this.#failures.size < countedAddressesMax;
    return known ? network : "others";
  }
}

/** Someone who has one IPv6 address usually has all 2^64 addresses of its network. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const first = head.split(":").filter((group) => group !== "");
  const last = tail === undefined ? [] : tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  const groups = tail === undefined ? first : [...first, ...zeros, ...last];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

const minuteMs = 60_000;
