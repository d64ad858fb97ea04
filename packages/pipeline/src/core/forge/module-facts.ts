import { parseSync } from 'oxc-parser';
import type { Language } from '../spec-schema.ts';

/** What can be known of a source text without running it. */
export interface ModuleFacts {
  /** The first syntax error; `null` when the text parses (always `null` for Python, which is not parsed here). */
  readonly syntaxError: string | null;
  /** Names of exported values. */
  readonly exports: readonly string[];
  /** Imported value names by module specifier. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** Reads exports and imports: a real parse for TypeScript, top-level lines for Python. */
export function moduleFacts(source: string, language: Language): ModuleFacts {
  return language === 'typescript' ? typescriptFacts(source) : pythonFacts(source);
}

function typescriptFacts(source: string): ModuleFacts {
  const { errors, module } = parseSync('source.ts', source);
  const failure = errors.find(({ severity }: { readonly severity: string }) => severity === 'Error');
  const imports = new Map<string, string[]>();
  for (const { moduleRequest, entries } of module.staticImports) {
    const names = entries.flatMap(({ importName, isType }) => (isType || !importName.name ? [] : [importName.name]));
    imports.set(moduleRequest.value, [...(imports.get(moduleRequest.value) ?? []), ...names]);
  }
  return {
    syntaxError: failure === undefined ? null : `${failure.message}${lineOf(source, failure.labels[0]?.start)}`,
    exports: module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ exportName, isType }) => (isType || !exportName.name ? [] : [exportName.name])),
    ),
    imports,
  };
}

function lineOf(source: string, offset: number | undefined): string {
  return offset === undefined ? '' : ` (line ${String(source.slice(0, offset).split('\n').length)})`;
}

function pythonFacts(source: string): ModuleFacts {
  const imports = new Map<string, string[]>();
  for (const [, specifier = '', names = ''] of source.matchAll(/^from[ \t]+([\w.]+)[ \t]+import[ \t]+(.+)$/gm))
    imports.set(specifier, [...(imports.get(specifier) ?? []), ...(names.match(/[A-Za-z_]\w*/g) ?? [])]);
  return {
    syntaxError: null,
    exports: [...source.matchAll(/^def[ \t]+([A-Za-z]\w*)[ \t]*\(/gm)].map(([, name = '']) => name),
    imports,
  };
}
