// Kinds of values that only `plan` takes.
import { z } from "zod";
import { formatDuration, parseDuration } from "../values/duration.ts";
import { text } from "./option-types.ts";

/** Most members of a list of places or clouds. */
const membersMax = 500;

/** The longest time that a check may be asked to wait. Milliseconds. */
const waitMsMax = 60_000;

/** The fewest edges whose checks wait at most so long, in milliseconds. At least one of both is there. */
export interface TargetWaits {
  readonly p95Ms?: number;
  readonly p99Ms?: number;
}

/** Time that a check may take and the share of people or backends that it holds for. */
export interface Reach {
  readonly ms: number;
  readonly share: number;
}

/** Where the identity server is: the code or the name of a metro, or a point on the earth in degrees. */
export type PlaceText =
  | { readonly kind: "metro"; readonly text: string }
  | { readonly kind: "point"; readonly latitude: number; readonly longitude: number };

/** Words separated by commas, or a list in a file; each once, in lower case, without the spaces around it. */
export function words(what: string) {
  const given = z.union([z.string(), z.array(z.string())], { error: `must be ${what}` });
  return given.transform((listed, context) => {
    const texts = typeof listed === "string" ? listed.split(",", membersMax + 1) : listed;
    if (texts.length > membersMax) {
      context.addIssue({
        code: "custom",
        message: `must not have more than ${membersMax} members`,
      });
      return z.NEVER;
    }
    const found = texts.map((one) => one.trim().toLowerCase());
    if (found.includes("")) context.addIssue({ code: "custom", message: `must be ${what}` });
    return [...new Set(found)];
  });
}

/** A duration in milliseconds, which need not be a whole number: networks are that fast. */
export function wait(bounds: { readonly min: number; readonly max: number }) {
  return text("a duration such as 9ms", (given, complain) => {
    const ms = parseDuration(given);
    if (ms === undefined) return undefined;
    if (ms < bounds.min) complain(`must be at least ${formatDuration(bounds.min)}`);
    if (ms > bounds.max) complain(`must be at most ${formatDuration(bounds.max)}`);
    return ms;
  });
}

/** A share as `95%` or `0.95`; gives it between 0 and 1. */
export function share() {
  const what = "a share such as 99.5% or 0.995";
  const read = text(what, (given, complain) => readShare(given, complain));
  const given = z.union([z.string(), z.number()], { error: `must be ${what}` });
  return given.transform(String).pipe(read);
}

type Complain = (clause: string) => void;

function readShare(given: string, complain: Complain): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,9})?)(%?)$/.exec(given.trim());
  if (found === null) return undefined;
  const value = Number(found[1]) / (found[2] === "%" ? 100 : 1);
  if (value > 1) complain("must be at most 100%, which is 1 without the percent sign");
  return value;
}

/** Waits that percentiles of all checks must keep to: `p95=35ms,p99=45ms`. */
export function targetWaits() {
  const what = "one or two waits such as p95=35ms,p99=45ms";
  return text(what, (given, complain): TargetWaits | undefined => {
    const waits = new Map<string, number>();
    for (const part of given.split(",")) {
      const [, name, duration] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
      if (name === undefined || duration === undefined) return undefined;
      const ms = parseDuration(duration);
      if (name !== "p95" && name !== "p99") {
        complain(`contains "${name}", but may contain only p95 and p99`);
      } else if (waits.has(name)) {
        complain(`contains ${name} twice; give each once`);
      } else if (ms === undefined || ms <= 0 || ms > waitMsMax) {
        complain(`contains "${name}=${duration}", but ${name} must be ${waitText}`);
      } else {
        waits.set(name, ms);
      }
    }
    const p95Ms = waits.get("p95");
    const p99Ms = waits.get("p99");
    if (p95Ms !== undefined && p99Ms !== undefined && p99Ms < p95Ms) {
      complain(
        "must not have a p99 that is shorter than its p95, because P99 is never less than P95",
      );
    }
    return { ...(p95Ms === undefined ? {} : { p95Ms }), ...(p99Ms === undefined ? {} : { p99Ms }) };
  });
}

const waitText = `a duration above zero such as 35ms, and at most ${formatDuration(waitMsMax)}`;

/** A time and a share of people or backends: `100ms=95%`. */
export function reach() {
  return text("a time and a share such as 100ms=95%", (given, complain): Reach | undefined => {
    const [, duration, part] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(given) ?? [];
    if (duration === undefined || part === undefined) return undefined;
    const ms = parseDuration(duration);
    if (ms === undefined || ms <= 0 || ms > waitMsMax) {
      complain(`contains the time "${duration}", but it must be ${waitText}`);
    }
    const value = readShare(part, () => undefined);
    if (value === undefined || value <= 0 || value > 1) {
      complain(
        `contains the share "${part}", but it must be above 0% and at most 100%, such as 95% or 0.95`,
      );
    }
    return ms === undefined || value === undefined ? undefined : { ms, share: value };
  });
}

/** A place: the code or the name of a metro, or `LATITUDE,LONGITUDE` in degrees. */
export function place() {
  const what = "a metro such as fra, or LAT,LON in degrees such as 50.1,8.7";
  return text(what, (given, complain): PlaceText | undefined => {
    const numbers = /^\s*([+-]?\d{1,3}(?:\.\d{1,9})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,9})?)\s*$/.exec(
      given,
    );
    if (numbers === null) {
      const word = given.trim().toLowerCase();
      return word === "" || word.includes(",") ? undefined : { kind: "metro", text: word };
    }
    const [latitude, longitude] = [Number(numbers[1]), Number(numbers[2])];
    if (Math.abs(latitude) > 90)
      complain("must have a latitude between -90 and 90, and it comes first");
    if (Math.abs(longitude) > 180) complain("must have a longitude between -180 and 180");
    return { kind: "point", latitude, longitude };
  });
}
