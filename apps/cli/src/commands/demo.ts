import type { Command } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import type { Act } from '../program.ts';
import { abortOnSignals } from '../signals.ts';

/** `machinist demo`: both main jobs once, end to end, with nothing but what is bundled. */
export function addDemoCommand(program: Command, act: Act): void {
  program
    .command('demo')
    .description('both main jobs once, end to end, from bundled authored transcripts: forge two tools, drive a goal')
    .option('--out <directory>', 'where registry, candidates, goal and records go', 'demo')
    .action(
      act<[], { readonly out: string }>(async ({ terminal, options }) => {
        const signals = abortOnSignals();
        try {
          return await runDemo(options.out, terminal, signals.signal);
        } finally {
          signals.dispose();
        }
      }),
    );
}
