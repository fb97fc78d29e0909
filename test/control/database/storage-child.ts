// A process of its own with a storage in it: `drift` opens it and tells its schema's drift; `write` makes projects, one
// after the other, and tells each one's id once it is written, until it is killed.
import { openControlStorage } from "../../../src/control/database/open.ts";
import { driftOf } from "./place.ts";
import { sampleAudit, sampleProject } from "./samples.ts";

const url = process.env["CONTROL_DATABASE"] ?? "";
const storage = openControlStorage(url);
await storage.open();
if (process.argv[2] === "drift") {
  await storage.close();
  process.send?.(await driftOf({ url }));
} else {
  for (;;) {
    const project = sampleProject();
    const { kind } = await storage.insertProject(project, sampleAudit({ projectId: project.id }));
    if (kind !== "done") throw new Error(kind);
    process.send?.(project.id);
  }
}
