// Nightly: `node --conditions=@machinist/source packages/aar-signer/scripts/mutate-records.ts [COUNT]`, a million unless told otherwise.
import { mutateMany } from '../test/fixtures/mutate-many.ts';

const report = mutateMany(Number(process.argv[2] ?? 1_000_000));
console.log(report);
process.exitCode = report.forged.length === 0 ? 0 : 1;
