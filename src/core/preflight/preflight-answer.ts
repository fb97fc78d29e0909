// What an origin's answer to a preflight means: how long it may be stored, and which of its lines.
import { forwardedAnswerLines } from "../forwarding.ts";
import { filterLines, headerValues } from "../header-lines.ts";
import { preflightAgeMaxMs, preflightHeadCharactersMax } from "../limits.ts";
import { ageMs, type ReadAnswer } from "../outcome.ts";
import type { Preflight } from "./preflight.ts";

/** An answer that may be given to other clients. */
export interface SharedAnswer {
  readonly status: 200 | 204;
  /** The stored lines: name, value, name, value … */
  readonly lines: readonly string[];
  /** How old it may become, in milliseconds: its `Access-Control-Max-Age`, and at most 10 minutes. */
  readonly lifeMs: number;
  /** How long before its start the call already began, by the answer's `Age`. */
  readonly agedMs: number;
}

/** The only fields of an answer that are stored and replayed, beside those of CORS. */
const storedNames: ReadonlySet<string> = new Set([
  "allow",
  "cache-control",
  "content-length",
  "content-type",
  "date",
  "vary",
]);

/**
 * Reads the answer to a preflight. Undefined if it must not be given to others. It must be empty, allow the `Origin`, say
 * how long it holds, and set no cookie. With CORS off, Kratos answers with a session or a 401 (recording 01d). Answers
 * that do not allow the `Origin` are left out, so that invented ones do not take places.
 */
export function readPreflightAnswer(
  answer: ReadAnswer,
  { origin }: Pick<Preflight, "origin">,
): SharedAnswer | undefined {
  const { status, headers, body, ending } = answer;
  if (status !== 200 && status !== 204) return undefined;
  if (ending !== "whole" || body.byteLength > 0) return undefined;
  if (headerValues(headers, "set-cookie").length > 0) return undefined;
  if (headerValues(headers, "vary").some((value) => value.includes("*"))) return undefined;
  const allowed = headerValues(headers, "access-control-allow-origin");
  if (allowed.length !== 1 || (allowed[0] !== origin && allowed[0] !== "*")) return undefined;
  const lifeMs = readLifeMs(headers);
  const agedMs = ageMs(headers, 0).ms;
  if (lifeMs === undefined || agedMs >= lifeMs) return undefined;
  const lines = storedLines(headers, status);
  return lines === undefined ? undefined : { status, lines, lifeMs, agedMs };
}

/** Reads `Access-Control-Max-Age` in whole seconds. Undefined if it is absent, 0, malformed, or there are two. */
function readLifeMs(headers: readonly string[]): number | undefined {
  const values = headerValues(headers, "access-control-max-age");
  const [value = ""] = values;
  if (values.length !== 1 || !/^\d{1,10}$/.test(value)) return undefined;
  const ms = Number(value) * 1_000;
  return ms === 0 ? undefined : Math.min(ms, preflightAgeMaxMs);
}

/** The lines that are stored. Undefined if they are too long. */
function storedLines(headers: readonly string[], status: 200 | 204): readonly string[] | undefined {
  const lines = filterLines(
    forwardedAnswerLines(headers),
    (name) => storedNames.has(name) || name.startsWith("access-control-"),
  );
  if (status === 200 && headerValues(lines, "content-length").length === 0) {
    lines.push("Content-Length", "0");
  }
  const characters = lines.reduce((sum, part) => sum + part.length, 0);
  return characters > preflightHeadCharactersMax ? undefined : lines;
}
