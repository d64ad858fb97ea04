// On a small disk: fills it to different degrees, admits, and says what happened.
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { RegistryError } from '../src/errors.ts';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const [directory = ''] = process.argv.slice(2);

const registry = await openRegistry(directory);
await registry.admit(sampleAdmission({}, sampleSpec({ name: 'first' })));
const whole = { code: '', tool: false, staging: new Array<string>(), ok: false };
const sizes = { refused: 0, taken: 0 };
// From a disk with no room at all up to one with enough, in steps of a page: every write fails once.
for (let freePages = 0; sizes.taken === 0; freePages += 1) {
  const filler = `${directory}/../filler`;
  fill(filler);
  if (freePages > 0) shrink(filler, freePages);
  try {
    await registry.admit(sampleAdmission());
    sizes.taken = freePages;
  } catch (error) {
    if (!RegistryError.isInstance(error)) throw error;
    sizes.refused += 1;
    whole.code = whole.code === '' || whole.code === error.code ? error.code : 'several';
    whole.tool ||= existsSync(`${directory}/slugify`);
    whole.staging.push(...readdirSync(`${directory}/.staging`));
    const { ok } = await registry.verify();
    whole.ok = sizes.refused === 1 ? ok : whole.ok && ok;
  }
  rmSync(filler, { force: true, recursive: true });
}
const { head } = await registry.show('slugify');
const end = { ok: (await registry.verify()).ok, versions: Object.keys(head.versions) };
process.stdout.write(JSON.stringify({ full: whole, sizes, end }));

function fill(path: string): void {
  for (const chunk of [4096 * 8, 4096]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(chunk), { flag: 'a' });
    } catch {
      // Full, which is what it is for.
    }
  }
}

function shrink(path: string, pages: number): void {
  truncateSync(path, Math.max(0, Math.floor(statSync(path).size / 4096) - pages) * 4096);
}
