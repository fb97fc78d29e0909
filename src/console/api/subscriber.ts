// Subscribers of a project and their deliveries.
import type { Schemas } from "./wire.ts";

/** A subscriber, without its secret. */
export type Subscriber = Schemas["Subscriber"];

/** A subscriber that was just made or changed. `secret` is shown only once. */
export type MadeSubscriber = Schemas["CreatedSubscriber"];

/** The request for a new subscriber. */
export type NewSubscriber = Schemas["CreateSubscriberBody"];

/** A change of a subscriber. */
export type SubscriberChange = Schemas["ChangeSubscriberBody"];

/** One delivery. */
export type Delivery = Schemas["Delivery"];

/** A test that was sent. */
export type SentTest = Schemas["TestDelivery"];
