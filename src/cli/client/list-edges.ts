// `edge-sessions list edges`.
import { edgeList, readAnswer, type ListedEdge } from "./answers.ts";
import { clientCommand, reading } from "./client-command.ts";
import { plainClientOptions } from "./list-projects.ts";
import { aligned, instant, shown } from "./text.ts";

/** The command. */
export const listEdgesCommand = clientCommand({
  name: "list edges",
  about: `Lists the edges of all processes that the control plane hears on its bus, by region, with
their state: healthy, degraded (may be missing invalidations), silent (no heartbeats any more and
no goodbye: it has died, or is cut off), stopped. Edges that are gone are listed for an hour.
SETTINGS is current if the edge has every project as the control plane has it.`,
  usage: "--key-file FILE [flags]",
  examples: [
    "--key-file edge-sessions.first-key",
    "--control https://control.example --key-file control.key --format json",
  ],
  options: reading(plainClientOptions),
  act: async ({ ask }) => {
    const read = readAnswer(edgeList, await ask({ method: "GET", path: "/edges" }));
    if (read.kind === "failed") return read;
    const rows = read.value.map((edge) => rowOf(edge));
    const silent = read.value.filter(({ state }) => state === "silent");
    return {
      kind: "done",
      json: read.json,
      text: (emphasise) => aligned([head, ...rows], emphasise),
      talk: [
        ...(rows.length === 0
          ? ["there are no edges; `edge-sessions edge --bus` and `control --edge` start one"]
          : []),
        ...silent.map(
          ({ name, last_heard_at: at }) =>
            `${shown(name)} has been silent since ${instant(at)}: it has died, or is cut off`,
        ),
      ],
    };
  },
});

const head = [
  "NAME",
  "REGION",
  "STATE",
  "SETTINGS",
  "HITS",
  "LAG",
  "ENTRIES",
  "VERSION",
  "RUNNING SINCE",
  "LAST HEARD",
  "URL",
];

function rowOf(edge: ListedEdge): string[] {
  const isControl = edge.role === "control";
  return [
    shown(edge.name),
    shown(edge.region),
    isControl ? `${edge.state}, control plane` : edge.state,
    edge.settings,
    figure(edge.hit_ratio, (ratio) => `${(ratio * 100).toFixed(1)} %`),
    figure(edge.lag_ms, (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`),
    figure(isControl ? null : edge.entries, String),
    shown(edge.version),
    instant(edge.started_at),
    instant(edge.last_heard_at),
    shown(edge.url),
  ];
}

function figure(value: number | null, text: (value: number) => string): string {
  return value === null ? "-" : text(value);
}
