#!/usr/bin/env node
import { main } from './main.ts';

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`machinist ... | head`) ends the output, not the work.
  stream.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
