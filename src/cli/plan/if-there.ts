// What may be missing: a file or a folder that is looked at before it is made.

/** What was found. Undefined if there is no such file or folder. Rejects if it cannot be looked at for another reason. */
export async function ifThere<Found>(looking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await looking;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // The second: a part of the path is a file, so there is nothing below it.
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
