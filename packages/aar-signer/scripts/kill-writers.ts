// Soak: `node --conditions=@machinist/source packages/aar-signer/scripts/kill-writers.ts [KILLS]`, 1000 unless told otherwise.
import { killWriters } from '../test/fixtures/kill-writers.ts';

const report = await killWriters(Number(process.argv[2] ?? 1_000), Math.random);
console.log(report);
process.exitCode = report.problems.length === 0 ? 0 : 1;
