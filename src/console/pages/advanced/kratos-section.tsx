// What the identity server must be told.
import { CopyButton } from "../../parts/copy-button.tsx";
import { Section } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { kratosYaml } from "./kratos-yaml.ts";

/** Two things in its configuration, and where it and others send news. */
export function KratosSection() {
  const { project, edgeSessions } = useProject();
  const urls = edgeSessions.value?.urls ?? [];
  const flags = project.services.identity.config.feature_flags;
  const yaml = kratosYaml(urls[0], flags.cacheable_sessions_max_age);
  return (
    <Section title="What Kratos must be told">
      {urls.length > 0 && (
        <p>
          The project’s {urls.length === 1 ? "URL" : "URLs"} at the edge, for SDKs and browsers:{" "}
          {urls.map((url, index) => (
            <span key={url}>
              {index > 0 && ", "}
              <code>{url}</code>
            </span>
          ))}
          . Behind a proxy, its scheme and port stand in place of these.
        </p>
      )}
      <p>
        In Kratos’ configuration. The base URL makes people’s own changes pass the edge, so that the
        next check tells the new state. The feature flags are optional: they let Kratos bound how
        long its answers are kept.
      </p>
      <pre class="code" tabIndex={0} role="region" aria-label="Configuration for Kratos">
        <code>{yaml}</code>
      </pre>
      <div class="buttons">
        <CopyButton text={yaml} what="the configuration" />
      </div>
      <p class="meaning">
        Changes made elsewhere, such as by the admin API, show within the cache duration; at once if
        they go through the admin gateway <code>/projects/{project.id}/admin/</code> of this control
        plane, or if Kratos sends web hooks to <code>/projects/{project.id}/hooks/kratos</code>.
        Both take an API key.
      </p>
    </Section>
  );
}
