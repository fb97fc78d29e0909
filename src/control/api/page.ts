// The files of the Console's build, read and compressed once, and served with headers that allow nothing else.
import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** One file of the page. */
interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same compressed. Undefined if that saves nothing. */
  readonly gzipped: Uint8Array<ArrayBuffer> | undefined;
  readonly type: string;
}

/** The page's files by their paths. Empty if it has not been built. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Where the build puts the page: beside the compiled package, both in a checkout and when installed. */
const builtFolder = new URL("../../../dist/page/", import.meta.url);

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".map": "application/json; charset=utf-8",
};

/** Allows only the page's own files, no frame around it, and no form that is sent elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Reads the built page. */
export async function readPage(folder: URL = builtFolder): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  let names: readonly string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return files;
    throw error;
  }
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const path = name.replaceAll("\\", "/");
    const bytes = new Uint8Array(await readFile(new URL(path, folder)));
    const gzipped = new Uint8Array(await compress(bytes));
    const saves = gzipped.byteLength < bytes.byteLength;
    files.set(path, { bytes, gzipped: saves ? gzipped : undefined, type });
  }
  return files;
}

const compress = promisify(gzip);

/**
 * A file of the page by its path below `/console/`, compressed if the client's `Accept-Encoding` allows it. Undefined if there
 * is none.
 */
export function pageResponse(
  files: PageFiles,
  path: string,
  acceptEncoding: string | undefined,
): Response | undefined {
  const file = files.get(path === "" ? "index.html" : path);
  if (file === undefined) return undefined;
  const gzipped = acceptsGzip(acceptEncoding) ? file.gzipped : undefined;
  const bytes = gzipped ?? file.bytes;
  // The name of an asset changes with its content. index.html must be checked each time.
  const lasting = path.startsWith("assets/");
  return new Response(bytes, {
    headers: {
      ...(gzipped === undefined ? {} : { "Content-Encoding": "gzip" }),
      ...(file.gzipped === undefined ? {} : { Vary: "Accept-Encoding" }),
      "Cache-Control": lasting ? "public, max-age=31536000, immutable" : "no-cache",
      "Content-Type": file.type,
      "Content-Length": String(bytes.byteLength),
      "Content-Security-Policy": policy,
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
    },
  });
}

/** Whether it names gzip, and not with a weight of 0 (RFC 9110 section 12.5.3). */
function acceptsGzip(acceptEncoding = ""): boolean {
  return acceptEncoding.split(",").some((coding) => {
    const [name = "", weight = ""] = coding.split(";");
    const isNone = /^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(weight);
    return name.trim().toLowerCase() === "gzip" && !isNone;
  });
}
