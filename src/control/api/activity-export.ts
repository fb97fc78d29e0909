// The audit log as a file: CSV (RFC 4180), or one JSON object in each line. It is read page by page while it is sent.
import { setImmediate } from "node:timers/promises";
import { auditExportMax, auditPageMax } from "../limits.ts";
import type { AuditFilter, AuditLine, ControlStorage } from "../storage.ts";
import { auditView } from "./activity-view.ts";

/** The formats of an export. */
export type ExportFormat = "csv" | "jsonl";

/** The content type of each format. */
export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8; header=present",
  jsonl: "application/jsonl; charset=utf-8",
};

const columns = [
  "sequence",
  "at",
  "actor",
  "actor_key_id",
  "action",
  "project_id",
  "project",
  "subject",
  "before",
  "after",
] as const;

/** What is exported. */
interface Exported {
  readonly projectId: string | undefined;
  readonly filter: AuditFilter;
  readonly format: ExportFormat;
  /** The most lines. The last line of a longer export says that it was cut. */
  readonly linesMax?: number;
}

/** The text of an export in pieces, newest line first. Each piece holds one page of the log. */
export async function* exportAudit(
  storage: Pick<ControlStorage, "listAudit">,
  { projectId, filter, format, linesMax = auditExportMax }: Exported,
): AsyncGenerator<string, undefined> {
  if (format === "csv") yield csvRow(columns);
  const write = format === "csv" ? csvLine : jsonLine;
  let beforeSequence: number | undefined;
  for (let left = linesMax; ;) {
    const limit = Math.min(left, auditPageMax);
    const { lines, next } = await storage.listAudit({ projectId, beforeSequence, filter, limit });
    if (lines.length > 0) yield lines.map(write).join("");
    left -= lines.length;
    if (next === undefined) return undefined;
    if (left === 0) {
      yield format === "csv" ? csvRow([cutText(linesMax, next)]) : cutLine(linesMax, next);
      return undefined;
    }
    beforeSequence = next;
    // A database in the process answers at once, and a fast reader would otherwise keep checks waiting until the end.
    await setImmediate();
  }
}

function cutText(linesMax: number, next: number): string {
  return `Cut after ${linesMax} lines. Older lines begin before sequence ${next}. Choose a shorter time.`;
}

function cutLine(linesMax: number, next: number): string {
  return `${JSON.stringify({ cut: cutText(linesMax, next), next })}\n`;
}

function jsonLine(line: AuditLine): string {
  return `${JSON.stringify(auditView(line))}\n`;
}

function csvLine(line: AuditLine): string {
  const view = auditView(line);
  return csvRow([
    view.sequence,
    view.at,
    view.actor.name,
    view.actor.key_id ?? "",
    view.action,
    view.project_id ?? "",
    view.project?.slug ?? "",
    view.subject,
    valueText(view.before),
    valueText(view.after),
  ]);
}

function valueText(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** A row with every cell quoted where it must be (RFC 4180 section 2). */
function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map((cell) => csvCell(String(cell))).join(",")}\r\n`;
}

/** A spreadsheet runs a cell that begins with one of these as a formula. The apostrophe makes it a text. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
