// The recorded requests that an edge refuses by itself instead of passing them on: heads that can be
// read in more than one way, or are larger than it takes. Reviewed one by one; everything that is not
// listed has to come through unchanged.
import type { Refusals } from "./transparency.ts";

/** Status by scenario and number of the exchange, as the rules require. */
export const refusals: Refusals = {
  "16-odd-paths": {
    33: 400, // a target without its slash is no form of target at all
    35: 400, // the asterisk form
    41: 400, // an absolute target that names another authority than Host does
    42: 400, // the same, and another scheme
  },
  "17-large-and-odd-inputs": {
    7: 431, // 64 KB of other cookies
    8: 431, // 256 KB
    9: 431, // 900 KB
    10: 431, // 1,100 KB; the origin refuses this one as well
    12: 431, // 64 KB behind the good cookie
    16: 431, // 4,000 Cookie lines are 78 KB
    ...each(400, 21, 25), // NUL
    ...each(400, 26, 30), // 0x01
    ...each(400, 31, 35), // DEL
    ...each(400, 51, 55), // a CR on its own
    ...each(400, 56, 60), // vertical tab
    62: 400, // a folded Cookie
    63: 400, // a folded token
    64: 400, // bare line feeds
    65: 400, // one bare line feed
    66: 400, // a blank before the colon
    70: 400, // an empty header name
    71: 400, // a line without a colon
    72: 400, // a blank before the first header
    73: 400, // an empty line before the request line, which the origin refuses as well
    74: 400, // no Host
    75: 400, // two Hosts
    77: 400, // two blanks in the request line, which the origin refuses as well
    80: 400, // Content-Length with Transfer-Encoding
    81: 400, // two Content-Lengths
    82: 400, // a signed Content-Length
    83: 400, // a transfer coding besides chunked
    90: 400, // HTTP/0.9
    91: 400, // HTTP/2.0 in a request line
    99: 405, // CONNECT
  },
};

/**
 * The same for a host on Node's own HTTP parser, which decides five cases before any rule can: it
 * knows no other methods and versions than its own, and skips an empty line before the request line
 * and blanks within it (RFC 9112 sections 2.2 and 3 allow both). What it skips is not passed on.
 */
export const nodeRefusals: Refusals = {
  "16-odd-paths": {
    ...refusals["16-odd-paths"],
    51: 400, // the method FOO
    52: 400, // the method get
  },
  "17-large-and-odd-inputs": {
    ...without(refusals["17-large-and-odd-inputs"], [73, 77]),
    92: 400, // HTTP/1.2
  },
};

function without(
  statuses: Readonly<Record<number, number>> | undefined,
  numbers: readonly number[],
): Record<number, number> {
  const kept = Object.entries(statuses ?? {}).filter(([n]) => !numbers.includes(Number(n)));
  return Object.fromEntries(kept);
}

function each(status: number, first: number, last: number): Record<number, number> {
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return Object.fromEntries(numbers.map((n) => [n, status]));
}
