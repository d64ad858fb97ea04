import { alertChannelsOf, readManifest, runMonitor, type WatchReport } from '@machinist/driver';
import type { Command } from 'commander';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';
import { abortOnSignals } from '../signals.ts';

/** `machinist drive watch GOAL.json`: the monitor, a process of its own beside the driver. */
export function addDriveWatchCommand(drive: Command, act: Act): void {
  drive
    .command('watch')
    .description('watch a goal from outside its driver: alert when a component falls silent, send what was left unsent')
    .argument('<goal>', 'the goal file')
    .option('--once', 'look once, then end; exit code 1 when something is silent')
    .option('--manifest', 'print what is watched and how, then end')
    .addHelpText(
      'after',
      '\nEnds on Ctrl-C. Alerts go to TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID, MACHINIST_ALERT_WEBHOOK_URL, MACHINIST_ALERT_SLACK_URL, MACHINIST_ALERT_COMMAND.',
    )
    .action(
      act<[string], { readonly once?: boolean; readonly manifest?: boolean }>(
        async ({ terminal, options }, goalPath) => {
          if (options.manifest === true) {
            const manifest = readManifest(goalPath);
            if (terminal.json) terminal.printJson({ formatVersion: 1, manifest });
            for (const {
              component,
              source,
              staleness_threshold_seconds: threshold,
              owner,
              ack_slo_seconds: slo,
            } of manifest)
              terminal.print(
                `${component.padEnd(14)} ${source.padEnd(40)} ${threshold} s, owner ${escapeLine(owner)}, answer within ${slo} s`,
              );
            return exitCode.done;
          }
          const signals = abortOnSignals();
          let told = '';
          try {
            const report = await runMonitor({
              goalPath,
              alerts: alertChannelsOf(process.env),
              signal: signals.signal,
              operatorFolder: process.env['MACHINIST_OPERATOR_DIR'],
              ...(options.once === true ? { looks: 1 } : {}),
              onReport(each) {
                const words = describe(each);
                if (words === told) return;
                told = words;
                if (terminal.json) terminal.printJson(each);
                terminal.print(words);
              },
            });
            return options.once === true && report.silent.length > 0 ? exitCode.notGood : exitCode.done;
          } finally {
            signals.dispose();
          }
        },
      ),
    );
}

function describe({ silent, alerts, ended }: WatchReport): string {
  const open = alerts.filter(({ answered }) => !answered).map(({ id, component }) => `${id} ${component}`);
  const state =
    silent.length === 0 ? 'every component answers' : `SILENT: ${silent.map(({ component }) => component).join(', ')}`;
  return `${ended ? 'monitor down' : 'watching'} — ${state}${open.length === 0 ? '' : `; unanswered alerts: ${open.join(', ')}`}`;
}
