import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from '../git.ts';
import { writeState } from '../write-state.ts';
import { objectsFolder, type GitStep, type StrictRepository } from './strict-repository.ts';

/**
 * Lays out a tree in a folder that is a repository of its own: it borrows the objects of the user's repository and has none
 * of its refs, so whatever is committed, reset or pushed there moves nothing outside. `tree` is `base` unless given.
 */
export async function createCheckout(
  repository: StrictRepository,
  folder: string,
  base: string,
  tree: string = base,
): Promise<GitStep<null>> {
  const gitFolder = join(folder, '.git');
  writeState(folder, () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(gitFolder, 'objects', 'info'), { recursive: true });
    mkdirSync(join(gitFolder, 'refs', 'heads'), { recursive: true });
    writeFileSync(join(gitFolder, 'objects', 'info', 'alternates'), `${objectsFolder(repository)}\n`);
    writeFileSync(join(gitFolder, 'HEAD'), 'ref: refs/heads/work\n');
    writeFileSync(join(gitFolder, 'refs', 'heads', 'work'), `${base}\n`);
    writeFileSync(join(gitFolder, 'config'), configFor(base));
    const shallow = join(repository.commonDirectory, 'shallow');
    if (existsSync(shallow)) copyFileSync(shallow, join(gitFolder, 'shallow'));
  });
  const laidOut = await git({ ...repository.call, cwd: folder }, 'read-tree', '--reset', '-u', tree);
  if (laidOut.status === 'ok') return { ok: true, value: null };
  return {
    ok: false,
    detail: laidOut.status === 'missing' ? 'git is not installed' : laidOut.stderr.trim().slice(-300).toWellFormed(),
  };
}

function configFor(base: string): string {
  return base.length === 64
    ? '[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n'
    : '[core]\n\trepositoryformatversion = 0\n\tbare = false\n';
}
