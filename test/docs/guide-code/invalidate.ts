import type { Edge } from "../../../src/library/index.ts";

export async function disable(edge: Edge, identityId: string, adminUrl: string): Promise<void> {
  await fetch(`${adminUrl}/admin/identities/${identityId}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify([{ op: "replace", path: "/state", value: "inactive" }]),
  });
  edge.invalidate({ identity: identityId });
}
