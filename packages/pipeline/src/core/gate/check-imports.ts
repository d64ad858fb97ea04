import type { Finding } from '../report-schema.ts';
import type { Capability, ToolSpec } from '../spec-schema.ts';
import { builtinNeed } from './builtin-modules.ts';
import { listImports } from './list-imports.ts';
import { makeFinding } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';

/** What one static rule set saw: its findings and the capabilities the code reaches for. */
export interface CapabilityUse {
  readonly findings: readonly Finding[];
  readonly observed: readonly Capability[];
}

/** Compares the tool's imports with its declared dependencies and capabilities. */
export function checkImports(
  source: ParsedSource,
  spec: Pick<ToolSpec, 'capabilities' | 'dependencies'>,
): CapabilityUse {
  const findings: Finding[] = [];
  const observed = new Set<Capability>();
  for (const { node, specifier, names } of listImports(source.program)) {
    const place = { file: source.file, line: source.lineOf(node.start) };
    if (specifier === undefined) {
      findings.push(makeFinding('construct.computed-import', 'a module is imported under a computed name', place));
      continue;
    }
    const need = builtinNeed(specifier, names);
    if (need === undefined) {
      if (spec.dependencies.includes(packageName(specifier))) {
        findings.push(
          makeFinding(
            'dependency.unavailable',
            `${specifier} is declared, but this gate runs tools without packages`,
            place,
          ),
        );
      } else if (/^[./]|^[a-z]+:/.test(specifier)) {
        findings.push(makeFinding('import.refused', `${specifier} is outside the tool file`, place));
      } else {
        findings.push(
          makeFinding(
            'import.undeclared',
            `the package ${specifier} is imported but not declared in "dependencies"`,
            place,
          ),
        );
      }
      continue;
    }
    if (need.kind === 'refused') {
      findings.push(makeFinding('import.refused', `${specifier} reaches into the runtime`, place));
      continue;
    }
    for (const capability of need.capabilities) {
      observed.add(capability);
      if (!spec.capabilities.includes(capability))
        findings.push(makeFinding('capability.undeclared', undeclaredMessage(specifier, capability), place));
    }
  }
  return { findings, observed: [...observed] };
}

/** How an undeclared capability is told, naming what needs it. */
export function undeclaredMessage(what: string, capability: Capability): string {
  return `${what} needs the capability "${capability}", which spec.json does not declare`;
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
