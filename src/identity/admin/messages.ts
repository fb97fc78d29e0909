// GET /admin/courier/messages: the outbox in Kratos' shape.

import { normalAddress } from "../accounts.ts";
import type { Context } from "../context.ts";
import { json, type Answer } from "../http/answer.ts";
import { queryValue, type Request } from "../http/request.ts";

/** Lists mails, newest first; `recipient` narrows them down. */
export function listMessages(context: Context, request: Request): Answer {
  const recipient = normalAddress(queryValue(request, "recipient"));
  const mails =
    recipient === "" ? context.store.mails.list().toReversed() : context.store.mails.to(recipient);
  return json(
    200,
    mails.map((mail) => ({
      id: mail.id,
      status: "queued",
      type: "email",
      recipient: mail.to,
      body: mail.body,
      subject: mail.subject,
      template_type: mail.template,
      channel: "email",
      send_count: 0,
      created_at: mail.sentAt,
      updated_at: mail.sentAt,
    })),
  );
}
