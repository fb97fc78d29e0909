// Whether a target could leave the path of the origin's URL. The server behind that URL may decode the target once or
// twice, treat a backslash as a slash, or cut parameters off segments. The target must stay below the path in each of
// these readings.

/** How often a target is decoded. Percent signs that are encoded repeatedly count as one. */
const decodingsMax = 3;

const encodedPercents = /%(?:25)+(?=[0-9a-f]{2})/gi;

/** An encoded byte, or a character as IIS spells it. */
const encoded = /%(?:u00)?([0-9a-f]{2})/gi;

/** A dot and a slash in the overlong UTF-8 that old decoders accept. */
const longDots = /\xc0\xae|\xe0\x80\xae/g;
const longSlashes = /\\|\xc0\xaf|\xe0\x80\xaf|\xc1\x9c/g;

/** Two dots, alone or before something that may be cut off: `..;a=b`, `..%00`. */
const upwards = /^\.\.(?![\w.~-])/;

/** Whether a target (path and query, as received) could leave the path in front of it. Takes linear time. */
export function couldLeavePath(target: string): boolean {
  const query = target.indexOf("?");
  let path = query === -1 ? target : target.slice(0, query);
  // Most targets have nothing to decode and no two dots.
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

/** The target below the base path. A target outside the base path stays as it is. */
export function stripBasePath(target: string, basePath: string): string {
  if (basePath === "" || !target.startsWith(basePath)) return target;
  const below = target.slice(basePath.length);
  if (below.startsWith("/")) return below;
  return below === "" || below.startsWith("?") ? `/${below}` : target;
}
