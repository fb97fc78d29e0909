// Lets SDKs that are built on axios use an edge in process. It implements axios' adapter contract (a function from a
// request's configuration to a settled response), which has been the same since 0.2x. It does not need axios itself.
import type { EdgeRequest } from "../../edge/ports.ts";
import type { AxiosAnswer } from "./axios-answer.ts";
import { axiosErrorOf, axiosTimeoutOf } from "./axios-error.ts";
import { fetchArguments, headerPairs, timeoutOf, type AxiosRequest } from "./axios-request.ts";
import { inProcess } from "../credentials.ts";
import type { EdgeFetch, Handle } from "./fetch.ts";
import { linesOfPairs, plainTarget } from "./plain-request.ts";
import { responseOf } from "./response.ts";
import { textOf } from "../session.ts";

/** An adapter for axios' `adapter` option. */
export type AxiosAdapter = <Config extends AxiosRequest>(
  config: Config,
) => Promise<AxiosAnswer<Config>>;

/** Makes an adapter from an edge. */
export function createAxiosAdapter(handle: Handle, fetch: EdgeFetch): AxiosAdapter {
  return async (config) => {
    const received = await answerOf(handle, fetch, config);
    const { status, statusText, headers, data } = received;
    const answer = { data, status, statusText, headers, config };
    const { validateStatus } = config;
    if (!validateStatus || validateStatus(status)) return answer;
    throw axiosErrorOf(answer);
  };
}

type Received = Omit<AxiosAnswer<AxiosRequest>, "config">;

async function answerOf(handle: Handle, fetch: EdgeFetch, config: AxiosRequest): Promise<Received> {
  const request = plainAxiosRequest(config);
  if (request === undefined) return fetched(fetch, config);
  const made = handle(request);
  const answer = made instanceof Promise ? await made : made;
  const { responseType = "json" } = config;
  const inMemory = answer.body === undefined || answer.body instanceof Uint8Array;
  if (!inMemory || (responseType !== "json" && responseType !== "text")) {
    return readResponse(responseOf(answer, request.method), config);
  }
  return readAnswer(answer.status, answer.headers, answer.body);
}

async function fetched(fetch: EdgeFetch, config: AxiosRequest): Promise<Received> {
  const late = timeoutOf(config);
  try {
    return await readResponse(await fetch(...fetchArguments(config, late)), config);
  } catch (error) {
    throw late?.aborted === true ? axiosTimeoutOf(config) : error;
  }
}

/** A check as SDKs send it. Undefined for a request that needs more than a method, a URL and headers. */
function plainAxiosRequest(config: AxiosRequest): EdgeRequest | undefined {
  const { data, signal, timeout = 0, auth, params, baseURL, fetchOptions, url = "" } = config;
  const method = (config.method ?? "get").toUpperCase();
  const more = [data, signal, auth, params, baseURL, fetchOptions].some(
    (one) => one !== undefined && one !== null,
  );
  if (more || timeout > 0 || (method !== "GET" && method !== "HEAD")) return undefined;
  const target = plainTarget(url);
  const lines = linesOfPairs(headerPairs(config));
  return target === undefined || lines === undefined ? undefined : inProcess(method, target, lines);
}

function readAnswer(
  status: number,
  lines: readonly string[],
  body: Uint8Array | undefined,
): Received {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < lines.length; i += 2) {
    addHeader(headers, (lines[i] ?? "").toLowerCase(), lines[i + 1] ?? "");
  }
  return { data: body === undefined ? "" : textOf(body), status, statusText: "", headers };
}

async function readResponse(response: Response, config: AxiosRequest): Promise<Received> {
  const headers: Record<string, string | string[]> = {};
  response.headers.forEach((value, name) => addHeader(headers, name, value));
  const data = await readData(response, config.responseType);
  return { data, status: response.status, statusText: response.statusText, headers };
}

function readData(response: Response, responseType: string | undefined): unknown {
  if (responseType === "arraybuffer") return response.arrayBuffer();
  if (responseType === "blob") return response.blob();
  return responseType === "stream" ? response.body : response.text();
}

/**
 * Adds a header line. Repeated lines are joined as HTTP allows, and cookies are kept apart, as in axios' own adapters.
 */
function addHeader(headers: Record<string, string | string[]>, name: string, value: string): void {
  const earlier = headers[name];
  if (name === "set-cookie") headers[name] = [...(Array.isArray(earlier) ? earlier : []), value];
  else headers[name] = typeof earlier === "string" ? `${earlier}, ${value}` : value;
}
