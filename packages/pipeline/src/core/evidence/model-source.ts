import type { ForgeReply } from '../forge/forge-draft.ts';

/** Where the texts of a forge came from: a model with its digest, or a person. */
export type ModelSource =
  | {
      readonly kind: 'model';
      readonly name: string;
      /** 64 hex characters; `null` when the server did not say. */
      readonly sha256: string | null;
      readonly serverVersion: string | null;
      readonly origin: 'model' | 'recorded';
    }
  | { readonly kind: 'authored' };

/** The distinct sources behind a forge's replies, in order of first use. Authored text never gets a model's name or digest. */
export function modelSources(replies: readonly ForgeReply[]): readonly ModelSource[] {
  const sources = new Map<string, ModelSource>();
  for (const { provenance } of replies) {
    if (provenance === null) continue;
    const source: ModelSource =
      provenance.origin === 'authored'
        ? { kind: 'authored' }
        : {
            kind: 'model',
            name: provenance.model,
            sha256: hexDigest(provenance.modelDigest),
            serverVersion: provenance.serverVersion,
            origin: provenance.origin,
          };
    sources.set(JSON.stringify(source), source);
  }
  return [...sources.values()];
}

function hexDigest(digest: string | null): string | null {
  const hex = digest?.replace(/^sha256:/, '').toLowerCase();
  return hex !== undefined && /^[0-9a-f]{64}$/.test(hex) ? hex : null;
}
