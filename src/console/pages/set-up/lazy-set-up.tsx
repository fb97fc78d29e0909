// Loads the set-up page, which few visits need.
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { useModule } from "../../state/loaded.ts";

const load = () => import("./set-up-page.tsx");

/** The set-up page once it is loaded. */
export function LazySetUp() {
  const { module, failed } = useModule(load);
  if (module !== undefined) return <module.SetUpPage />;
  return (
    <Page title="Set-up">
      {failed ? (
        <Notice kind="bad" urgent>
          <p>This page could not be loaded. Reload the Console.</p>
        </Notice>
      ) : (
        <p class="quiet">Loading…</p>
      )}
    </Page>
  );
}
