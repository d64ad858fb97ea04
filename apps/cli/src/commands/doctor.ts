import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { probeSandbox } from '@machinist/sandbox-bwrap';
import type { Command } from 'commander';
import { composeOllama, sampleNames, suggestedModels } from '../compose/compose-model.ts';
import { findSigningKeyFile } from '../compose/signing-key.ts';
import { exitCode } from '../exit-code.ts';
import type { Act } from '../program.ts';
import { escapeLine } from '../render/escape-text.ts';

interface Diagnosis {
  readonly id: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  readonly remedy?: string | undefined;
}

/** `machinist doctor`: what works here, what does not, and the fix for each. */
export function addDoctorCommand(program: Command, act: Act): void {
  program
    .command('doctor')
    .description('check Node, the sandbox, Ollama, models, registry and keys; each failure with its fix')
    .action(
      act<[], object>(async ({ terminal, options }) => {
        const diagnoses = [
          { id: 'node', status: 'ok', message: `Node ${process.versions.node}` } as const,
          ...(await diagnoseSandbox()),
          ...(await diagnoseOllama()),
          diagnoseRegistry(options.registry),
          diagnoseKey(),
        ];
        const usable = diagnoses.every(({ status }) => status !== 'error');
        if (terminal.json) terminal.printJson({ formatVersion: 1, usable, checks: diagnoses });
        for (const { id, status, message, remedy } of diagnoses) {
          const mark = { ok: '✓', warning: '!', error: '✗' }[status];
          terminal.print(`${mark} ${id.padEnd(20)} ${escapeLine(message)}`);
          if (remedy !== undefined) terminal.print(`  → ${escapeLine(remedy)}`);
        }
        return usable ? exitCode.done : exitCode.unavailable;
      }),
    );
}

async function diagnoseSandbox(): Promise<Diagnosis[]> {
  const { checks } = await probeSandbox();
  return checks.map(({ id, status, message, remedy }) => ({
    id: `sandbox/${id}`,
    status,
    message,
    remedy: remedy ?? undefined,
  }));
}

async function diagnoseOllama(): Promise<Diagnosis[]> {
  const { client, source } = composeOllama();
  const health = await client.health();
  if (!health.reachable) {
    const samples = sampleNames()
      .map((name) => `sample:${name}`)
      .join(', ');
    const remedy = `start it with \`ollama serve\`, or set OLLAMA_HOST; without it: machinist check, drive, and the samples ${samples}`;
    return [{ id: 'ollama', status: 'warning', message: `${health.reason} (${client.url}, ${source})`, remedy }];
  }
  const installed = (await client.models()).map(({ name }) => name);
  const suggested: string = suggestedModels[3];
  return [
    { id: 'ollama', status: 'ok', message: `Ollama ${health.version} at ${client.url} (${source})` },
    installed.length > 0
      ? { id: 'models', status: 'ok', message: installed.join(', ') }
      : { id: 'models', status: 'warning', message: 'no model is installed', remedy: `ollama pull ${suggested}` },
  ];
}

function diagnoseRegistry(directory: string): Diagnosis {
  const path = resolve(directory);
  const probe = existsSync(path) ? path : dirname(path);
  try {
    accessSync(probe, constants.W_OK);
    return { id: 'registry', status: 'ok', message: existsSync(path) ? path : `${path} (made on the first promotion)` };
  } catch {
    return {
      id: 'registry',
      status: 'error',
      message: `${probe} is not writable`,
      remedy: 'choose another place with --registry or MACHINIST_REGISTRY',
    };
  }
}

function diagnoseKey(): Diagnosis {
  const file = findSigningKeyFile();
  if (file !== undefined && existsSync(file)) return { id: 'signing key', status: 'ok', message: file };
  return {
    id: 'signing key',
    status: 'warning',
    message: file === undefined ? 'none: promotions are not signed' : `${file} is missing: promotions are not signed`,
    remedy:
      'machinist aar keygen --did did:web:HOST --out-priv key.json --out-did did.json, then MACHINIST_KEY=key.json',
  };
}
