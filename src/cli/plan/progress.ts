// What the search says while it runs: at most a line a second, and nothing if it ends within one.

const lineEveryMs = 1_000;

/** Writes a line if the last one, or the beginning, is at least a second ago. */
export function createProgress(
  write: (line: string) => unknown,
  nowMs: () => number,
): (text: string) => void {
  const begunAtMs = nowMs();
  let lastAtMs = begunAtMs;
  return (text) => {
    const atMs = nowMs();
    if (atMs - lastAtMs < lineEveryMs) return;
    lastAtMs = atMs;
    write(`edge-sessions plan: ${Math.round((atMs - begunAtMs) / 1_000)}s, ${text}\n`);
  };
}
