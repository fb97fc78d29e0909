// Customize → Advanced Settings: the switch, its settings, and a live check.
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { useProject } from "../../state/project.ts";
import { lacks, useWho } from "../../state/who.ts";
import { EdgeSessionsSwitch } from "./edge-sessions-switch.tsx";
import { KratosSection } from "./kratos-section.tsx";
import { LiveCheckSection } from "./live-check.tsx";
import { ProjectForm } from "./project-form.tsx";
import { settingsIn } from "./setting-texts.ts";
import { SettingsForm } from "./settings-form.tsx";

const checkSettings = settingsIn("checks");
const identitySettings = settingsIn("identity");

/** The settings of one project's session checks. */
export function AdvancedPage() {
  const { project } = useProject();
  const why = lacks(useWho(), "settings");
  return (
    <Page title="Advanced Settings" of={project.name}>
      {why !== undefined && (
        <Notice kind="note" id="settings-why">
          <p>{why} You can view these settings but not change them.</p>
        </Notice>
      )}
      <EdgeSessionsSwitch why={why} />
      <SettingsForm title="Cache settings" settings={checkSettings} why={why} />
      <SettingsForm title="Identity server" settings={identitySettings} why={why} />
      <KratosSection />
      <LiveCheckSection />
      <ProjectForm why={why} />
    </Page>
  );
}
