// What a program has used so far and what memory it occupies, its own child processes included, as Linux counts it.
import { readdirSync, readFileSync } from "node:fs";

/** Linux counts in hundredths of a second towards programs, whatever it counts in itself (proc(5), `USER_HZ`). */
const tickUs = 10_000;

/** Whether this system tells what other processes use. */
export function canReadProcesses(): boolean {
  return process.platform === "linux";
}

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly us: number;
  readonly residentPages: number;
}

/** Linux counts memory in pages of this size on all processors that Node.js is built for by default. */
const pageBytes = 4_096;

/**
 * Processor time of a process and all below it, in microseconds, ended threads included. Throws where the process is gone.
 * Servers of this kind keep their processes, so none of them can take its time along by ending.
 */
export function processTreeUs(root: number): number {
  return processTree(root).reduce((sum, { us }) => sum + us, 0);
}

/** Resident memory of a process and all below it, in bytes. Pages that they share count for each. Throws like the time. */
export function processTreeResidentBytes(root: number): number {
  return processTree(root).reduce((sum, line) => sum + line.residentPages, 0) * pageBytes;
}

function processTree(root: number): readonly ProcessLine[] {
  const children = new Map<number, ProcessLine[]>();
  let first: ProcessLine | undefined;
  for (const name of readdirSync("/proc")) {
    const line = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined;
    if (line === undefined) continue;
    if (line.pid === root) first = line;
    const siblings = children.get(line.parent);
    if (siblings === undefined) children.set(line.parent, [line]);
    else siblings.push(line);
  }
  if (first === undefined) throw new Error(`process ${root} has ended`);
  const found: ProcessLine[] = [];
  const left = [first];
  for (let line = left.pop(); line !== undefined; line = left.pop()) {
    found.push(line);
    left.push(...(children.get(line.pid) ?? []));
  }
  return found;
}

function readProcess(pid: number): ProcessLine | undefined {
  const text = readStat(pid);
  if (text === undefined) return undefined;
  // The program's name stands in parentheses and may hold anything; what follows its last one is fields 3 and on.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent = 0, user = 0, system = 0, residentPages = 0] = [1, 11, 12, 21].map((at) =>
    Number(fields[at]),
  );
  return { pid, parent, us: (user + system) * tickUs, residentPages };
}

function readStat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // It has ended since the folder was listed.
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
