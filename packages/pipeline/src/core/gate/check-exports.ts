import type { Finding } from '../report-schema.ts';
import type { ToolSpec } from '../spec-schema.ts';
import { makeFinding } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { childOf, childrenOf, identifierName, literalText, unwrapExpression } from './walk-syntax.ts';

interface ExportedValue {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly value: SyntaxNode | undefined;
}

/** Compares what the tool file exports with the spec: exactly `functionName`, a function of that many parameters. Types may be exported. */
export function checkExports(
  source: ParsedSource,
  spec: Pick<ToolSpec, 'functionName' | 'params'>,
): readonly Finding[] {
  const place = (node: SyntaxNode): { readonly file: string; readonly line: number } => ({
    file: source.file,
    line: source.lineOf(node.start),
  });
  const exported = listExports(source.program);
  const findings = exported
    .filter(({ name }) => name !== spec.functionName)
    .map(({ name, node }) => makeFinding('shape.export-extra', `the tool also exports ${name}`, place(node)));
  const main = exported.find(({ name }) => name === spec.functionName);
  if (main === undefined) {
    findings.push(
      makeFinding('shape.export-missing', `the tool does not export ${spec.functionName}`, { file: source.file }),
    );
    return findings;
  }
  if (
    main.value === undefined ||
    /^(?:CallExpression|Identifier|MemberExpression|ConditionalExpression)$/.test(main.value.type)
  ) {
    findings.push(
      makeFinding(
        'shape.arity-unknown',
        `the parameters of ${spec.functionName} cannot be read from the source`,
        place(main.node),
      ),
    );
  } else if (!/Function(?:Declaration|Expression)$/.test(main.value.type)) {
    findings.push(makeFinding('shape.not-a-function', `${spec.functionName} is not a function`, place(main.node)));
  } else {
    const parameters = childrenOf(main.value, 'params').filter((parameter) => identifierName(parameter) !== 'this');
    const hasRest = parameters.some(({ type }) => type === 'RestElement');
    if (parameters.length !== spec.params.length || hasRest) {
      const stated = `${spec.params.length} (${spec.params.map(({ name }) => name).join(', ')})`;
      findings.push(
        makeFinding(
          'shape.arity',
          `${spec.functionName} takes ${hasRest ? 'a rest parameter' : parameters.length} where the spec states ${stated}`,
          place(main.node),
        ),
      );
    }
  }
  return findings;
}

/** True when the exported function is written as `async` or says that it returns a promise. */
export function isAsyncExport(source: ParsedSource, functionName: string): boolean {
  const value = listExports(source.program).find(({ name }) => name === functionName)?.value;
  const returnType = childOf(value, 'returnType');
  return (
    value?.['async'] === true ||
    (returnType !== undefined && /^:\s*Promise\b/.test(source.text.slice(returnType.start, returnType.end)))
  );
}

function listExports(program: SyntaxNode): readonly ExportedValue[] {
  const statements = childrenOf(program, 'body');
  const locals = new Map(
    statements.flatMap((statement) => declaredValues(statement).map((item) => [item.name, item] as const)),
  );
  return statements.flatMap((node): readonly ExportedValue[] => {
    if (node['exportKind'] === 'type') return [];
    if (node.type === 'ExportDefaultDeclaration')
      return [{ name: 'default', node, value: childOf(node, 'declaration') }];
    if (node.type === 'ExportAllDeclaration') return [{ name: '*', node, value: undefined }];
    if (node.type === 'TSExportAssignment') return [{ name: 'export =', node, value: undefined }];
    if (node.type !== 'ExportNamedDeclaration') return [];
    const declaration = childOf(node, 'declaration');
    if (declaration !== undefined) return declaredValues(declaration);
    return childrenOf(node, 'specifiers')
      .filter((specifier) => specifier['exportKind'] !== 'type')
      .map((specifier) => {
        const exportedNode = childOf(specifier, 'exported');
        const local = locals.get(identifierName(childOf(specifier, 'local')) ?? '');
        return {
          name: identifierName(exportedNode) ?? literalText(exportedNode) ?? '?',
          node: specifier,
          value: local?.value,
        };
      });
  });
}

function declaredValues(node: SyntaxNode): readonly ExportedValue[] {
  if (/^(?:FunctionDeclaration|ClassDeclaration|TSEnumDeclaration)$/.test(node.type)) {
    return [{ name: identifierName(childOf(node, 'id')) ?? '?', node, value: node }];
  }
  if (node.type !== 'VariableDeclaration') return [];
  return childrenOf(node, 'declarations').map((declarator) => ({
    name: identifierName(childOf(declarator, 'id')) ?? '(pattern)',
    node: declarator,
    value: unwrapExpression(childOf(declarator, 'init')),
  }));
}
