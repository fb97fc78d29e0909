// Starts programs that cannot be asked to take any free port. Hundreds of ports are in use here, so one that was free may have
// been taken before the program has it.

const attempts = 4;

/** Calls a function that chooses free ports and starts something on them, and calls it again if that fails. */
export async function startOnFreePorts<Started>(start: () => Promise<Started>): Promise<Started> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      return await start();
    } catch (cause) {
      if (left === 0) throw cause;
    }
  }
}
