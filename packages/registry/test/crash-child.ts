// Admits, yanks or only opens (what: any description, 'yank' or 'open'), and dies by SIGKILL before the change to the disk whose number is given.
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { createDisk } from '../src/disk.ts';
import { openRegistryOn } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const [directory = '', description = '', dieBefore = '0', manner = 'before'] = process.argv.slice(2);

let operations = 0;
const writes: number[] = [];
const names: string[] = [];
const disk = createDisk(({ name, path, content }) => {
  operations += 1;
  if (name === 'write') writes.push(operations);
  names.push(`${name} ${relative(directory, path)}`);
  if (operations !== Number(dieBefore)) return;
  if (manner === 'torn' && name === 'write' && content !== undefined) {
    appendFileSync(path, content.subarray(0, content.length / 2));
  }
  process.kill(process.pid, 'SIGKILL');
});
const registry = await openRegistryOn(disk, directory);
const admission = sampleAdmission(
  { objects: [{ name: 'code/1/reply.txt', content: `reply for ${description}` }] },
  sampleSpec({ description }),
);
let version = '';
if (description === 'yank') version = (await registry.yank('slugify', '1.0.1', 'why')).latest;
else if (description !== 'open') version = (await registry.admit(admission)).version;
process.stdout.write(JSON.stringify({ version, writes, names }));
