// The page Rename or delete. It is no part of the first load.
import { Notice } from "../../parts/notice.tsx";
import { Page } from "../../parts/page.tsx";
import { useModule } from "../../state/loaded.ts";

const load = () => import("./manage-page.tsx");

/** The page, once it is loaded. */
export function LazyManage() {
  const { module, failed } = useModule(load);
  if (module !== undefined) return <module.ManagePage />;
  return (
    <Page title="Rename or delete">
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
