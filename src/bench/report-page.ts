// A page of the documents that quotes a run. Its figures stand between two marks; whatever else it says is kept.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { pictureFiles, reportSections } from "./files.ts";
import type { BenchReport } from "./report.ts";

const beginMark = "<!-- figures: begin -->";
const endMark = "<!-- figures: end -->";

/** A page that has no text of its own. */
const emptyPage = `# Performance\n\n${beginMark}\n${endMark}\n`;

/**
 * The page with other figures. `command` is what was run, `pictures` the folder of the pictures as the page links to it.
 * Throws where the page has no marks.
 */
export function pageWith(
  page: string,
  report: BenchReport,
  command: string,
  pictures: string,
): string {
  const begin = page.indexOf(beginMark);
  const end = page.indexOf(endMark);
  if (begin === -1 || end < begin) {
    throw new Error(`the page must have the marks "${beginMark}" and "${endMark}", in that order`);
  }
  const sections = reportSections(report, (name) => `${pictures}/${name}`);
  const figures = [`\`${command}\` printed these figures.`, ...sections].join("\n\n");
  return `${page.slice(0, begin)}${beginMark}\n\n${figures}\n\n${page.slice(end)}`;
}

/** Writes the figures into the page, which is made where it is not there, and the pictures into a folder beside it. */
export async function writeReportPage(
  file: string,
  report: BenchReport,
  command: string,
): Promise<void> {
  const name = basename(file, extname(file));
  const text = pageWith(await pageText(file), report, command, name);
  const folder = join(dirname(file), name);
  await mkdir(folder, { recursive: true });
  for (const [picture, content] of pictureFiles(report)) {
    await writeFile(join(folder, picture), content);
  }
  await writeFile(file, text);
}

async function pageText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return emptyPage;
    throw error;
  }
}
