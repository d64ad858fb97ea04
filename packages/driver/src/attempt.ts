/** Everything about the attempt under way that its steps share. */
export interface Attempt {
  readonly task: string;
  readonly attempt: number;
  readonly claim: string;
  readonly reversible: boolean;
  readonly key: string;
  readonly runKey: string;
  readonly base: string | null;
  readonly folder: string;
}
