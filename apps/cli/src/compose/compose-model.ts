import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createOllamaClient,
  createReplayClient,
  parseOllamaHost,
  readTranscript,
  type OllamaClient,
} from '@machinist/llm-client';
import type { ModelPort } from '@machinist/pipeline';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { transcriptsDirectory } from '../package-files.ts';

/** Models that the interactive command offers first. */
export const suggestedModels = ['phi4-mini', 'llama3.2', 'qwen3:4b', 'qwen2.5-coder:3b'] as const;

/** A language that tools are written in. */
export type Language = z.infer<typeof sampleSchema>['language'];

const sampleSchema = z.object({ language: z.enum(['typescript', 'python']) });

const samplePrefix = 'sample:';

/** A model that is ready to be asked. */
export interface ComposedModel {
  readonly client: ModelPort;
  /** The name the client knows the model by. */
  readonly model: string;
  /** The goal that a sample transcript answers; it answers no other. */
  readonly goal?: string;
  /** The language that the goal was answered in. */
  readonly language?: Language;
  /** What a person must be told about where the text comes from. */
  readonly notice: string;
}

/** Names of the bundled sample transcripts. */
export function sampleNames(): string[] {
  return readdirSync(transcriptsDirectory)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => name.slice(0, -'.ndjson'.length))
    .toSorted();
}

/** A client of the configured server, and where that configuration came from. */
export function composeOllama(): { readonly client: OllamaClient; readonly source: string } {
  const host = process.env['OLLAMA_HOST'];
  const source = (host ?? '').trim() === '' ? 'the default; OLLAMA_HOST is not set' : 'from OLLAMA_HOST';
  return { client: createOllamaClient({ host }), source };
}

/** Finds the model: a bundled sample (`sample:slugify`) or one of the Ollama server. Throws when it is not there. */
export async function composeModel(
  name: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ComposedModel> {
  if (name.startsWith(samplePrefix)) return composeSample(name.slice(samplePrefix.length));
  const { client, source } = composeOllama();
  const health = await client.health(options);
  if (!health.reachable) {
    throw new CliError('UNAVAILABLE', `${health.reason} (The address is ${source}.) ${withoutOllama()}`);
  }
  await client.ensureModel(name, options);
  const { isLoopback } = parseOllamaHost(process.env['OLLAMA_HOST']);
  const where = isLoopback ? 'on this machine' : `at ${client.url}: prompts leave this machine`;
  return { client, model: name, notice: `${name} ${where} (Ollama ${health.version})` };
}

async function composeSample(sample: string): Promise<ComposedModel> {
  const names = sampleNames();
  if (!names.includes(sample)) {
    throw new CliError(
      'SAMPLE_UNKNOWN',
      `There is no sample "${sample}". Bundled: ${names.map((name) => samplePrefix + name).join(', ')}`,
    );
  }
  const transcript = await readTranscript(join(transcriptsDirectory, `${sample}.ndjson`));
  const { goal, model } = transcript.header;
  const source = readFileSync(join(transcriptsDirectory, 'sources', sample, 'sample.json'), 'utf8');
  const { language } = sampleSchema.parse(JSON.parse(source));
  return {
    client: createReplayClient(transcript),
    model,
    language,
    ...(goal === undefined ? {} : { goal }),
    notice: `sample transcript "${sample}": the text was authored, not produced by a model`,
  };
}

function withoutOllama(): string {
  return (
    'Get a model with `ollama pull qwen2.5-coder:3b`, ' +
    `or replay an authored sample with --model ${samplePrefix}slugify.`
  );
}
