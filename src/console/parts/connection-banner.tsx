// Says that the connection is lost, while it is.
import { useStore } from "../state/store.ts";
import { useServices } from "../state/services.ts";
import { Button } from "./button.tsx";

/** The element stays on the page, so that screen readers announce what appears in it. */
export function ConnectionBanner() {
  const { connection } = useServices();
  const lost = useStore(connection.state) === "lost";
  return (
    <div role="alert" class={lost ? "banner" : "unseen"}>
      {lost && (
        <>
          <p>
            <strong>Connection lost.</strong> The control plane does not answer, so this page may be
            out of date. The Console keeps trying.
          </p>
          <Button onClick={connection.tryNow}>Try now</Button>
        </>
      )}
    </div>
  );
}
