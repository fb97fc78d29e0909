// What a program has used so far, its own child processes included, as Linux counts it.
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
}

/**
 * Processor time of a process and all below it, in microseconds, ended threads included. Throws where the process is gone.
 * Servers of this kind keep their processes, so none of them can take its time along by ending.
 */
export function processTreeUs(root: number): number {
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
  let us = 0;
  const left = [first];
  for (let line = left.pop(); line !== undefined; line = left.pop()) {
    us += line.us;
    left.push(...(children.get(line.pid) ?? []));
  }
  return us;
}

function readProcess(pid: number): ProcessLine | undefined {
  const text = readStat(pid);
  if (text === undefined) return undefined;
  // The program's name stands in parentheses and may hold anything; what follows its last one is fields 3 and on.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return { pid, parent: parent ?? 0, us: ((user ?? 0) + (system ?? 0)) * tickUs };
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
