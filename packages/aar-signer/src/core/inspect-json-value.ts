import { isJsonObject } from './is-json-object.ts';
import { isWellFormed } from './is-well-formed.ts';

/** What has to be counted or found in a parsed value. */
export interface JsonValueFacts {
  /** Members left after parsing; fewer than written means that a key was repeated. */
  readonly memberCount: number;
  /** True when every string and key is well-formed UTF-16. */
  readonly wellFormed: boolean;
}

/** Walks a parsed JSON value. The caller has bounded its depth. */
export function inspectJsonValue(value: unknown): JsonValueFacts {
  let memberCount = 0;
  let wellFormed = true;
  const visit = (node: unknown): void => {
    if (typeof node === 'string') {
      wellFormed &&= isWellFormed(node);
    } else if (Array.isArray(node)) {
      for (const element of node) visit(element);
    } else if (isJsonObject(node)) {
      for (const key of Object.keys(node)) {
        memberCount += 1;
        wellFormed &&= isWellFormed(key);
        visit(node[key]);
      }
    }
  };
  visit(value);
  return { memberCount, wellFormed };
}
