// Findings about the bus that edges share: whether it can be used, and what its heartbeats say of the edges.
import type { BusFacts, BusMember, Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";

/** A wall clock that is further off than this is reported. */
const clockOffMaxMs = 2_000;

type Heard = Extract<BusFacts, { kind: "heard" }>;

/** Whether the bus can be reached and used, who is on it, and how they are. */
export function busFindings({ bus }: Facts): readonly Finding[] {
  if (bus === undefined) return [];
  switch (bus.kind) {
    case "unreachable":
      return [
        {
          id: "bus-unreachable",
          severity: "problem",
          what: `The bus cannot be used: ${sentence(bus.why)}`,
          why: "Edges that lose it are degraded. One that starts now is degraded until it answers.",
          mend: "Check that the server is running, and that this machine can reach it. Compare --bus with the --bus of the edges.",
        },
      ];
    case "refused":
      return [busRefused(bus.why)];
    case "heard":
      return bus.differences.length > 0
        ? [busLayout(bus)]
        : [...regionFindings(bus), ...edgeStateFindings(bus), ...togetherFindings(bus)];
    default:
      return bus satisfies never;
  }
}

/** The message of a refusal ends with what to do. */
function busRefused(message: string): Finding {
  const [, what = message, remedy = ""] = /^(.*?\.) ([A-Z].*)$/su.exec(message) ?? [];
  return {
    id: "bus-refused",
    severity: "problem",
    what: `The bus cannot be used: ${sentence(what)}`,
    why: "An edge or a control plane with these options does not start.",
    mend: remedy === "" ? "Compare --bus with the --bus of the edges." : remedy,
  };
}

function busLayout({ differences }: Heard): Finding {
  const told = differences.map(
    ({ where, what, is, shouldBe }) => `${where}: ${what} is ${is}, and must be ${shouldBe}`,
  );
  return {
    id: "bus-layout",
    severity: "problem",
    what: `The bus is not as it must be. ${capital(told.join("; "))}.`,
    why: "Edges cannot use it, or lose messages too early and then remove every stored answer.",
    mend: [...new Set(differences.map(({ fix }) => fix))].join("\n"),
  };
}

function regionFindings({ regions, members, silent }: Heard): readonly Finding[] {
  if (members.length === 0) {
    return [
      {
        id: "bus-silent",
        severity: "problem",
        what: "Nobody sends heartbeats on the bus.",
        why: "Every edge sends two a second. So no edge and no control plane uses this bus.",
        mend: "Start the edges with this --bus. Two processes with different databases, schemas or accounts do not hear each other.",
      },
    ];
  }
  const gone = silent.filter(({ role }) => role === "edge").filter(isMissing(members));
  const quiet = regions.filter((region) => !members.some((member) => member.region === region));
  return [
    ...quiet.map((region): Finding => ({
      id: "region-silent",
      severity: "problem",
      what: `The region ${region} is on the list of regions, and no edge is heard there.`,
      why: "Its edges may be cut off and learn of changes. So all other edges are degraded until it is heard again or forgotten.",
      mend: `Start its edges, or restore the link to it. If it is gone for good, the others forget it after --region-forget-after, or at once after this:\nedge-sessions bus remove-region ${region} --region ${members[0]?.region ?? "REGION"} --bus URL`,
    })),
    ...(gone.length === 0
      ? []
      : [
          {
            id: "edge-silent",
            severity: "warning",
            what: `These edges were heard before, and fell silent without saying goodbye: ${names(gone)}.`,
            why: "They were killed, or they are cut off from the bus. What they had not published is seen by age only.",
            mend: "See whether they are running. If so, read the line degraded in their /health/ready: docs/runbooks/edge-silent.md",
          } as const,
        ]),
  ];
}

/** An edge that was replaced by one of its name is not missing. */
function isMissing(members: readonly BusMember[]) {
  return (gone: Pick<BusMember, "name" | "region">): boolean =>
    !members.some(({ name, region }) => name === gone.name && region === gone.region);
}

function edgeStateFindings({ members, projects, revisions }: Heard): readonly Finding[] {
  const findings: Finding[] = [];
  const degraded = members.filter(({ healthy }) => !healthy);
  if (degraded.length > 0) {
    findings.push({
      id: "edge-degraded",
      severity: "problem",
      what: `Degraded: ${names(degraded)}.`,
      why: "These may be missing invalidations, so their answers are at most --degraded-max-age old, and the identity server gets more calls.",
      mend: "Their /health/ready says which region they do not hear, and why: docs/runbooks/degraded.md",
    });
  }
  const waiting = members.filter(({ unpublished }) => unpublished > 0);
  if (waiting.length > 0) {
    findings.push({
      id: "edge-unpublished",
      severity: "warning",
      what: `Invalidations wait to be published at ${names(waiting)}.`,
      why: "Until then, other edges show what was changed there by age only.",
      mend: "If they still wait in a minute, see docs/runbooks/unpublished.md. Do not kill these edges.",
    });
  }
  // An edge with --origin serves one project that never has another revision than 1, so it is not behind.
  const behind = members.filter(
    (member) =>
      member.role === "edge" &&
      member.projects === projects &&
      member.revisions < revisions &&
      !(member.projects === 1 && member.revisions === 1),
  );
  if (behind.length > 0) {
    findings.push({
      id: "edge-settings",
      severity: "problem",
      what: `These edges do not have the latest settings of all projects: ${names(behind)}.`,
      why: "A setting that was changed, such as turning Edge Sessions off, is not in force there.",
      mend: "Run doctor again in some seconds. If they are still behind, restart them, and read their logs for lines about settings.",
    });
  }
  return findings;
}

function togetherFindings({ members }: Heard): readonly Finding[] {
  const findings: Finding[] = [];
  const off = members.filter(({ clockAheadMs }) => Math.abs(clockAheadMs) > clockOffMaxMs);
  if (off.length > 0) {
    const told = off.map(({ name, clockAheadMs }) => {
      const seconds = (Math.abs(clockAheadMs) / 1_000).toFixed(1);
      return `${name} by ${seconds} s (${clockAheadMs > 0 ? "ahead" : "behind"})`;
    });
    findings.push({
      id: "edge-clock",
      severity: "warning",
      what: `The wall clock differs from that of this machine: ${told.join(", ")}.`,
      why: "No guarantee depends on it, but times in logs and the metric of the lag are wrong.",
      mend: "Run NTP (chrony or systemd-timesyncd) on these machines, and on this one.",
    });
  }
  const versions = Map.groupBy(members, ({ software }) => software);
  if (versions.size > 1) {
    const told = [...versions].map(([version, those]) => `${version} (${names(those)})`);
    findings.push({
      id: "edge-version",
      severity: "warning",
      what: `Processes of several versions are on the bus: ${told.join(", ")}.`,
      why: "They work together if they are one version apart. It should last only for the time of an upgrade.",
      mend: "Finish the upgrade: docs/guides/upgrades.md",
    });
  }
  const edges = members.filter(({ role }) => role === "edge");
  const named = Map.groupBy(edges, ({ name, region }) => `${name} in the region ${region}`);
  const twice = [...named].filter(([, those]) => those.length > 1);
  if (twice.length > 0) {
    findings.push({
      id: "edge-name",
      severity: "warning",
      what: `More than one edge is named ${twice.map(([name]) => name).join(", ")}.`,
      why: "Lists, metrics and Cache-Status cannot tell them apart.",
      mend: "Give each edge its own --name. In Kubernetes, take the name of the pod, as deploy/kubernetes/deployment.yaml does.",
    });
  }
  return findings;
}

/** The names that one finding gives. */
const namesMax = 10;

function names(members: readonly Pick<BusMember, "name" | "region">[]): string {
  const told = members.slice(0, namesMax).map(({ name, region }) => `${name} (${region})`);
  const more = members.length > namesMax ? [`and ${members.length - namesMax} more`] : [];
  return [...told, ...more].join(", ");
}

/** With one full stop at its end. */
function sentence(text: string): string {
  return `${text.replace(/\.$/u, "")}.`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
