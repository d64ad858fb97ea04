import type { z } from 'zod';
import { RegistryError } from '../errors.ts';
import { admissionSchema, type Admission } from './admission-schema.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';
import { maxBytes } from './limits.ts';
import {
  modelProvenanceSchema,
  type Acceptance,
  type AdmittedVerdict,
  type ModelProvenance,
} from './manifest-schema.ts';
import { specFieldsSchema, type SpecFields } from './spec-fields-schema.ts';
import {
  allowedFiles,
  evidenceFile,
  evidenceNames,
  maxBytesOf,
  requiredEvidence,
  requiredFiles,
  type EvidenceName,
  type Language,
} from './version-files.ts';

/** A checked admission: every byte that will be stored, under its path in the version folder. */
export interface PreparedVersion {
  readonly toolId: string;
  readonly language: Language;
  readonly verdict: AdmittedVerdict;
  readonly acceptance: Acceptance | null;
  readonly spec: SpecFields;
  readonly modelProvenance: ModelProvenance;
  readonly tags: readonly string[];
  /** SHA-256 over spec, tool and tests: what makes two versions the same tool. */
  readonly contentSha256: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly objects: readonly { readonly name: string; readonly sha256: string; readonly content: Uint8Array }[];
}

/** Checks an admission and turns it into bytes. Throws INVALID_ADMISSION with every reason it has. */
export function prepareVersion(input: Admission): PreparedVersion {
  const admission = parse(admissionSchema, input, '');
  const specDocument = normalise(admission.spec, 'spec');
  const spec = parse(specFieldsSchema, specDocument, 'spec');
  if (spec.name !== admission.toolId)
    refuse(`spec.name is ${JSON.stringify(spec.name)}, toolId is ${JSON.stringify(admission.toolId)}: make them equal`);
  if (spec.language !== admission.language)
    refuse(`spec.language is ${spec.language}, language is ${admission.language}: make them equal`);
  const modelProvenance = parse(
    modelProvenanceSchema,
    normalise(admission.modelProvenance, 'modelProvenance'),
    'modelProvenance',
  );

  const content = new Map<string, Uint8Array>([
    ['spec.json', encode(canonicalJson(specDocument))],
    ...sourceFiles(admission),
  ]);
  const files = new Map([...content, ...evidenceFiles(admission.evidence)]);
  for (const [path, bytes] of files) {
    if (bytes.byteLength > maxBytesOf(path))
      refuse(`${path} has ${bytes.byteLength} bytes, at most ${maxBytesOf(path)} are stored`);
  }
  return {
    toolId: admission.toolId,
    language: admission.language,
    verdict: admission.verdict,
    acceptance: admission.acceptance ?? null,
    spec,
    modelProvenance,
    tags: [...new Set(admission.tags)].toSorted(),
    contentSha256: sha256Hex(
      canonicalJson(Object.fromEntries([...content].map(([path, bytes]) => [path, sha256Hex(bytes)]))),
    ),
    files,
    objects: objectsOf(admission.objects ?? []),
  };
}

/** The prepared version with further evidence. Throws INVALID_ADMISSION, also for a document that is there already. */
export function addEvidence(prepared: PreparedVersion, evidence: Admission['evidence']): PreparedVersion {
  const added = documentFiles(evidence);
  for (const [path, bytes] of added) {
    if (prepared.files.has(path)) refuse(`${path} is given twice: leave it to attest or to evidence`);
    if (bytes.byteLength > maxBytesOf(path))
      refuse(`${path} has ${bytes.byteLength} bytes, at most ${maxBytesOf(path)} are stored`);
  }
  return { ...prepared, files: new Map([...prepared.files, ...added]) };
}

/** The evidence documents of a prepared version, as text, by name. */
export function evidenceText(prepared: PreparedVersion): Partial<Record<EvidenceName, string>> {
  const texts = evidenceNames.flatMap((name) => {
    const bytes = prepared.files.get(evidenceFile(name));
    return bytes === undefined ? [] : [[name, new TextDecoder().decode(bytes)] as const];
  });
  return Object.fromEntries(texts);
}

function sourceFiles(admission: z.infer<typeof admissionSchema>): [string, Uint8Array][] {
  const allowed = allowedFiles(admission.language);
  const strangers = Object.keys(admission.files).filter((path) => !allowed.includes(path));
  if (strangers.length > 0) refuse(`files may only be ${allowed.join(', ')}; got ${JSON.stringify(strangers)}`);
  const missing = requiredFiles(admission.language).filter((path) => !Object.hasOwn(admission.files, path));
  if (missing.length > 0) refuse(`files must hold ${missing.join(' and ')}`);
  return Object.entries(admission.files).map(([path, text]) => {
    const bytes = typeof text === 'string' ? encodeWellFormed(text, path) : text;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (cause) {
      throw new RegistryError('INVALID_ADMISSION', `${path} is not UTF-8: store source as UTF-8 text.`, { cause });
    }
    return [path, bytes];
  });
}

function evidenceFiles(evidence: z.infer<typeof admissionSchema>['evidence']): [string, Uint8Array][] {
  const missing = requiredEvidence.filter((name) => evidence[name] === undefined);
  if (missing.length > 0) refuse(`evidence must hold ${missing.join(', ')}`);
  return documentFiles(evidence);
}

function documentFiles(evidence: Admission['evidence']): [string, Uint8Array][] {
  const strangers = Object.keys(evidence).filter((name) => !evidenceNames.some((known) => known === name));
  if (strangers.length > 0)
    refuse(`evidence holds ${JSON.stringify(strangers)}, which is none of ${evidenceNames.join(', ')}`);
  return evidenceNames.flatMap((name) => {
    const document = evidence[name];
    if (document === undefined) return [];
    return [
      [evidenceFile(name), encode(canonicalJson(normalise(document, `evidence.${name}`)))] as [string, Uint8Array],
    ];
  });
}

function objectsOf(objects: readonly { name: string; content: string | Uint8Array }[]): PreparedVersion['objects'] {
  const names = new Set<string>();
  const prepared = objects.map(({ name, content }) => {
    const folded = name.toLowerCase();
    if (names.has(folded))
      refuse(`objects: the name ${JSON.stringify(name)} is there twice, upper and lower case counted as one`);
    names.add(folded);
    const bytes = typeof content === 'string' ? encodeWellFormed(content, name) : content;
    if (bytes.byteLength > maxBytes.object)
      refuse(`object ${name} has ${bytes.byteLength} bytes, at most ${maxBytes.object} are stored`);
    return { name, sha256: sha256Hex(bytes), content: bytes };
  });
  return prepared.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Plain JSON data with nothing but what will be stored: `undefined` members are gone, `toJSON` has been applied. */
function normalise(document: object, where: string): unknown {
  try {
    return JSON.parse(canonicalJson(document));
  } catch (cause) {
    throw new RegistryError('INVALID_ADMISSION', `${where} is no JSON data: ${messageOf(cause)}.`, { cause });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  let result;
  try {
    result = schema.safeParse(value);
  } catch (cause) {
    throw new RegistryError('INVALID_ADMISSION', `${where} cannot be checked: ${messageOf(cause)}.`, { cause });
  }
  if (result.success) return result.data;
  const prefix = where === '' ? [] : [where];
  const lines = result.error.issues.map(
    (issue) => `${[...prefix, ...issue.path].join('.') || '(admission)'}: ${issue.message}`,
  );
  throw new RegistryError('INVALID_ADMISSION', `Not admitted, nothing was written. ${lines.join('; ')}.`, {
    cause: result.error,
  });
}

function refuse(reason: string): never {
  throw new RegistryError('INVALID_ADMISSION', `Not admitted, nothing was written. ${reason}.`);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function encodeWellFormed(text: string, where: string): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.toString() !== text) refuse(`${where} holds half of a surrogate pair`);
  return bytes;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
