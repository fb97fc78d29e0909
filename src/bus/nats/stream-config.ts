// How the streams of the bus must be configured, and how one that exists differs from that.
import { nanos, millis } from "@nats-io/transport-node";
import type { StreamConfig } from "@nats-io/jetstream";
import type { StreamChoices } from "../administration.ts";
import { layoutVersion, type Layout } from "./layout.ts";

const minuteMs = 60_000;
const mebibyte = 1_024 * 1_024;

/** How long a log keeps messages, in milliseconds, if nothing else is configured. */
const retentionMsDefault = 30 * minuteMs;
/** The shortest time that a log must keep messages, in milliseconds. */
const retentionMsLeast = 10 * minuteMs;
/** The size of a log in bytes, if nothing else is configured. */
const maxBytesDefault = 256 * mebibyte;
/** The smallest size of a log in bytes. */
const maxBytesLeast = 16 * mebibyte;

/** A stream that the bus needs. */
export interface NeededStream {
  readonly name: string;
  /** The region in whose domain it is, or any region if there are no domains. */
  readonly owner: string;
  /** The configuration with which it is made. */
  readonly config: Partial<StreamConfig> & { readonly name: string };
  readonly kind: "log" | "bucket";
}

/** The stream of a region's log. */
export function logStream(layout: Layout, region: string, choices: StreamChoices): NeededStream {
  const name = layout.stream(region);
  return {
    name,
    owner: layout.ownerOf(region),
    kind: "log",
    config: {
      name,
      description: `Edge Sessions, layout ${layoutVersion}: log of region ${region}`,
      subjects: [layout.streamSubjects(region)],
      discard: "old",
      max_age: nanos(choices.retentionMs ?? retentionMsDefault),
      max_bytes: choices.maxBytes ?? maxBytesDefault,
      max_msgs_per_subject: -1,
      duplicate_window: nanos(1_000),
      republish: { src: layout.streamSubjects(region), dest: layout.liveLog(region) },
      ...common(choices),
    },
  };
}

/** The stream of a bucket. It is a key-value bucket of NATS. */
export function bucketStream(layout: Layout, owner: string, choices: StreamChoices): NeededStream {
  return {
    name: layout.bucket,
    owner,
    kind: "bucket",
    config: {
      name: layout.bucket,
      description: `Edge Sessions, layout ${layoutVersion}: regions and projects`,
      subjects: [layout.bucketSubjects],
      discard: "new",
      max_age: 0,
      max_bytes: -1,
      max_msgs_per_subject: 1,
      deny_delete: true,
      allow_rollup_hdrs: true,
      republish: { src: layout.bucketSubjects, dest: layout.liveBucket(owner) },
      ...common(choices),
    },
  };
}

function common({ replicas }: StreamChoices): Partial<StreamConfig> {
  return {
    retention: "limits",
    storage: "file",
    max_msgs: -1,
    max_msg_size: -1,
    sealed: false,
    no_ack: false,
    sources: [],
    allow_direct: true,
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
  };
}

/** How a stream is named in messages. */
export function streamWords(layout: Layout, { name, owner }: NeededStream): string {
  return layout.domains ? `stream ${name} in domain ${owner}` : `stream ${name}`;
}

/** The version of the layout by which a stream was made. Undefined if its description does not say. */
export function versionOf(is: StreamConfig): number | undefined {
  const found = /^Edge Sessions, layout (\d{1,6})\b/u.exec(is.description ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

/** A member of a configuration that differs. */
export interface WrongMember {
  readonly what: keyof StreamConfig;
  readonly is: string;
  readonly shouldBe: string;
}

/** The members of a stream's configuration that are not as they must be. */
export function wrongMembers(
  { config: needed, kind }: NeededStream,
  is: StreamConfig,
  choices: StreamChoices,
): readonly WrongMember[] {
  const wrong: WrongMember[] = [];
  const must = (
    what: keyof StreamConfig,
    holds: boolean,
    found: string,
    shouldBe: string,
  ): void => {
    if (!holds) wrong.push({ what, is: found, shouldBe });
  };
  const same = (what: keyof StreamConfig, found: unknown, wanted: unknown): void => {
    must(what, text(found) === text(wanted), text(found), text(wanted));
  };
  must(
    "description",
    versionOf(is) === layoutVersion,
    text(is.description ?? ""),
    text(needed.description),
  );
  same("subjects", is.subjects, needed.subjects);
  same("retention", is.retention, needed.retention);
  same("storage", is.storage, needed.storage);
  same("discard", is.discard, needed.discard);
  same("republish", republishText(is.republish), republishText(needed.republish));
  same("max_msgs", limit(is.max_msgs), -1);
  same("max_msg_size", limit(is.max_msg_size), -1);
  same("max_msgs_per_subject", limit(is.max_msgs_per_subject), needed.max_msgs_per_subject);
  same("sealed", is.sealed, false);
  same("no_ack", is.no_ack === true, false);
  same("mirror", is.mirror?.name ?? "none", "none");
  same("sources", is.sources?.map(({ name }) => name) ?? [], []);
  if (choices.replicas !== undefined) same("num_replicas", is.num_replicas, choices.replicas);
  if (kind === "log") limitsOfLog(is, choices, must);
  else same("max_age", durationText(millis(is.max_age)), durationText(0));
  return wrong;
}

function limitsOfLog(
  is: StreamConfig,
  { retentionMs, maxBytes }: StreamChoices,
  must: (what: keyof StreamConfig, holds: boolean, found: string, shouldBe: string) => void,
): void {
  const ageMs = millis(is.max_age);
  if (retentionMs === undefined) {
    // Without a limit of age, the limit in bytes alone decides.
    const enough = ageMs === 0 || ageMs >= retentionMsLeast;
    must("max_age", enough, durationText(ageMs), `at least ${durationText(retentionMsLeast)}`);
  } else {
    must("max_age", ageMs === retentionMs, durationText(ageMs), durationText(retentionMs));
  }
  if (maxBytes === undefined) {
    const enough = is.max_bytes >= maxBytesLeast;
    must("max_bytes", enough, bytesText(is.max_bytes), `at least ${bytesText(maxBytesLeast)}`);
  } else {
    must("max_bytes", is.max_bytes === maxBytes, bytesText(is.max_bytes), bytesText(maxBytes));
  }
}

/** Zero and less mean that there is no limit. */
function limit(value: number | undefined): number {
  return value === undefined || value <= 0 ? -1 : value;
}

function republishText(republish: StreamConfig["republish"]): string {
  if (republish === undefined) return "none";
  const { src, dest, headers_only: headersOnly } = republish;
  return `${src ?? ""} to ${dest}${headersOnly === true ? " without content" : ""}`;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "none");
}

function durationText(durationMs: number): string {
  if (durationMs === 0) return "unlimited";
  for (const [unit, unitMs] of units) {
    if (durationMs % unitMs === 0) return `${durationMs / unitMs}${unit}`;
  }
  return `${durationMs}ms`;
}

const units = [
  ["h", 60 * minuteMs],
  ["m", minuteMs],
  ["s", 1_000],
] as const;

function bytesText(bytes: number): string {
  if (bytes <= 0) return "unlimited";
  return bytes % mebibyte === 0 ? `${bytes / mebibyte}MiB` : `${bytes}B`;
}
