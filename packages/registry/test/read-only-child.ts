// On a disk that cannot be written: reads what is there, and tries to admit.
import { RegistryError } from '../src/errors.ts';
import { openRegistry } from '../src/open-registry.ts';
import { sampleAdmission, sampleSpec } from './sample-admission.ts';

const [directory = ''] = process.argv.slice(2);

const registry = await openRegistry(directory);
const { tools } = await registry.list();
const loaded = await registry.loadTool('slugify');
let admit = 'admitted';
try {
  await registry.admit(sampleAdmission({}, sampleSpec({ description: 'new' })));
} catch (error) {
  admit = RegistryError.isInstance(error) ? error.code : String(error);
}
process.stdout.write(JSON.stringify({ latest: tools[0]?.latest, loaded: loaded.version, admit }));
