// Reads the configuration of an axios request for `fetch`.
import { withoutTrailing } from "../../core/trim.ts";
import type { CacheMode } from "./cache-mode.ts";
import { membersOf } from "../session.ts";

/** The part of axios' request configuration that the adapter reads. */
export interface AxiosRequest {
  readonly url?: string;
  readonly baseURL?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly paramsSerializer?: unknown;
  /** An `AxiosHeaders`, or a record in old versions. */
  readonly headers?: object;
  readonly data?: unknown;
  readonly responseType?: string;
  readonly auth?: unknown;
  /** Milliseconds. 0 means no limit. */
  readonly timeout?: number;
  readonly signal?: unknown;
  /** The options that axios' own `fetch` adapter passes to `fetch`. Only `cache` is read. */
  readonly fetchOptions?: unknown;
  readonly validateStatus?: ((status: number) => boolean) | null;
}

/** URL and options for `fetch`. `late` fires when the request times out. */
export function fetchArguments(
  config: AxiosRequest,
  late: AbortSignal | undefined,
): [string, RequestInit] {
  const headers = new Headers();
  for (const [name, value] of headerPairs(config)) {
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, String(one));
  }
  const basic = membersOf(config.auth);
  if (basic !== undefined) {
    const [username, password] = [basic["username"], basic["password"]];
    const pair = [username, password].map((one) => (typeof one === "string" ? one : "")).join(":");
    headers.set("Authorization", `Basic ${Buffer.from(pair).toString("base64")}`);
  }
  const { data, signal } = config;
  const signals = [signal, late].filter((one) => one instanceof AbortSignal);
  const init: RequestInit = {
    method: (config.method ?? "get").toUpperCase(),
    headers,
    signal: signals.length === 0 ? null : AbortSignal.any(signals),
    ...cacheOf(config),
    ...(data === undefined || data === null ? undefined : { body: bodyOf(data) }),
  };
  return [urlOf(config), init];
}

/** The cache mode of a request. `fetch` refuses a mode that does not exist. */
function cacheOf({ fetchOptions }: AxiosRequest): Pick<RequestInit, "cache" | "mode"> {
  const options = membersOf(fetchOptions);
  const { cache, mode } = { cache: options?.["cache"], mode: options?.["mode"] };
  return {
    ...(typeof cache === "string" && { cache: cache as CacheMode }),
    ...(typeof mode === "string" && { mode: mode as Request["mode"] }),
  };
}

/**
 * The header lines that are set. An `AxiosHeaders` gives its pairs when it is iterated, but a record of old versions
 * does not.
 */
export function headerPairs({ headers = {} }: AxiosRequest): (readonly [string, unknown])[] {
  const pairs: (readonly [string, unknown])[] = [];
  for (const [name, value] of isIterable(headers) ? headers : Object.entries(headers)) {
    // In axios, null and false mean that a line is left out.
    if (value !== undefined && value !== null && value !== false) pairs.push([name, value]);
  }
  return pairs;
}

function isIterable(headers: object): headers is Iterable<readonly [string, unknown]> {
  return Symbol.iterator in headers;
}

/** Fires when the request times out. Undefined if it has no time limit. */
export function timeoutOf({ timeout = 0 }: AxiosRequest): AbortSignal | undefined {
  return timeout > 0 ? AbortSignal.timeout(timeout) : undefined;
}

/** The data as axios has prepared it: text, bytes, or another body that `fetch` accepts. */
function bodyOf(data: unknown): NonNullable<RequestInit["body"]> {
  if (
    typeof data === "string" ||
    data instanceof ArrayBuffer ||
    data instanceof URLSearchParams ||
    data instanceof FormData ||
    data instanceof Blob ||
    data instanceof ReadableStream
  ) {
    return data;
  }
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  }
  throw new TypeError(
    "this kind of request data cannot be sent in process; send a string, bytes, FormData or URLSearchParams",
  );
}

function urlOf({ url = "", baseURL, params, paramsSerializer }: AxiosRequest): string {
  const whole =
    baseURL === undefined || /^([a-z][a-z\d+.-]*:)?\/\//i.test(url)
      ? url
      : `${withoutTrailing(baseURL, "/")}/${url.replace(/^\/+/, "")}`;
  const query = queryOf(params, paramsSerializer);
  if (query === "") return whole;
  const [bare = ""] = whole.split("#", 1);
  return `${bare}${bare.includes("?") ? "&" : "?"}${query}`;
}

/** Parameters as axios writes them: lists as `name[]`, and nothing for null. */
function queryOf(params: unknown, serializer: unknown): string {
  if (params === undefined || params === null) return "";
  const serialize: unknown =
    typeof serializer === "function" ? serializer : membersOf(serializer)?.["serialize"];
  if (typeof serialize === "function") return String(serialize(params));
  if (params instanceof URLSearchParams) return params.toString();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null) continue;
      const text = one instanceof Date ? one.toISOString() : String(one);
      query.append(Array.isArray(value) ? `${name}[]` : name, text);
    }
  }
  return query.toString();
}
