import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AarError } from '@machinist/aar-signer';
import { LlmError } from '@machinist/llm-client';
import { findPython, PipelineError } from '@machinist/pipeline';
import { openRegistry, RegistryError } from '@machinist/registry';
import { probeSandbox } from '@machinist/sandbox-bwrap';
import type { Command } from 'commander';
import { composeOllama, sampleNames, suggestedModels } from '../compose/compose-model.ts';
import { findSigningKeyFile, loadSigningKey } from '../compose/signing-key.ts';
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
          diagnoseNode(),
          ...(await diagnoseSandbox()),
          await diagnosePython(),
          ...(await diagnoseOllama()),
          await diagnoseRegistry(options.registry),
          await diagnoseKey(),
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

const oldestNode = 24;

function diagnoseNode(): Diagnosis {
  const { node } = process.versions;
  const message = `Node ${node}`;
  if (Number.parseInt(node, 10) >= oldestNode) return { id: 'node', status: 'ok', message };
  return { id: 'node', status: 'error', message, remedy: `install Node ${oldestNode} or newer` };
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

/** TypeScript needs none of it, so a missing Python is a warning. */
async function diagnosePython(): Promise<Diagnosis> {
  try {
    const { path, version, packages } = await findPython();
    const installed = Object.entries(packages).map(([name, installedVersion]) => `${name} ${installedVersion}`);
    return { id: 'python', status: 'ok', message: `Python ${version} at ${path} with ${installed.join(', ')}` };
  } catch (error) {
    if (!PipelineError.isInstance(error)) throw error;
    const [message = '', remedy = ''] = error.message.split('; ');
    return { id: 'python', status: 'warning', message, remedy };
  }
}

async function diagnoseOllama(): Promise<Diagnosis[]> {
  try {
    const { client, source } = composeOllama();
    const health = await client.health();
    if (!health.reachable) return [ollamaWarning(`${health.reason} (The address is ${source}.)`)];
    const installed = (await client.models()).map(({ name }) => name);
    const suggested: string = suggestedModels[3];
    return [
      { id: 'ollama', status: 'ok', message: `Ollama ${health.version} at ${client.url} (${source})` },
      installed.length > 0
        ? { id: 'models', status: 'ok', message: installed.join(', ') }
        : { id: 'models', status: 'warning', message: 'no model is installed', remedy: `ollama pull ${suggested}` },
    ];
  } catch (error) {
    if (LlmError.isInstance(error)) return [ollamaWarning(error.message)];
    throw error;
  }
}

function ollamaWarning(message: string): Diagnosis {
  const samples = sampleNames().map((name) => `sample:${name}`);
  const remedy = `without it there are machinist check, promote, drive, and the samples ${samples.join(', ')}`;
  return { id: 'ollama', status: 'warning', message, remedy };
}

async function diagnoseRegistry(directory: string): Promise<Diagnosis> {
  const path = resolve(directory);
  const remedy = 'choose another place with --registry or MACHINIST_REGISTRY';
  try {
    await openRegistry(path);
    accessSync(nearestExisting(path), constants.W_OK);
    return { id: 'registry', status: 'ok', message: existsSync(path) ? path : `${path} (made on the first promotion)` };
  } catch (error) {
    const message = RegistryError.isInstance(error) ? error.message : `${nearestExisting(path)} is not writable`;
    return { id: 'registry', status: 'error', message, remedy };
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestExisting(dirname(path));
}

async function diagnoseKey(): Promise<Diagnosis> {
  const id = 'signing key';
  const remedy =
    'machinist aar keygen --did did:web:HOST --out-priv key.json --out-did did.json, then MACHINIST_KEY=key.json';
  try {
    const key = await loadSigningKey();
    if (key === undefined) return { id, status: 'warning', message: 'none: promotions are not signed', remedy };
    return { id, status: 'ok', message: `${findSigningKeyFile() ?? ''} signs as ${key.did}` };
  } catch (error) {
    if (AarError.isInstance(error)) return { id, status: 'error', message: error.message, remedy };
    throw error;
  }
}
