// What to set in the configuration of Kratos.
import { CopyButton } from "../../parts/copy-button.tsx";
import { Section } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { kratosYaml } from "./kratos-yaml.ts";

/** Shows the two settings that Kratos needs, and where to send changes and web hooks. */
export function KratosSection() {
  const { project, edgeSessions } = useProject();
  const urls = edgeSessions.value?.urls ?? [];
  const flags = project.services.identity.config.feature_flags;
  const yaml = kratosYaml(urls[0], flags.cacheable_sessions_max_age);
  return (
    <Section title="Configure Kratos">
      {urls.length > 0 && (
        <p>
          The project’s {urls.length === 1 ? "URL" : "URLs"} at the edge, for SDKs and browsers:{" "}
          {urls.map((url, index) => (
            <span key={url}>
              {index > 0 && ", "}
              <code>{url}</code>
            </span>
          ))}
          . If a proxy is in front of the edge, use the scheme and port of the proxy instead.
        </p>
      )}
      <p>
        Add this to the configuration of Kratos. With this base URL, users’ own changes pass through
        the edge, so the next check shows the new state. The feature flags are optional. They let
        Kratos limit how long its answers are stored.
      </p>
      <pre class="code" tabIndex={0} role="region" aria-label="Configuration for Kratos">
        <code>{yaml}</code>
      </pre>
      <div class="buttons">
        <CopyButton text={yaml} what="the configuration" />
      </div>
      <p class="meaning">
        Other changes, such as those made through the admin API, show within the cache duration.
        They show at once if you make them through the admin gateway{" "}
        <code>/projects/{project.id}/admin/</code> of this control plane, or if Kratos sends web
        hooks to <code>/projects/{project.id}/hooks/kratos</code>. Both need an API key.
      </p>
    </Section>
  );
}
