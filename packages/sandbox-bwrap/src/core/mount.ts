/** A `readOnly` entry of a policy after its source was looked at. */
export interface ResolvedMount {
  readonly from: string;
  readonly to: string;
  /** `bind` mounts the source itself; `copy` hands over the bytes of a file the sandbox's user cannot reach. */
  readonly delivery: 'bind' | 'copy';
}
