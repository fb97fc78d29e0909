// What gateways that Debian does not have send to a session check's URL, read from the file beside this one.
// `sources` says per gateway where the requests are from: real ones written down, with the code that makes them.
import { readFile } from "node:fs/promises";
import { z } from "zod";

/**
 * What an edge makes of a request that comes twice: `hit` (the second time), `forced` (fetched each time),
 * `bypass` (a check that is passed on as it came), `passed-on` (no check at all).
 */
const outcome = z.enum(["hit", "forced", "bypass", "passed-on"]);

const recorded = z.strictObject({
  gateway: z.enum(["traefik", "envoy", "oathkeeper"]),
  /** How the gateway was configured. */
  setUp: z.string(),
  /** The request to the app that made it ask. */
  of: z.string(),
  /** Request line and header lines, `{cookie}` and `{token}` standing for a credential. */
  head: z.array(z.string()).min(2),
  body: z.string().optional(),
  outcome,
  /** The mutation that a request by another method than GET counts as: Kratos reads DELETE here as ending a session by id. */
  countsAs: z.literal("unlisted").optional(),
});

const file = z.strictObject({
  sources: z.record(recorded.shape.gateway, z.string()),
  requests: z.array(recorded).min(1),
});

/** One request. */
export type RecordedRequest = z.infer<typeof recorded>;

/** Reads them all. */
export async function readRecordedRequests(): Promise<readonly RecordedRequest[]> {
  const text = await readFile(new URL("recorded-requests.json", import.meta.url), "utf8");
  return file.parse(JSON.parse(text)).requests;
}
