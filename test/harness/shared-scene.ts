// One set-up for all tests of a file: started before the first, stopped after the last.
import { afterAll, beforeAll } from "vitest";
import { cached, signedIn, type SignedIn } from "./asking.ts";
import { startScene, type Scene, type SceneSetUp } from "./scene.ts";

/** Starts a scene for the tests of the file that calls it. Reading it before the first test throws. */
export function shareScene(setUp?: SceneSetUp): Scene {
  let started: Scene | undefined;
  const scene = (): Scene => {
    if (started === undefined) throw new Error("the scene has not been started yet");
    return started;
  };
  beforeAll(async () => {
    started = await startScene(setUp);
  });
  afterAll(() => started?.[Symbol.asyncDispose]());
  return {
    get origin() {
      return scene().origin;
    },
    get relay() {
      return scene().relay;
    },
    get edge() {
      return scene().edge;
    },
    get through() {
      return scene().through;
    },
    get direct() {
      return scene().direct;
    },
    get admin() {
      return scene().admin;
    },
    person: () => scene().person(),
    [Symbol.asyncDispose]: () => scene()[Symbol.asyncDispose](),
  };
}

/** The header lines of a check by somebody who is signed in. */
type StoredCheck = (person: SignedIn) => readonly string[];

/** Signs somebody in before the file's tests, and has the answers to these checks stored. */
export function sharePerson(scene: Scene, ...stored: readonly StoredCheck[]): SignedIn {
  let person: SignedIn | undefined;
  const signed = (): SignedIn => {
    if (person === undefined) throw new Error("nobody is signed in yet");
    return person;
  };
  beforeAll(async () => {
    person = await signedIn(scene);
    for (const headers of stored) await cached(scene, headers(person));
  });
  return {
    get identityId() {
      return signed().identityId;
    },
    get cookie() {
      return signed().cookie;
    },
    get cookieValue() {
      return signed().cookieValue;
    },
    get token() {
      return signed().token;
    },
  };
}

/** A check by the cookie alone. */
export const byCookie: StoredCheck = ({ cookie }) => [`Cookie: ${cookie}`];

/** A check by the token in a header of its own. */
export const bySessionToken: StoredCheck = ({ token }) => [`X-Session-Token: ${token}`];

/** A check by the token as a bearer. */
export const byBearer: StoredCheck = ({ token }) => [`Authorization: Bearer ${token}`];
