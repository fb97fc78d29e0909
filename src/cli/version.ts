// The version of the package this code belongs to.
import { readFileSync } from "node:fs";

/** The version, from package.json: two folders up, both in `src` and in `dist`. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const content: unknown = JSON.parse(text);
  const version =
    typeof content === "object" && content !== null && "version" in content
      ? content.version
      : undefined;
  if (typeof version !== "string") throw new Error("package.json has no version.");
  return version;
}
