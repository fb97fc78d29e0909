// Kubernetes objects of a guide. No cluster runs in the tests: each controller's own translation is done here, for the
// objects that the guide prints, and the proxy that the controller would configure runs with the result.
import { readFile } from "node:fs/promises";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

/** An object of a file, with the parts that tests read. */
const kubernetesObject = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.unknown().optional(),
  data: z.record(z.string(), z.string()).optional(),
});

/** One object. */
export type KubernetesObject = z.infer<typeof kubernetesObject>;

/** The text of a file below deploy/gateways. */
export function readDeployed(path: string): Promise<string> {
  return readFile(new URL(`../../../deploy/gateways/${path}`, import.meta.url), "utf8");
}

/** The objects of a file. */
export async function readObjects(path: string): Promise<readonly KubernetesObject[]> {
  return objectsIn(await readDeployed(path));
}

/** The objects of a text. */
export function objectsIn(text: string): readonly KubernetesObject[] {
  const documents = parseAllDocuments(text);
  return documents.map((document) => kubernetesObject.parse(document.toJS()));
}

/** The first object of a kind. Throws if there is none. */
export function objectOf(
  objects: readonly KubernetesObject[],
  kind: string,
  name?: string,
): KubernetesObject {
  const found = objects.find(
    (one) => one.kind === kind && (name === undefined || one.metadata.name === name),
  );
  if (found === undefined) throw new Error(`the file has no ${kind}`);
  return found;
}
