// What the edges have stored of sessions, and which sessions are asked most.
import { Notice } from "../../parts/notice.tsx";
import { Page, Section } from "../../parts/page.tsx";
import type { LookUp } from "../../state/route.ts";
import { useProject } from "../../state/project.ts";
import { lacks, useWho } from "../../state/who.ts";
import { HeldEntries } from "./held-entries.tsx";
import { InvalidateButton } from "./invalidate-button.tsx";
import { LookUpForm } from "./look-up-form.tsx";
import { MostAskedSection } from "./most-asked.tsx";
import { useLookUp } from "./use-look-up.ts";
import "../../style/sessions.css";

interface SessionsPageProps {
  /** What is looked up. It is in the address, so that a look-up can be linked to. */
  readonly lookUp: LookUp | undefined;
}

/** Looks up stored answers and invalidates them. */
export function SessionsPage({ lookUp }: SessionsPageProps) {
  const { project } = useProject();
  const why = lacks(useWho(), "invalidate");
  const looking = useLookUp(lookUp);
  const { shown } = looking;
  return (
    <Page title="Sessions" of={project.name}>
      {why !== undefined && (
        <Notice kind="note" id="invalidate-why">
          <p>
            {why} You can look up stored answers, but not by e-mail, and you cannot invalidate them.
          </p>
        </Notice>
      )}
      <LookUpForm lookUp={lookUp} looking={looking} />
      {shown !== undefined && (
        <HeldEntries key={`${shown.by} ${shown.id}`} shown={shown} why={why} />
      )}
      <MostAskedSection />
      <Section title="Invalidate everything">
        <p>
          All edges delete all stored answers of this project. The next check of each session goes
          to the identity server. No user is signed out.
        </p>
        <div class="buttons">
          <InvalidateButton
            order={{ scope: "project" }}
            why={why}
            words="Invalidate everything"
            title="Invalidate everything?"
          >
            Every session of {project.name} will be fetched again. Expect one call to the identity
            server for each active session.
          </InvalidateButton>
        </div>
      </Section>
    </Page>
  );
}
