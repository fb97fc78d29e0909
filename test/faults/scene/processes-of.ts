// The processes that belong to one, so that all of a server can be frozen at once.
import { readdirSync, readFileSync } from "node:fs";

/** The process and all of its descendants, parents first. Linux only. */
export function familyOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/u.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      // The name of the program is in parentheses and may contain anything.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch (error) {
      // It has ended since.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}
