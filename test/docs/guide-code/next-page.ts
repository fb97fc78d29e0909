import { headers } from "next/headers.js";
import { getSession } from "../../../src/library/frameworks/next.ts";
import { edge } from "./next-edge.ts";

export default async function Account() {
  const session = await getSession(edge, await headers());
  return session === undefined ? "Please sign in." : `Hello ${session.identity.id}`;
}
