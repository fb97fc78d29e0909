// Lets changes reach the edge: the base URL of Kratos, or its web hooks.
import { useState } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Notice, ProblemNotice } from "../../parts/notice.tsx";
import { useAction } from "../../state/action.ts";
import { useProject } from "../../state/project.ts";
import { projectHref } from "../../state/route.ts";
import { useServices } from "../../state/services.ts";
import { lacks, useWho } from "../../state/who.ts";
import { kratosYaml } from "../advanced/kratos-yaml.ts";
import { reachText } from "../sessions/reach-text.ts";
import { hooksYaml } from "./hooks-yaml.ts";

/** Either is enough for users’ own changes. */
export function ChangesStep() {
  const { project, edgeSessions } = useProject();
  const { cacheable_sessions_max_age: maxAge } = project.services.identity.config.feature_flags;
  const yaml = kratosYaml(edgeSessions.value?.urls[0], maxAge);
  return (
    <>
      <h3>With the base URL</h3>
      <p>
        Set this in the configuration of Kratos. The changes that users make then pass through the
        edge. If a proxy is in front of the edge, use its scheme and port.
      </p>
      <Code text={yaml} name="Base URL for Kratos" what="the configuration" />
      <details class="other">
        <summary>Or with web hooks</summary>
        <div class="step-controls">
          <Hooks />
        </div>
      </details>
    </>
  );
}

function Hooks() {
  const { api } = useServices();
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const [tested, setTested] = useState<string>();
  const url = new URL(`../projects/${project.id}/hooks/kratos`, pageUrl()).href;
  const test = useAction(async () => {
    const reach = await api.testHook(project.id);
    const words = `A test hook was accepted.${reachText({ applied: 1, ...reach })}`;
    setTested(words);
    return words;
  });
  return (
    <>
      <p>
        Put an <a href={projectHref(project.slug, "keys")}>API key</a> with the scope{" "}
        <code>hooks</code> in place of <code>API_KEY</code>, and use a URL of this control plane
        that Kratos can reach. The step is done when the first hook of Kratos arrives.
      </p>
      <Code text={hooksYaml(url)} name="Web hooks for Kratos" what="the web hooks" />
      {why !== undefined && (
        <Notice kind="note" id="hook-why">
          <p>{why} You cannot send a test hook.</p>
        </Notice>
      )}
      <div class="buttons">
        <Button
          busy={test.busy}
          disabled={why !== undefined}
          describedBy={why === undefined ? "hook-meaning" : "hook-why"}
          onClick={() => void test.run()}
        >
          Send a test hook
        </Button>
      </div>
      <p class="meaning" id="hook-meaning">
        It handles a hook for an identity that does not exist, and shows whether it reaches the
        edges. It does not show whether Kratos can reach this control plane.
      </p>
      <ProblemNotice problem={test.problem} />
      {tested !== undefined && (
        <Notice kind="good">
          <p>{tested}</p>
        </Notice>
      )}
    </>
  );
}

function pageUrl(): string {
  return location.href.replace(/[?#].*$/, "");
}

interface CodeProps {
  readonly text: string;
  readonly name: string;
  readonly what: string;
}

function Code({ text, name, what }: CodeProps) {
  return (
    <>
      <pre class="code" tabIndex={0} role="region" aria-label={name}>
        <code>{text}</code>
      </pre>
      <div class="buttons">
        <CopyButton text={text} what={what} />
      </div>
    </>
  );
}
