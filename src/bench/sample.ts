// The sessions that everybody is measured with: any number of them, each made from its number alone, so that origin,
// load and edge agree without telling each other.

/** Bytes of a session's body. */
export const bodyBytes = 1_400;
/** Bytes of the session cookie's value. */
export const cookieBytes = 250;
/** Where in a body the session's id begins. */
export const idOffset = '{"id":"'.length;
/** Seconds that the origin lets its answers be kept. */
export const hintSeconds = 3_600;

/** The header by which a decision tells the session's id. */
export const decisionHeader = "X-Session-Id";
/** Where a gateway asks. */
export const decisionPath = "/edge-sessions/authorize/bench";

/** Digits of a session's number where it stands in cookies and ids. */
export const hexDigits = 12;
const sessionPrefix = "5e551001-0000-4000-8000-";
const identityPrefix = "1de00001-0000-4000-8000-";
const cookieEnd = "MTcwMDAwMDAwMHxfLVNlc3Npb25Db29raWU".repeat(8);

function hex(index: number): string {
  return index.toString(16).padStart(hexDigits, "0");
}

/** Id of the session with this number; a UUID. */
export function sessionIdOf(index: number): string {
  return sessionPrefix + hex(index);
}

/** Value of its cookie. The number stands in front, the rest is as long as a real one. */
export function cookieOf(index: number): string {
  const text = `bench-${hex(index)}-`;
  return text + cookieEnd.slice(0, cookieBytes - text.length);
}

/** The `Cookie` line that a browser would send. */
export function cookieLineOf(index: number): string {
  return `ory_kratos_session=${cookieOf(index)}`;
}

const cookieNumber = /bench-([0-9a-f]{12})-/;

/** Where in a request's head the number of its cookie begins. Throws without one. */
export function numberAtIn(head: string): number {
  const at = head.search(cookieNumber);
  if (at === -1) throw new Error("the request has no session cookie of this run");
  return at + "bench-".length;
}

/** Number of the session whose cookie stands in a request's head; undefined without one. */
export function indexIn(head: string): number | undefined {
  const found = cookieNumber.exec(head)?.[1];
  return found === undefined ? undefined : Number.parseInt(found, 16);
}

const numberMark = "############";

/** A session's JSON with marks where its number belongs, cut at the marks: made once, since bodies are made by the million. */
const bodyPieces = markedBody().split(numberMark);

/** Its JSON as the origin sends it: `bodyBytes` of ASCII. */
export function bodyOf(index: number): string {
  return bodyPieces.join(hex(index));
}

function markedBody(): string {
  const address = { value: `person-${numberMark}@example.com`, verified: true, via: "email" };
  const session = {
    id: `${sessionPrefix}${numberMark}`,
    active: true,
    expires_at: "2099-01-01T00:00:00Z",
    authenticated_at: "2026-01-01T00:00:00.123456Z",
    authenticator_assurance_level: "aal1",
    authentication_methods: [
      { method: "password", aal: "aal1", completed_at: "2026-01-01T00:00:00.123456Z" },
    ],
    issued_at: "2026-01-01T00:00:00.123456Z",
    identity: {
      id: `${identityPrefix}${numberMark}`,
      schema_id: "person",
      schema_url: "https://kratos.example/schemas/cGVyc29u",
      state: "active",
      state_changed_at: "2026-01-01T00:00:00.123456Z",
      traits: { email: address.value, name: "Ada" },
      verifiable_addresses: [address],
      recovery_addresses: [{ value: address.value, via: "email" }],
      metadata_public: { note: "" },
      created_at: "2026-01-01T00:00:00.123456Z",
      updated_at: "2026-01-01T00:00:00.123456Z",
    },
    devices: [],
  };
  // One byte of the length is the newline that Kratos ends its JSON with.
  const room = bodyBytes - 1 - JSON.stringify(session).length;
  session.identity.metadata_public.note = "n".repeat(Math.max(0, room));
  return `${JSON.stringify(session)}\n`;
}

/** Id of the identity that the session is of; everybody has one session. */
function identityIdOf(index: number): string {
  return identityPrefix + hex(index);
}

/** The header lines of an answer, as Kratos sends them: name, value, name, value … */
export function answerLinesOf(index: number): string[] {
  return [
    ["Cache-Control", "private, no-cache, no-store, must-revalidate"],
    ["Content-Type", "application/json; charset=utf-8"],
    ["Ory-Session-Cache-For", String(hintSeconds)],
    ["Vary", "Origin"],
    ["Vary", "Cookie"],
    ["X-Kratos-Authenticated-Identity-Id", identityIdOf(index)],
    ["Date", new Date().toUTCString()],
    ["Content-Length", String(bodyBytes)],
  ].flat();
}
