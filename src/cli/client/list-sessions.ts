// `edge-sessions list sessions`.
import { z } from "zod";
import { clientOptions } from "../../config/options/client-options.ts";
import { optionHelp } from "../../config/read/option-help.ts";
import { text } from "../../config/options/option-types.ts";
import { canonicalUuid } from "../../core/mutation.ts";
import { readAnswer } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { projectWord } from "./get-project.ts";
import { aligned, instant, plain, shown } from "./text.ts";

const group = "What";
const uuid = () => text("a UUID", canonicalUuid).optional();
/** A cookie that was pasted in place of an id must not be repeated. */
const shy = { group, placeholder: "UUID", hidden: true, flagOnly: true } as const;

/** Options of `list sessions`. */
export const listSessionsOptions = z.strictObject({
  identity: uuid().register(optionHelp, {
    ...shy,
    description: "Lists the stored answers of this identity.",
    example: "6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3",
    defaultText: "the sessions with most hits",
  }),
  session: uuid().register(optionHelp, {
    ...shy,
    description: "Lists the stored answers of this session.",
    example: "0f3a8b1c-2d4e-4f60-8a9b-1c2d3e4f5061",
    defaultText: "the sessions with most hits",
  }),
  ...clientOptions,
});

const edge = z.object({
  edge: z.string(),
  region: z.string().nullable(),
  answered: z.boolean(),
  reason: z.string().nullable(),
  truncated: z.boolean(),
});
const held = z.object({
  edges: z.array(
    edge.extend({
      entries: z.array(
        z.object({
          session_id: z.string(),
          identity_id: z.string(),
          age_seconds: z.number(),
          fresh_for_seconds: z.number(),
          expires_at: z.string().nullable(),
          origin: z.string().nullable(),
        }),
      ),
    }),
  ),
});
const asked = z.object({
  edges: z.array(
    edge.extend({
      sessions: z.array(
        z.object({ session_id: z.string(), identity_id: z.string(), hits: z.number() }),
      ),
    }),
  ),
});

/** The command. */
export const listSessionsCommand = clientCommand({
  name: "list sessions",
  about: `Lists what each edge has stored for an identity or a session of a project. Without either, it
lists the sessions with most hits in the last minutes. Edges that do not answer are named.`,
  usage: "ID [--identity UUID | --session UUID] --key-file FILE [flags]",
  examples: [
    "acme --identity 6f1d8a52-0c3b-4a57-9d4e-2b7c61f0a9e3 --key-file key",
    "acme --key-file edge-sessions.first-key --format json",
  ],
  options: reading(listSessionsOptions, [
    ({ identity, session }) =>
      identity !== undefined && session !== undefined
        ? { where: "--session", what: "cannot be used together with --identity" }
        : undefined,
  ]),
  word: projectWord,
  act: async ({ options: { identity, session }, word, ask }) => {
    const sessions = `/projects/${word}/sessions`;
    if (identity === undefined && session === undefined) {
      const path = `${sessions}/most-asked`;
      const read = readAnswer(asked, await ask({ method: "GET", path }));
      if (read.kind === "failed") return read;
      const rows = read.value.edges
        .flatMap((one) => one.sessions.map((row) => ({ ...row, one })))
        .toSorted((a, b) => b.hits - a.hits)
        .map((row) => [
          shown(row.session_id),
          shown(row.identity_id),
          ...placeOf(row.one),
          String(row.hits),
        ]);
      return {
        kind: "done",
        json: read.json,
        text: (emphasise) =>
          aligned([["SESSION", "IDENTITY", "EDGE", "REGION", "HITS"], ...rows], emphasise),
        talk: remarks(read.value.edges, rows.length, "there was no hit in the last minutes"),
      };
    }
    const query = identity === undefined ? `session=${session ?? ""}` : `identity=${identity}`;
    const read = readAnswer(held, await ask({ method: "GET", path: `${sessions}?${query}` }));
    if (read.kind === "failed") return read;
    const rows = read.value.edges.flatMap((one) =>
      one.entries.map((entry) => [
        shown(entry.session_id),
        shown(entry.identity_id),
        ...placeOf(one),
        `${Math.round(entry.age_seconds)} s`,
        `${Math.round(entry.fresh_for_seconds)} s`,
        entry.expires_at === null ? "unknown" : instant(entry.expires_at),
        shown(entry.origin),
      ]),
    );
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => aligned([heldHead, ...rows], emphasise),
      talk: remarks(read.value.edges, rows.length, "no edge has a stored answer"),
    };
  },
});

const heldHead = [
  "SESSION",
  "IDENTITY",
  "EDGE",
  "REGION",
  "AGE",
  "FRESH FOR",
  "SESSION ENDS",
  "ORIGIN",
];

function placeOf({ edge: name, region }: z.output<typeof edge>): readonly string[] {
  return [shown(name), shown(region)];
}

/** What the table does not say: that it is empty, what it lacks, and who did not answer. */
function remarks(
  edges: readonly z.output<typeof edge>[],
  rows: number,
  nothing: string,
): readonly string[] {
  const more = edges.filter(({ truncated }) => truncated).map(({ edge: name }) => name);
  const silent = edges.filter(({ answered }) => !answered);
  return [
    ...(rows === 0 ? [nothing] : []),
    ...more.map((name) => `${plain(name)} has more than it may list`),
    ...silent.map(({ edge: name, reason }) => `${plain(name)}: ${plain(reason ?? "no answer")}`),
  ];
}
