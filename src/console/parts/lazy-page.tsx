// A page that is not in the first load, because few visits need it.
import type { ComponentType } from "preact";
import { useModule } from "../state/loaded.ts";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";

interface LazyPageProps {
  /** Shown until the page is there. */
  readonly title: string;
  /** Loads the page. It must be the same function each time. */
  readonly load: () => Promise<{ readonly Shown: ComponentType }>;
}

/** The page, once it is loaded. */
export function LazyPage({ title, load }: LazyPageProps) {
  const { module, failed } = useModule(load);
  if (module !== undefined) return <module.Shown />;
  return (
    <Page title={title}>
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
