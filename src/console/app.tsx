// The sign-in page, or the page that the address names.
import { useEffect } from "preact/hooks";
import { ConnectionBanner } from "./parts/connection-banner.tsx";
import { ReportLine } from "./parts/report-line.tsx";
import { SignInPage } from "./pages/sign-in/sign-in-page.tsx";
import { Shell } from "./shell/shell.tsx";
import { ServicesProvider, type Services } from "./state/services.ts";
import { useStore } from "./state/store.ts";
import { WhoProvider } from "./state/who.ts";

interface AppProps {
  readonly services: Services;
}

/** The whole Console. */
export function App({ services }: AppProps) {
  const { connection, signIn, findOut } = services;
  const state = useStore(signIn);
  useEffect(() => {
    void findOut();
    return connection.state.subscribe(() => {
      if (connection.state.get() === "held" && signIn.get().kind === "asking") void findOut();
    });
  }, [connection, findOut, signIn]);
  return (
    <ServicesProvider value={services}>
      <ConnectionBanner />
      {state.kind === "in" ? (
        <WhoProvider value={state.who}>
          <Shell />
        </WhoProvider>
      ) : (
        <SignInPage
          asking={state.kind === "asking"}
          why={state.kind === "out" ? state.why : undefined}
        />
      )}
      <ReportLine />
    </ServicesProvider>
  );
}
