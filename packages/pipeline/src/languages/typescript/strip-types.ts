import { stripTypeScriptTypes } from 'node:module';
import process from 'node:process';

/**
 * TypeScript to JavaScript with every line where it was. Syntax that needs code of its own (enums, parameter properties) is
 * transformed, in which case lines may move. Throws a `SyntaxError` for anything that does not parse.
 */
export function stripTypes(source: string): string {
  const emitWarning = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? { configurable: true };
  // The API is marked experimental and says so once on stderr, where a user can do nothing about it.
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')) throw error;
    return stripTypeScriptTypes(source, { mode: 'transform' });
  } finally {
    Object.defineProperty(process, 'emitWarning', emitWarning);
  }
}
