// How an edge notices that the configured name of the session cookie is wrong, also if it was wrong from the start.
import { describe, expect, test } from "vitest";
import { defaultProjectSettings } from "../../core/settings.ts";
import { createScriptedEdge, refusal, sessionOf } from "../../../test/harness/scripted-edge.ts";

const other = ["Cookie", "session_of_now=ada"];

function startWrong() {
  const scene = createScriptedEdge();
  const told = (): readonly (readonly [boolean, string | undefined])[] =>
    scene.events.flatMap((event) =>
      event.kind === "cookie-name" ? [[event.contradicted, event.sign] as const] : [],
    );
  const checkByOther = async (): Promise<void> => {
    await scene.request("GET", "/sessions/whoami", other);
    await scene.call(-1).answer({ body: sessionOf("ada") });
  };
  return { ...scene, told, checkByOther };
}

describe("cookie-name", () => {
  test("A session that is accepted in another cookie contradicts a name that was never confirmed, once.", async () => {
    const scene = startWrong();
    await scene.checkByOther();
    await scene.checkByOther();
    expect(scene.told()).toEqual([[true, "check"]]);
  });

  test("It ends when a later call confirms the name.", async () => {
    const scene = startWrong();
    await scene.checkByOther();
    await scene.advance(1);
    await scene.check("ada");
    await scene.call(-1).answer({ body: sessionOf("ada") });
    expect(scene.told()).toEqual([
      [true, "check"],
      [false, undefined],
    ]);
  });

  test("It ends when the setting changes.", async () => {
    const scene = startWrong();
    await scene.checkByOther();
    scene.edge.applySettings({
      ...defaultProjectSettings,
      cacheableSessions: true,
      cookieName: "session_of_now",
    });
    expect(scene.told()).toEqual([
      [true, "check"],
      [false, undefined],
    ]);
  });

  test("A sign-in by browser that sets only another cookie contradicts the name.", async () => {
    const scene = startWrong();
    await scene.request("POST", "/self-service/login?flow=f", ["Accept", "application/json"]);
    await scene.call(-1).answer({
      headers: ["Set-Cookie", "session_of_now=v; Path=/"],
      body: `{"session":${sessionOf("ada")}}`,
    });
    expect(scene.told()).toEqual([[true, "sign-in"]]);
  });

  test("A refusal, a page of a proxy, and a token contradict nothing.", async () => {
    const scene = startWrong();
    await scene.request("GET", "/sessions/whoami", other);
    await scene.call(-1).answer(refusal);
    await scene.request("GET", "/sessions/whoami", other);
    await scene.call(-1).answer({ type: "text/html", body: "<html>" });
    await scene.request("GET", "/sessions/whoami", [...other, "X-Session-Token", "t"]);
    await scene.call(-1).answer({ body: sessionOf("ada") });
    expect(scene.told()).toEqual([]);
  });
});
