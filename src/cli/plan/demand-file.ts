// The operator's own demand: a CSV file with a country or a city in each line, and the requests per second from there.
// Everything that is wrong is listed with its line, and no place or number is guessed.
import { readSmallFile } from "./small-file.ts";
import type { DemandRow } from "../../planet/demand/operator.ts";

/** The lines that can be read, and everything that is wrong with the others. Places are not looked up. */
export interface DemandFile {
  readonly rows: readonly DemandRow[];
  readonly faults: readonly Fault[];
}

/** One thing that is wrong. */
export interface Fault {
  /** From 1. Undefined if it concerns the whole file. */
  readonly line: number | undefined;
  /** The rest of a sentence that begins with the line. */
  readonly what: string;
  /** How it would be right. */
  readonly example?: string;
}

const fileBytesMax = 1_024 * 1_024;

/** More lines than there are cities with data centres and countries, by far. */
const rowsMax = 10_000;

const amountColumn = "requests_per_second";
const knownColumns = ["country", "city", amountColumn] as const;
type Column = (typeof knownColumns)[number];

const example = `country,${amountColumn}`;

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads a file of at most 1 MiB and 10,000 lines. */
export async function readDemandFile(path: string): Promise<DemandFile> {
  const read = await readSmallFile(path, fileBytesMax);
  if (read.kind === "problem") return broken({ line: undefined, what: read.what });
  const parsed = await parse(read.text);
  if ("fault" in parsed) return broken(parsed.fault);
  const [head, ...lines] = parsed.lines;
  if (head === undefined) {
    return broken({ line: undefined, what: "is empty; it must begin with a header", example });
  }
  const { columns, faults } = readHeader(head);
  if (faults.length > 0) return broken(...faults);
  if (lines.length === 0) {
    const what = "has a header and no line below it";
    return broken({ line: undefined, what, example: "line 2: DE,12.5" });
  }
  if (lines.length > rowsMax) {
    const what = `must not have more than ${rowsMax} lines; add up those of one place`;
    return broken({ line: undefined, what });
  }
  return readRows(columns, lines);
}

function broken(...faults: readonly Fault[]): DemandFile {
  return { rows: [], faults };
}

/** A misplaced quote hides where later fields end, so that nothing behind it can be judged. */
async function parse(
  text: string,
): Promise<{ readonly lines: readonly Line[] } | { readonly fault: Fault }> {
  const { CsvError, parse: parseCsv } = await import("csv-parse/sync");
  const lines: Line[] = [];
  try {
    parseCsv(text, {
      on_record: (cells: string[], { lines: line }) => {
        lines.push({ line, cells });
        return null;
      },
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return { lines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { code, lines: line } = error;
    // The parser notices at the end of the file.
    const isOpen = code === "CSV_QUOTE_NOT_CLOSED" || typeof line !== "number";
    const at = isOpen ? (lines.at(-1)?.line ?? 0) + 1 : line;
    return { fault: { line: at, what: quoteText(code) } };
  }
}

function quoteText(code: string): string {
  const right = 'put the whole field in quotes and write a quote within it twice, as in "a ""b"""';
  if (code === "CSV_QUOTE_NOT_CLOSED") return "has a quote that is never closed";
  if (code === "INVALID_OPENING_QUOTE") return `has a quote within a field; ${right}`;
  return `has text after a closing quote; ${right}`;
}

function readHeader({ line, cells }: Line): {
  readonly columns: readonly Column[];
  readonly faults: readonly Fault[];
} {
  const separator = [";", "\t"].find((one) => cells.length === 1 && cells[0]?.includes(one));
  if (separator !== undefined) {
    const named = separator === ";" ? "semicolons" : "tabs";
    const what = `separates columns with ${named}; it must separate them with commas`;
    return { columns: [], faults: [{ line, what, example }] };
  }
  const names = cells.map((cell) => cell.toLowerCase().replaceAll(/[\s-]+/gu, "_"));
  const columns = names.filter((name): name is Column => knownColumns.some((one) => one === name));
  // If no column is known, the file has no header, and one message is enough.
  if (columns.length === 0) {
    return { columns, faults: [{ line, what: `must be a header; ${columnsText}`, example }] };
  }
  const faults: Fault[] = [];
  const complain = (what: string): number => faults.push({ line, what, example });
  for (const [index, name] of names.entries()) {
    if (columns.every((one) => one !== name)) {
      complain(`has an unknown column ${JSON.stringify(cells[index])}; ${columnsText}`);
    } else if (names.indexOf(name) !== index) {
      complain(`has two columns ${name}`);
    }
  }
  if (!columns.includes(amountColumn)) complain(`has no column ${amountColumn}`);
  if (!columns.includes("country") && !columns.includes("city")) {
    complain("has no column country or city");
  }
  return { columns, faults };
}

const columnsText = `the columns are ${knownColumns.join(", ")}`;

function readRows(columns: readonly Column[], lines: readonly Line[]): DemandFile {
  const faults: Fault[] = [];
  const rows = lines.flatMap(({ line, cells }): DemandRow[] => {
    if (cells.length !== columns.length) {
      const fields = cells.length === 1 ? "1 field" : `${cells.length} fields`;
      faults.push({ line, what: `has ${fields}; the header has ${columns.length}` });
      return [];
    }
    const cell = (name: Column): string => cells[columns.indexOf(name)] ?? "";
    const [country, city, amount] = [cell("country"), cell("city"), cell(amountColumn)];
    const hasPlace = country !== "" || city !== "";
    if (!hasPlace) faults.push({ line, what: `has no ${placeText(columns)}` });
    const requestsPerSecond = readAmount(amount);
    if (requestsPerSecond === undefined) {
      const was = amount === "" ? "is empty" : `was ${JSON.stringify(amount.slice(0, 60))}`;
      const what = `must have a number such as 12.5 as ${amountColumn}; it ${was}`;
      faults.push({ line, what });
    }
    return hasPlace && requestsPerSecond !== undefined
      ? [{ line, requestsPerSecond, country, city }]
      : [];
  });
  return { rows, faults };
}

function placeText(columns: readonly Column[]): string {
  return columns.filter((name) => name !== amountColumn).join(" or ");
}

/** More per second than all of the world's people send. */
const amountMax = 1e12;

function readAmount(text: string): number | undefined {
  if (!/^\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,3})?$/iu.test(text)) return undefined;
  const amount = Number(text);
  return amount <= amountMax ? amount : undefined;
}
