import { describe, expect, it } from 'vitest';
import { substituteTask } from '../../../src/core/task-token/substitute-task.ts';

describe('substituteTask', () => {
  it.each([
    ['claude -p "{task}" --permission-mode acceptEdits', 'claude -p "${MACHINIST_TASK}" --permission-mode acceptEdits'],
    ['echo {task}', 'echo "${MACHINIST_TASK}"'],
    ["echo 'a {task} b'", `echo 'a '"\${MACHINIST_TASK}"' b'`],
    ['echo "$(printf %s {task})"', 'echo "$(printf %s "${MACHINIST_TASK}")"'],
    ['echo `printf %s {task}`', 'echo `printf %s "${MACHINIST_TASK}"`'],
    ['cat <<END\n{task}\nEND\n', 'cat <<END\n${MACHINIST_TASK}\nEND\n'],
    ['T={task} agent', 'T="${MACHINIST_TASK}" agent'],
    [
      'agent --say={task} && agent {task} | tee log',
      'agent --say="${MACHINIST_TASK}" && agent "${MACHINIST_TASK}" | tee log',
    ],
    [`sh -c 'agent "$1"' sh {task}`, `sh -c 'agent "$1"' sh "\${MACHINIST_TASK}"`],
    ['node agent.js -e {task}', 'node agent.js -e "${MACHINIST_TASK}"'],
    ["agent {task} # don't forget {task}", `agent "\${MACHINIST_TASK}" # don't forget {task}`],
  ])('gives %j the expansion that fits its quoting', (command, expected) => {
    expect(substituteTask(command)).toBe(expected);
  });

  it.each(["awk '{print $1}' f", 'echo {tasks} { task } {TASK}', 'f() { echo; }; x=${TASK}'])(
    'leaves %j alone, because braces other than the token mean nothing',
    (command) => {
      expect(substituteTask(command)).toBe(command);
    },
  );

  it("replaces only the token in a command that has other braces, as awk's", () => {
    expect(substituteTask("awk '{print $1}' f; echo {task}")).toBe(`awk '{print $1}' f; echo "\${MACHINIST_TASK}"`);
  });

  it.each([
    ['{task}', 'name of the command'],
    ['sudo nice; {task} now', 'name of the command'],
    ['echo x > {task}', 'name of a file'],
    ['echo ${task}', 'shell variable'],
    ['echo "${HOME:-{task}}"', 'cannot be quoted safely'],
    ['echo $(({task} + 1))', 'arithmetic'],
    ['(({task}))', 'arithmetic'],
    ["echo $'{task}'", 'read differently'],
    ['echo \\{task}', 'backslash'],
    ['echo "\\{task}"', 'backslash'],
    ['echo "`echo {task}`"', 'backticks'],
    ["cat <<'END'\n{task}\nEND", 'quoted delimiter'],
    ['sh <<END\necho {task}\nEND', 'run the here-document as its program'],
    ['bash -lc "agent {task}"', 'program given to bash -lc'],
    [`/bin/sh -c 'agent {task}'`, 'program given to sh -c'],
    ['sudo -u me sh -ec {task}', 'program given to sh -ec'],
    ['$SHELL -c "agent {task}"', 'program given to $SHELL -c'],
    ['python3 -c "print({task})"', 'program given to python3 -c'],
    ['node -e {task}', 'program given to node -e'],
    [`awk '{ print "{task}" }' f`, 'part of a awk program'],
    ['sed "s/x/{task}/" f', 'part of a sed program'],
    ['ssh host agent {task}', 'ssh would read'],
    ['eval "agent {task}"', 'eval would read'],
    ['T={task}; eval "echo $T"', 'eval would read'],
    ['trap {task} EXIT', 'trap would read'],
    ['echo {task} | sh', 'reads its program from a pipe'],
    ['read {task}', 'evaluates its arguments'],
    ['env -S "agent {task}"', 'env -S'],
    ['echo "{task}', 'never closed'],
    ["echo '{task}", 'never closed'],
    ['echo $(echo {task}', 'never closed'],
    ['echo $(case x in x) echo {task};; esac)', '"case" inside a substitution'],
  ])('refuses %j, where no quoting keeps the text data', (command, reason) => {
    expect(() => substituteTask(command)).toThrow(
      expect.objectContaining({ code: 'TASK_TOKEN_UNSAFE', message: expect.stringContaining(reason) }),
    );
  });
});
