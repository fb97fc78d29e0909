// Shows the secret of a new web hook, once.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../parts/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { MadeSubscriber } from "../../api/subscriber.ts";

interface MadeSecretNoticeProps {
  readonly made: MadeSubscriber;
  /** Removes it from the page. */
  readonly onStored: () => void;
}

/** Takes the focus, because the secret cannot be shown again. */
export function MadeSecretNotice({ made, onStored }: MadeSecretNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [made]);
  const secret = made.secret ?? "";
  return (
    <div
      class="notice warning made-key"
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label="New secret"
    >
      <p>
        <strong>The secret that signs web hooks to {made.url}.</strong> Store it now. It is shown
        only once and cannot be recovered.
      </p>
      <p>
        <code class="key-value">{secret}</code>
      </p>
      <div class="buttons">
        <CopyButton text={secret} what="the secret" />
        <Button onClick={onStored}>I have stored it</Button>
      </div>
    </div>
  );
}
