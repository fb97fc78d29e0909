// Says that the connection is lost, for as long as it is.
import { useStore } from "../state/store.ts";
import { useServices } from "../state/services.ts";
import { Button } from "./button.tsx";

/** The element stays, so that screen readers tell what appears in it. */
export function ConnectionBanner() {
  const { connection } = useServices();
  const lost = useStore(connection.state) === "lost";
  return (
    <div role="alert" class={lost ? "banner" : "unseen"}>
      {lost && (
        <>
          <p>
            <strong>Connection lost.</strong> The control plane does not answer; what you see may be
            out of date. Trying again until it does.
          </p>
          <Button onClick={connection.tryNow}>Try now</Button>
        </>
      )}
    </div>
  );
}
