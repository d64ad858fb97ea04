import type { Finding } from '../report-schema.ts';
import type { Capability, ToolSpec } from '../spec-schema.ts';
import { type CapabilityUse, undeclaredMessage } from './check-imports.ts';
import { globalCapability } from './global-capabilities.ts';
import { type FindingId, makeFinding } from './make-finding.ts';
import type { ParsedSource } from './parse-source.ts';
import { patchedBuiltin } from './patched-builtin.ts';
import type { SyntaxNode } from './syntax-node.ts';
import { isVariableUse, resolveScopes } from './resolve-scopes.ts';
import {
  childOf,
  childrenOf,
  identifierName,
  literalText,
  memberName,
  unwrapExpression,
  walkSyntax,
} from './walk-syntax.ts';

const wholeGlobal = (name: string): readonly [FindingId, string] => [
  'construct.global-object',
  `${name} reaches every global by a name that cannot be checked`,
];
const forbiddenGlobals: Readonly<Record<string, readonly [FindingId, string]>> = {
  eval: ['construct.eval', 'eval runs text as code'],
  Function: ['construct.function-constructor', 'Function builds code from text'],
  WebAssembly: ['construct.eval', 'WebAssembly runs bytes that nobody can read as code'],
  require: ['construct.computed-import', 'require is not an import that can be read from the source'],
  globalThis: wholeGlobal('globalThis'),
  global: wholeGlobal('global'),
  self: wholeGlobal('self'),
  window: wholeGlobal('window'),
};
const processInternals = new Set([
  'binding',
  '_linkedBinding',
  'getBuiltinModule',
  'dlopen',
  'mainModule',
  'reallyExit',
  'kill',
  'abort',
  'exit',
  'exitCode',
  'send',
  'emit',
  'permission',
  'setUncaughtExceptionCaptureCallback',
]);

/** Forbidden constructs of the tool and the globals that need a declared capability. */
export function checkConstructs(source: ParsedSource, spec: Pick<ToolSpec, 'capabilities'>): CapabilityUse {
  const { scopeOf } = resolveScopes(source.program);
  const findings: Finding[] = [];
  const observed = new Set<Capability>();
  const report = (id: FindingId, node: SyntaxNode, message: string): void =>
    void findings.push(makeFinding(id, message, { file: source.file, line: source.lineOf(node.start) }));
  walkSyntax(source.program, (node, ancestors) => {
    if (isConstructorCall(node))
      report(
        'construct.function-constructor',
        node,
        'a constructor is reached through .constructor, which builds code from text',
      );
    if (hiddenConstructor(node))
      report('construct.function-constructor', node, 'a constructor is taken out of an object under its name');
    const patched = patchedBuiltin(node);
    if (patched !== undefined && (patched.global === undefined || scopeOf(patched.global, ancestors) === undefined))
      report('construct.prototype-patch', patched.node, `${patched.shown} is changed for everybody`);
    const name = identifierName(node);
    if (name === undefined || !isVariableUse(node, ancestors) || scopeOf(name, ancestors) !== undefined) return;
    const forbidden = Object.hasOwn(forbiddenGlobals, name) ? forbiddenGlobals[name] : undefined;
    if (forbidden !== undefined) report(forbidden[0], node, forbidden[1]);
    const parent = ancestors.at(-1);
    const member = parent?.['object'] === node ? memberName(parent) : undefined;
    if (name === 'process' && (member === undefined || processInternals.has(member))) {
      report(
        'construct.process-internals',
        node,
        member === undefined
          ? 'process is taken whole, so what is read of it cannot be checked'
          : `process.${member} reaches into the runtime`,
      );
      return;
    }
    const capability = globalCapability(name, member, parent, node);
    if (capability === undefined) return;
    observed.add(capability);
    if (!spec.capabilities.includes(capability))
      report(
        'capability.undeclared',
        node,
        undeclaredMessage(member === undefined ? name : `${name}.${member}`, capability),
      );
  });
  for (const { value, start } of source.comments) {
    const at = { file: source.file, line: source.lineOf(start) };
    if (/\b(?:istanbul|c8|v8|node:coverage)\s+(?:ignore|disable)/.test(value))
      findings.push(makeFinding('construct.coverage-ignore', 'a comment hides code from the coverage', at));
    if (/@ts-(?:ignore|nocheck|expect-error)\b/.test(value))
      findings.push(makeFinding('construct.type-suppression', 'a comment silences the type checker', at));
  }
  return { findings, observed: [...observed] };
}

/** `const { constructor: make } = value` and `Reflect.get(value, 'constructor')`. */
function hiddenConstructor(node: SyntaxNode): boolean {
  if (node.type === 'ObjectPattern')
    return childrenOf(node, 'properties').some((property) => {
      const key = childOf(property, 'key');
      return (identifierName(key) ?? literalText(key)) === 'constructor';
    });
  const callee = node.type === 'CallExpression' ? childOf(node, 'callee') : undefined;
  return (
    /^(?:get|getOwnPropertyDescriptor)$/.test(memberName(callee) ?? '') &&
    /^(?:Reflect|Object)$/.test(identifierName(childOf(callee, 'object')) ?? '') &&
    literalText(childrenOf(node, 'arguments')[1]) === 'constructor'
  );
}

function isConstructorCall(node: SyntaxNode): boolean {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const callee = unwrapExpression(childOf(node, 'callee'));
    // `new this.constructor()` is how a class makes another of its kind.
    return memberName(callee) === 'constructor' && childOf(callee, 'object')?.type !== 'ThisExpression';
  }
  return memberName(node) === 'constructor' && memberName(unwrapExpression(childOf(node, 'object'))) === 'constructor';
}
