import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { generateKey, parseDidDocument, verifyRecord, writeKeyFiles } from '@machinist/aar-signer';
import { readStatus } from '@machinist/driver';
import { drive } from '../commands/drive.ts';
import { CliError } from '../errors.ts';
import { composeModel } from '../compose/compose-model.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { runForge } from '../forge/run-forge.ts';
import type { Terminal } from '../terminal.ts';
import { prepareGoal } from './prepare-goal.ts';

const samples = ['slugify', 'parse-duration'] as const;

/** Forges the bundled samples and drives a two-task goal, for real: sandbox, gate, registry, git, signatures. */
export async function runDemo(directory: string, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const base = resolve(directory);
  claimFolder(base);
  const keyFile = await ensureKey(base);
  for (const sample of samples) {
    heading(terminal, `forge: sample "${sample}"`);
    const model = await composeModel(`sample:${sample}`, { signal });
    const code = await runForge({
      goal: model.goal ?? sample,
      model,
      language: 'typescript',
      terminal,
      registryDirectory: join(base, 'registry'),
      candidates: join(base, 'candidates'),
      signal,
      ask: false,
      keyFile,
    });
    if (code !== exitCode.done) return code;
  }
  heading(terminal, 'drive: two tasks on a scratch git repository');
  const goalPath = prepareGoal(base, keyFile);
  terminal.print(`goal file: ${goalPath}`);
  const driven = await drive(goalPath, terminal, signal);
  if (driven !== exitCode.done) return driven;
  const good = verifyRecords(goalPath, base, terminal);
  showPlaces(base, goalPath, terminal);
  return good ? exitCode.done : exitCode.notGood;
}

function claimFolder(base: string): void {
  try {
    mkdirSync(base, { recursive: true });
  } catch (cause) {
    throw new CliError('FILE_UNUSABLE', `cannot make the folder ${base}: ${String(cause)}; choose another with --out`, {
      cause,
    });
  }
}

async function ensureKey(base: string): Promise<string> {
  const privatePath = join(base, 'keys', 'key.json');
  const didPath = join(base, 'keys', 'did.json');
  // The DID document is written last: without it the pair was never whole and nothing is signed with it yet.
  if (!existsSync(didPath)) {
    mkdirSync(join(base, 'keys'), { recursive: true });
    rmSync(privatePath, { force: true });
    await writeKeyFiles(generateKey({ did: 'did:web:demo.example' }), { privatePath, didPath });
  }
  return privatePath;
}

/** Verifies each record of the driven goal with the public document alone. */
function verifyRecords(goalPath: string, base: string, terminal: Terminal): boolean {
  const parsed = parseDidDocument(readFileSync(join(base, 'keys', 'did.json')));
  if (!parsed.ok) return false;
  return readStatus(goalPath)
    .tasks.map(({ id }) => {
      const file = join(goalPath, '..', 'aar', `${id}.json`);
      const { ok, level, code } = verifyRecord(readFileSync(file), {
        didDocuments: [parsed.document],
        now: new Date(),
      });
      terminal.print(`record ${id}: ${ok ? `conformance: ${level}` : `FAIL (${code ?? ''})`}`);
      return ok && level === 'L2';
    })
    .every(Boolean);
}

function heading(terminal: Terminal, text: string): void {
  terminal.print(`\n${terminal.style('bold', `== ${text}`)}`);
}

function showPlaces(base: string, goalPath: string, terminal: Terminal): void {
  const command = process.env['MACHINIST_COMMAND'] ?? 'machinist';
  const registry = join(base, 'registry');
  heading(terminal, 'done');
  for (const line of [
    `registry   ${registry}`,
    `candidates ${join(base, 'candidates')}`,
    `records    ${join(goalPath, '..', 'aar')}`,
    `journal    ${join(goalPath, '..', 'driver-log.jsonl')}`,
    '',
    'Next:',
    `  ${command} registry --registry ${registry} run parse-duration '{"text": "1h 30m"}'`,
    `  ${command} registry --registry ${registry} show slugify`,
    `  ${command} registry --registry ${registry} verify`,
    `  ${command} drive status ${goalPath}`,
    `  ${command} aar verify --did-json ${join(base, 'keys', 'did.json')} ${join(goalPath, '..', 'aar', '*.json')}`,
    `  ${command} doctor`,
    `  ${command} forge "what you need" --model qwen2.5-coder:3b      (with an Ollama server)`,
  ]) {
    terminal.print(line);
  }
}
