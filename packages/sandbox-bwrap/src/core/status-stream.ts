/** What Bubblewrap has said on its status descriptor so far. */
export interface StatusReport {
  /** Host pid of the sandbox's first process. */
  readonly childPid: number | null;
  /** Only ever set when the payload really was executed. */
  readonly exitCode: number | null;
}

/** Reads Bubblewrap's status text: one JSON document per line; unknown keys and an unfinished last line are ignored. */
export function parseStatus(text: string): StatusReport {
  let report: StatusReport = { childPid: null, exitCode: null };
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    if (line === '') continue;
    const document = parseDocument(line);
    report = {
      childPid: integer(document['child-pid']) ?? report.childPid,
      exitCode: integer(document['exit-code']) ?? report.exitCode,
    };
  }
  return report;
}

function parseDocument(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) ? value : null;
}
