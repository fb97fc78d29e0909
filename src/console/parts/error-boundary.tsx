// Contains the failure of one page.
import { Component, type ComponentChildren } from "preact";
import { Notice } from "./notice.tsx";

interface ErrorBoundaryProps {
  readonly children: ComponentChildren;
}

/** Says that the page failed, instead of leaving it empty. Key it by what it shows, so that another page starts without the error. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: string | undefined }> {
  override state = { failed: undefined };

  static override getDerivedStateFromError(error: unknown) {
    return { failed: error instanceof Error ? error.message : "unknown" };
  }

  override render() {
    if (this.state.failed === undefined) return this.props.children;
    return (
      <Notice kind="bad" urgent>
        <p>
          This page failed: <code>{this.state.failed}</code>. Reload it. If that does not help, the
          page and the control plane may have different versions.
        </p>
      </Notice>
    );
  }
}
