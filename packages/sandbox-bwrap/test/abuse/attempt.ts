/** One thing a hostile payload tries. */
export interface Attempt {
  readonly area: 'filesystem' | 'kernel' | 'leak' | 'network' | 'process' | 'resource';
  readonly id: string;
  /** A bash script that prints BREACH when the attempt worked and HELD when it did not, and does no harm either way. */
  readonly script: string;
}

/** How an attempt ended. UNCLEAR: the script said neither, so it proved nothing. */
export type Outcome = 'BREACH' | 'HELD' | 'UNCLEAR';

/** An attempt that works when the shell command succeeds. */
export function whenSucceeds(area: Attempt['area'], id: string, command: string): Attempt {
  return { area, id, script: `if ( ${command} ) >/dev/null 2>&1; then echo BREACH; else echo HELD; fi` };
}

/** An attempt that works when the shell command prints something. */
export function whenPrints(area: Attempt['area'], id: string, command: string): Attempt {
  return {
    area,
    id,
    script: `if [ -n "$( { ${command}; } 2>/dev/null | head -c 1 | tr '\\0' x )" ]; then echo BREACH; else echo HELD; fi`,
  };
}

/** What the output of an attempt's script means. A payload that was killed before it could say anything was held. */
export function readOutcome(stdout: string, wasKilled: boolean): Outcome {
  if (/^BREACH/m.test(stdout)) return 'BREACH';
  return /^HELD/m.test(stdout) || wasKilled ? 'HELD' : 'UNCLEAR';
}
