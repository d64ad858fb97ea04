/** The largest file of each kind that is ever written or read, in bytes. */
export const maxBytes = {
  /** Tool source and each test file. */
  source: 1024 * 1024,
  /** `spec.json` and each evidence document. */
  document: 16 * 1024 * 1024,
  /** `manifest.json` and `metadata.json`. */
  record: 4 * 1024 * 1024,
  /** One object below `.objects/`. */
  object: 64 * 1024 * 1024,
  /** `.log/events.jsonl`. */
  log: 1024 * 1024 * 1024,
} as const;

/** How many objects one version may carry. */
export const maxObjects = 1000;
