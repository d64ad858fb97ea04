const keyTrailer = 'Machinist-Key';

/** The message of a task's commit; the trailer lets a later run recognise it. */
export function commitMessage(taskId: string, attempt: number, key: string): string {
  return `driver: ${taskId}\n\nMachinist-Task: ${taskId}\nMachinist-Attempt: ${attempt}\n${keyTrailer}: ${key}\n`;
}

/** The commit that carries the key, in the output of `git log --format=%x1e%H%n%B`. */
export function findKeyedCommit(log: string, key: string): string | undefined {
  for (const block of log.split('\u001e')) {
    const [commit, ...message] = block.split('\n');
    if (commit !== undefined && message.includes(`${keyTrailer}: ${key}`)) return commit;
  }
  return undefined;
}
