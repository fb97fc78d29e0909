// Subscribers and their deliveries as the API shows them, and the bodies that create and change them. A secret is shown
// once, when it is made.
import { z } from "@hono/zod-openapi";
import { endingTypes } from "../../core/endings/ending.ts";
import { subscriberTextCharactersMax } from "../../core/subscribers/limits.ts";
import { subscriberKinds } from "../../core/subscribers/subscriber.ts";
import type { DeliveryLine } from "../../endings/delivery/outbox.ts";
import type { SeenSubscriber } from "../subscribers/subscriber-storage.ts";
import { count, instantSchema } from "./views.ts";

const shape = {
  id: z.uuid(),
  kind: z.enum(subscriberKinds),
  url: z.string(),
  types: z.array(z.enum(endingTypes)).nullable().openapi({
    description: "The types of endings that are sent. Null for all that its kind can carry.",
  }),
  enabled: z.boolean(),
  issuer: z.string().nullable().openapi({ description: "`iss` of the tokens. Only for `caep`." }),
  audience: z.string().nullable().openapi({ description: "`aud` of the tokens. Only for `caep`." }),
  has_bearer_token: z.boolean().openapi({
    description: "Whether deliveries carry a bearer token. Only for `caep`.",
  }),
  created_at: instantSchema,
  updated_at: instantSchema,
  state: z.enum(["healthy", "failing", "disabled", "gone"]).openapi({
    description:
      "`gone`: it answered 410 and is sent nothing more, until it is enabled again with a PATCH.",
  }),
  failing_since: instantSchema.nullable(),
  gap_at: instantSchema.nullable().openapi({
    description: "When waiting deliveries were last given up for one `project-changed`.",
  }),
  waiting: count().openapi({ description: "Deliveries that wait." }),
};

/** A subscriber. */
export const subscriberSchema = z.object(shape).openapi("Subscriber");

/** A subscriber with the secret that was made for it. */
export const madeSubscriberSchema = z
  .object({
    ...shape,
    secret: z.string().nullable().openapi({
      description: "The secret that signs web hooks. It is shown only once. Null if none was made.",
    }),
  })
  .openapi("CreatedSubscriber");

/** One delivery. */
export const deliverySchema = z
  .object({
    ending_id: z.string(),
    type: z.enum([...endingTypes, "test"]),
    state: z.enum(["waiting", "delivered", "rejected"]),
    attempts: count(),
    noticed_at: instantSchema,
    attempted_at: instantSchema.nullable(),
    next_attempt_at: instantSchema.nullable(),
    status: z.number().int().nullable(),
    detail: z.string().nullable().openapi({
      description:
        "Why there was no answer: `unreachable`, `timeout`, `refused-address`, `broken` or `unsigned`. Or the error code of a CAEP receiver.",
    }),
    duration_ms: z.number().nullable(),
  })
  .openapi("Delivery");

const typesSchema = z
  .array(z.enum(endingTypes))
  .min(1)
  .max(endingTypes.length)
  .refine((types) => new Set(types).size === types.length, {
    error: "must not name a type twice",
  });
/** Visible ASCII, because it is sent in a header or a claim. */
const plainText = z
  .string()
  .min(1)
  .max(subscriberTextCharactersMax)
  .regex(/^[!-~]*$/, { error: "must be letters, digits and signs without blanks" });

const changeable = {
  url: z.string(),
  types: typesSchema.nullish(),
  enabled: z.boolean().optional(),
  issuer: plainText.optional(),
  audience: plainText.optional(),
  bearer_token: plainText.nullish(),
};

/** The body that creates a subscriber. */
export const newSubscriberSchema = z
  .strictObject({ kind: z.enum(subscriberKinds), ...changeable })
  .openapi("CreateSubscriberBody");

/** The body that changes a subscriber. Members that are not there stay as they are. */
export const subscriberChangeSchema = z
  .strictObject({
    ...changeable,
    url: changeable.url.optional(),
    rotate_secret: z.literal(true).optional(),
  })
  .openapi("ChangeSubscriberBody");

/** A subscriber as the API shows it. */
export function subscriberView({
  subscriber,
  state: { failingSinceMs, stopped, gapAtMs, waiting },
  createdAtMs,
  updatedAtMs,
}: SeenSubscriber): z.input<typeof subscriberSchema> {
  const { id, kind, url, types, enabled } = subscriber;
  const isCaep = subscriber.kind === "caep";
  return {
    id,
    kind,
    url,
    types: types === undefined ? null : [...types],
    enabled,
    issuer: isCaep ? subscriber.issuer : null,
    audience: isCaep ? subscriber.audience : null,
    has_bearer_token: isCaep && subscriber.secret !== undefined,
    created_at: instant(createdAtMs),
    updated_at: instant(updatedAtMs),
    state: !enabled
      ? "disabled"
      : (stopped ?? (failingSinceMs === undefined ? "healthy" : "failing")),
    failing_since: instantOrNull(failingSinceMs),
    gap_at: instantOrNull(gapAtMs),
    waiting,
  };
}

/** A delivery as the API shows it. */
export function deliveryView(line: DeliveryLine): z.input<typeof deliverySchema> {
  return {
    ending_id: line.endingId,
    type: line.type,
    state: line.state,
    attempts: line.attempts,
    noticed_at: instant(line.noticedAtMs),
    attempted_at: instantOrNull(line.attemptedAtMs),
    next_attempt_at: instantOrNull(line.dueAtMs),
    status: line.status ?? null,
    detail: line.detail ?? null,
    duration_ms: line.durationMs ?? null,
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

function instantOrNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : instant(atMs);
}
