import { z } from 'zod';

/** An alert as it lies in the outbox and goes to the channels. `message` holds text of goal files and workers: data, not markup. */
export const storedAlertSchema = z.object({
  formatVersion: z.literal(1),
  /** `a` and the number of its journal entry, or `w` and a number of the monitor's own. */
  id: z.string().regex(/^[aw][0-9]{1,12}$/),
  kind: z.string(),
  goal: z.string(),
  goal_file: z.string(),
  task: z.string().nullable(),
  message: z.string(),
  at: z.string(),
});
export type StoredAlert = z.infer<typeof storedAlertSchema>;

const deliverySchema = z.object({ attempts: z.int().min(0), delivered_at: z.string().nullable() });

/** One file of the outbox: the alert, and how far it has come with each channel. */
export const outboxItemSchema = z.object({ alert: storedAlertSchema, channels: z.record(z.string(), deliverySchema) });
export type OutboxItem = z.infer<typeof outboxItemSchema>;

/** An alert as one text for people, with the way to answer it. */
export function alertText({ id, goal_file: goalFile, message, kind }: StoredAlert): string {
  return `[machinist ${kind} ${id}] ${message}\nAnswer: machinist drive ack ${id} ${goalFile}`;
}
