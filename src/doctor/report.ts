// The facts as findings, and findings as text or JSON.
import { adminFindings, edgeFindings } from "./edge-findings.ts";
import { busFindings } from "./bus-findings.ts";
import { databaseFindings } from "./database-findings.ts";
import type { Facts } from "./facts.ts";
import type { Finding, Severity } from "./finding.ts";
import { originFindings } from "./origin-findings.ts";
import { doneCount, type SetUpStep } from "../core/health/set-up-steps.ts";
import { stepsOf } from "./set-up.ts";
import { projectFindings } from "./project-findings.ts";
import { sessionFindings } from "./session-findings.ts";
import { trafficFindings } from "./traffic-findings.ts";
import { baseUrlFindings, clientAddressFindings, corsFindings } from "./way-findings.ts";

/** The result of an examination. */
export interface Report {
  /** The gravest first. */
  readonly findings: readonly Finding[];
  /** The steps of the set-up, in their order. */
  readonly setUp: readonly SetUpStep[];
  readonly examined: readonly string[];
  /** What was left out, with what it needs. */
  readonly leftOut: readonly { readonly what: string; readonly needs: string }[];
}

const gravity: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, info: 2 };

/** Every finding that the facts bear out. */
export function findingsOf(facts: Facts): readonly Finding[] {
  const all = [
    originFindings,
    edgeFindings,
    baseUrlFindings,
    clientAddressFindings,
    corsFindings,
    adminFindings,
    // A live session tells the cookie's name exactly, so it goes before the counts.
    sessionFindings,
    trafficFindings,
    databaseFindings,
    busFindings,
    projectFindings,
  ].flatMap((find) => find(facts));
  // The same thing seen in two ways is one finding.
  const once = all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
  return once.toSorted((one, other) => gravity[one.severity] - gravity[other.severity]);
}

/** The findings, with what was and was not looked at: no finding says something only about what was. */
export function reportOf(facts: Facts): Report {
  const { setUp, edge, flow, cors, admin, live, database, bus } = facts;
  const examined: string[] = ["the identity server"];
  const leftOut: { what: string; needs: string }[] = [];
  const note = (what: string, seen: boolean, given: boolean, option: string): void => {
    if (seen) examined.push(what);
    else leftOut.push({ what, needs: given ? "an answer to the earlier questions" : option });
  };
  const givenEdge = setUp.edgeUrl !== undefined;
  note("the edge", edge !== undefined, givenEdge, "--edge URL");
  note("where sign-ins lead", flow !== undefined, givenEdge, "--edge URL");
  const sameOrigin =
    setUp.appOrigin !== undefined &&
    new URL(setUp.edgeUrl ?? setUp.originUrl).origin === new URL(setUp.appOrigin).origin;
  note("CORS", cors !== undefined || sameOrigin, setUp.appOrigin !== undefined, "--app-origin URL");
  const counted = admin?.metrics.kind === "counts";
  note("the edge's traffic", counted, setUp.adminUrl !== undefined, "--edge-admin URL");
  const lived = live !== undefined && live.kind !== "unknown";
  note("a live session", lived, setUp.cookieGiven, "--cookie-file FILE or --ask-cookie");
  // An edge alone has none, so that leaving it out says nothing.
  if (database !== undefined) examined.push("the control plane's database");
  if (bus !== undefined) examined.push(busText(bus));
  if (facts.control !== undefined) examined.push("the projects of the control plane");
  return { findings: findingsOf(facts), setUp: stepsOf(facts), examined, leftOut };
}

/** The bus, with who was heard on it. */
function busText(bus: NonNullable<Facts["bus"]>): string {
  if (bus.kind !== "heard" || bus.members.length === 0) return "the bus";
  const heard = bus.members.map(({ name, region, role }) =>
    role === "edge" ? `${name} in ${region}` : `control plane ${name} in ${region}`,
  );
  const told = heard.length > heardMax ? [...heard.slice(0, heardMax), "and others"] : heard;
  return `the bus (${told.join("; ")})`;
}

/** The processes that the report names. */
const heardMax = 20;

/** One JSON object and a line end. */
export function reportJson({ findings, setUp, examined, leftOut }: Report): string {
  return `${JSON.stringify({ findings, setUp, examined, leftOut })}\n`;
}

/** For a person. */
export function reportText(
  { findings, setUp, examined, leftOut }: Report,
  bold: (text: string) => string,
): string {
  const blocks = findings.map(
    ({ id, severity, what, why, mend }) =>
      `${bold(`${severity}: ${id}`)}\n${indented("what", what)}${indented("why", why)}${indented("fix", mend)}\n`,
  );
  const left = leftOut.map(({ what, needs }) => `${what} (needs ${needs})`);
  const rest = left.length === 0 ? "" : `Not examined: ${left.join(", ")}.\n`;
  return `${blocks.join("")}${summary(findings)}\n${setUpText(setUp)}Examined: ${examined.join(", ")}.\n${rest}`;
}

function setUpText(steps: readonly SetUpStep[]): string {
  const lines = steps.map(
    ({ title, state, sentence }) => `  ${state.padEnd(8)}${title}: ${sentence}\n`,
  );
  return `Set-up: ${doneCount(steps)} of ${steps.length} steps are done.\n${lines.join("")}`;
}

function summary(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No problems were found.";
  const counts = (["problem", "warning", "info"] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return { count, text: `${count} ${severity}${count === 1 || severity === "info" ? "" : "s"}` };
  });
  return `${counts.flatMap(({ count, text }) => (count > 0 ? [text] : [])).join(", ")}.`;
}

function indented(label: string, text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return (
    [`  ${label.padEnd(5)}${first}`, ...rest.map((line) => `       ${line}`)].join("\n") + "\n"
  );
}
