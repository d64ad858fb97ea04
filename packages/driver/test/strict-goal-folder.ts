import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalJson } from '../src/core/canonical-json.ts';
import { ratificationMessage } from '../src/core/ratification.ts';
import { parseGoal, type JournalEntry } from '../src/index.ts';
import { createGoalFolder, type GoalFolder } from './goal-folder.ts';

/** Somebody with a key. */
export interface Person {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export function createPerson(id: string): Person {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { id, publicKey: publicKey.export({ format: 'jwk' }).x ?? '', privateKey };
}

/** The two sides of every contract of these tests. */
export const planner = createPerson('planner');
export const council = createPerson('council');

/** A contract under which reversible work may land, once the council has ratified it. */
export const strictContract = {
  autonomy_ceiling: 1,
  proposed_by: { id: planner.id, public_key: planner.publicKey },
  ratifiers: [{ id: council.id, public_key: council.publicKey }],
};

export interface StrictGoalFolder extends GoalFolder {
  readonly state: string;
  /** Ratifies the goal file as it stands; what is given wins over a day for all tasks. */
  ratify(by?: Person, changes?: object): object;
  revoke(ratification: object, by?: Person): void;
  /** Changes the goal file. */
  edit(changes: object): void;
  entry<Name extends JournalEntry['event']>(event: Name): Extract<JournalEntry, { event: Name }> | undefined;
}

/** Makes files the first commit of the repository. */
export function seedRepository(goal: GoalFolder, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(goal.repo, path), content);
  goal.git('add', '--all');
  goal.git('commit', '--quiet', '--message', 'seed');
}

/** Lays out a strict goal on a repository that holds `files`. In commit mode it is ratified, unless told otherwise. */
export function createStrictGoal(
  goal: object = {},
  options: {
    readonly files?: Record<string, string>;
    readonly ratify?: boolean;
    readonly repo?: string;
    readonly whenDone?: (cleanUp: () => void) => void;
  } = {},
): StrictGoalFolder {
  const base = createGoalFolder({}, options.whenDone === undefined ? {} : { whenDone: options.whenDone });
  base.git('branch', '-M', 'main');
  seedRepository(base, { 'check.sh': 'test -f "$MACHINIST_TASK_ID.txt"\n', ...options.files });
  const state = join(base.folder, 'goal.drive');
  const journalPath = join(state, 'driver-log.jsonl');
  const journal = (): JournalEntry[] =>
    existsSync(journalPath)
      ? readFileSync(journalPath, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line))
      : [];
  const statements = join(base.folder, 'goal.ratifications.jsonl');
  const result: StrictGoalFolder = {
    ...base,
    state,
    journalPath,
    journal,
    events: () => journal().map((entry) => entry.event),
    entry: (event) =>
      journal().find((entry): entry is Extract<JournalEntry, { event: typeof event }> => entry.event === event),
    edit: (changes) => {
      base.writeGoal({ ...base.goal(), ...changes });
    },
    ratify(by = council, changes = {}) {
      const statement = signed(by, {
        statement: 'ratification',
        version: 1,
        goal_id: String(base.goal()['id']),
        public_key: by.publicKey,
        issued: new Date().toISOString(),
        contract_sha256: parseGoal(base.read('goal.json')).contractSha256,
        scope: { tasks: 'all' },
        ratified_by: by.id,
        expires: new Date(Date.now() + 86_400_000).toISOString(),
        nonce: 'nonce-of-the-tests',
        ...changes,
      });
      appendFileSync(statements, `${JSON.stringify(statement)}\n`);
      return statement;
    },
    revoke(ratification, by = council) {
      const statement = signed(by, {
        statement: 'revocation',
        version: 1,
        goal_id: String(base.goal()['id']),
        public_key: by.publicKey,
        issued: new Date().toISOString(),
        ratification_sha256: createHash('sha256')
          .update(canonicalJson({ ...ratification }))
          .digest('hex'),
        revoked_by: by.id,
      });
      appendFileSync(statements, `${JSON.stringify(statement)}\n`);
    },
  };
  rmSync(base.goalPath);
  const document = {
    schema: 2,
    id: 'test',
    goal: 'test goal',
    repo: options.repo ?? 'repo',
    target: 'refs/heads/main',
    worker: { argv: ['sh', '-c', 'echo work > "$MACHINIST_TASK_ID.txt"'] },
    verify: { argv: ['sh', 'check.sh'] },
    budget: { max_worker_runs: 100, max_wall_seconds: 3600 },
    contract: strictContract,
    tasks: [{ id: 't1', goal: 'one', reversible: true }],
    ...goal,
  };
  writeFileSync(join(dirname(base.goalPath), 'goal.json'), JSON.stringify(document, null, 2));
  if ('mode' in document && document.mode === 'commit' && options.ratify !== false) result.ratify();
  return result;
}

function signed(by: Person, statement: object): object {
  const message = Buffer.from(ratificationMessage(statement));
  return { ...statement, signature: sign(null, message, by.privateKey).toString('base64url') };
}
