// Whether a target could leave the path that the origin's URL prefixes it with. Whoever reads it there may decode it once
// or twice, take a backslash for a slash, or cut parameters off its segments; it must stay below by every reading.

/** Readings of one target: as it came, and decoded so many times. Percent signs encoded over and over count as one. */
const decodingsMax = 3;

const encodedPercents = /%(?:25)+(?=[0-9a-f]{2})/gi;

/** An encoded byte, or a character in the spelling of IIS. */
const encoded = /%(?:u00)?([0-9a-f]{2})/gi;

/** A dot and a slash in the overlong UTF-8 that old decoders take. */
const longDots = /\xc0\xae|\xe0\x80\xae/g;
const longSlashes = /\\|\xc0\xaf|\xe0\x80\xaf|\xc1\x9c/g;

/** Two dots, alone or with what is cut off behind them: `..;a=b`, `..%00`. */
const upwards = /^\.\.(?![\w.~-])/;

/** Whether a target (path and query, as received) could leave the path in front of it. Linear in its length. */
export function couldLeavePath(target: string): boolean {
  const query = target.indexOf("?");
  let path = query === -1 ? target : target.slice(0, query);
  // Nothing to decode and no two dots: all but a few.
  if (!path.includes("..") && !path.includes("%")) return false;
  for (let decodings = 0; ; decodings += 1) {
    const segments = path.replace(longDots, ".").replace(longSlashes, "/").split("/");
    if (segments.some((segment) => upwards.test(segment))) return true;
    if (decodings === decodingsMax) return false;
    path = path.replace(encodedPercents, "%").replace(encoded, (_, hex: string) => {
      return String.fromCharCode(Number.parseInt(hex, 16));
    });
  }
}

/** The target below the base path; anything outside of it stays as it is. */
export function originTarget(target: string, basePath: string): string {
  if (basePath === "" || !target.startsWith(basePath)) return target;
  const below = target.slice(basePath.length);
  if (below.startsWith("/")) return below;
  return below === "" || below.startsWith("?") ? `/${below}` : target;
}
