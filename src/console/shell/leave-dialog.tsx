// Asks before fields that are not saved are lost.
import { Confirm } from "../parts/confirm.tsx";
import { useLeaveQuestion } from "../state/unsaved.ts";

/** Draws nothing while there is no question. */
export function LeaveDialog() {
  const question = useLeaveQuestion();
  if (question === undefined) return null;
  return (
    <Confirm
      title="Leave without saving?"
      doIt="Leave without saving"
      cancel="Stay on this page"
      busy={false}
      problem={undefined}
      returnTo={question.field}
      onConfirm={question.leave}
      onClose={question.stay}
    >
      <p>This page has changes that are not saved. If you leave it, they are lost.</p>
    </Confirm>
  );
}
