import { describe, expect, it } from 'vitest';
import { buildHead, versionRecord } from '../../src/core/build-head.ts';
import { buildManifest } from '../../src/core/build-manifest.ts';
import type { Head } from '../../src/core/head-schema.ts';
import { prepareVersion } from '../../src/core/prepare-version.ts';
import { searchHeads } from '../../src/core/search-heads.ts';
import { sampleAdmission, sampleSpec } from '../sample-admission.ts';

const at = '2026-01-02T03:04:05.678Z';

function head(name: string, description: string, tags: string[] = []): Head {
  const prepared = prepareVersion(sampleAdmission({ tags }, sampleSpec({ name, description })));
  const decision = { version: '1.0.0', bump: 'initial', reason: 'first version', baseVersion: null } as const;
  const { manifest, sha256 } = buildManifest(prepared, decision, at);
  const versions = { '1.0.0': versionRecord(manifest, sha256) };
  return buildHead({ latest: { manifest, spec: prepared.spec }, versions, deprecated: null, updatedAt: at });
}

const heads = [
  head('parse-duration', 'Turns "1h 30m" into milliseconds.', ['time']),
  head('format-duration', 'Turns milliseconds into words.', ['time', 'text']),
  head('slugify', 'Turns text into a slug; knows Ümlaute.'),
  head('duration', 'Nothing else.'),
];
const find = (query: string) => searchHeads(heads, query).map(({ head: { toolId } }) => toolId);

describe('searchHeads', () => {
  it.each([
    ['duration', ['duration', 'format-duration', 'parse-duration']],
    ['parse duration', ['parse-duration']],
    ['time', ['format-duration', 'parse-duration']],
    ['text', ['format-duration', 'slugify']],
    ['slug', ['slugify']],
    ['SLUG umlaut', []],
    ['ümlaut', ['slugify']],
    ['milli', ['format-duration', 'parse-duration']],
    ['duration nonsense', []],
    ['', []],
    [' -- ', []],
  ])('for %j gives %j', (query, expected) => {
    expect(find(query)).toEqual(expected);
  });
});
