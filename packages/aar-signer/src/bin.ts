#!/usr/bin/env node
import { runAarCommand } from './command/run-aar-command.ts';

// A reader that closes the pipe early (`| head`) ends the output, not the program with a stack trace.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exitCode = await runAarCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  now: () => new Date(),
});
