import type { ToolSpec } from '../spec-schema.ts';
import { fenceTag } from './fence.ts';
import { renderSignature } from './render-signature.ts';

/** What the code must look like; the same text for the first code and for a repair. */
export function codeRules(spec: ToolSpec): string {
  const rules = spec.language === 'typescript' ? typescriptRules(spec) : pythonRules(spec);
  return [
    'Rules:',
    ...rules.map((rule) => `- ${rule}`),
    `- answer with ONE fenced block that starts with \`\`\`${fenceTag(spec.language)} and ends with \`\`\`, and nothing else`,
  ].join('\n');
}

function typescriptRules(spec: ToolSpec): string[] {
  return [
    `the file has exactly one export: ${renderSignature(spec)}`,
    'strict TypeScript: no any, no non-null assertion (!), check every index access for undefined',
    importRule(spec),
    ...(spec.failures.length === 0
      ? []
      : [`fail like this: throw Object.assign(new Error('what was wrong'), { code: '${firstCode(spec)}' });`]),
    'handle every input that the parameter types allow, follow the examples exactly, never change an argument',
    'no printing, no global state, no async, no eval',
  ];
}

function pythonRules(spec: ToolSpec): string[] {
  return [
    `the file defines one public function: ${renderSignature(spec)}`,
    'full type annotations; helper names start with an underscore',
    pythonImportRule(spec),
    ...(spec.failures.length === 0
      ? []
      : [
          'declare failures once at the top: class _Failure(ValueError): with def __init__(self, code: str, message: str) -> None: super().__init__(message); self.code = code',
          `fail like this: raise _Failure("${firstCode(spec)}", "what was wrong")`,
        ]),
    'handle every input that the parameter types allow, follow the examples exactly, never change an argument',
    'no printing, no global state, no async, no eval or exec',
  ];
}

function pythonImportRule({ capabilities }: ToolSpec): string {
  const pure = 'import only what computes (re, math, json, datetime, collections, itertools, decimal, ...)';
  return capabilities.length === 0
    ? `${pure}; no os, sys, random, time, files or network`
    : `${pure} and, from the standard library, only what these capabilities need: ${capabilities.join(', ')}`;
}

function importRule({ capabilities }: ToolSpec): string {
  if (capabilities.length === 0) return 'no imports at all';
  const source = "Node's built-in modules (with the node: prefix)";
  return `import only from ${source}, and only what these capabilities need: ${capabilities.join(', ')}`;
}

function firstCode({ failures }: ToolSpec): string {
  return failures[0]?.code ?? '';
}
