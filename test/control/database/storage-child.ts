// A separate process with a storage. `drift` opens the storage and prints the drift of its schema. `write` creates projects,
// one after the other, and prints the id of each when it is written, until the process is killed.
import { examineControlDatabase, openControlStorage } from "../../../src/control/database/open.ts";
import { sampleAudit, sampleProject } from "./samples.ts";

const url = process.env["CONTROL_DATABASE"] ?? "";
const storage = openControlStorage(url);
await storage.open();
if (process.argv[2] === "drift") {
  await storage.close();
  const state = await examineControlDatabase(url);
  process.send?.(state.kind === "unreachable" ? state.why : state.drift);
} else {
  for (;;) {
    const project = sampleProject();
    const { kind } = await storage.insertProject(project, sampleAudit({ projectId: project.id }));
    if (kind !== "done") throw new Error(kind);
    process.send?.(project.id);
  }
}
