type Canary = (args: readonly unknown[]) => unknown;

/** A deliberately broken tool. `constant` is JSON. Throws for a name it does not know. */
export function createCanary(name: string, constant: string, isAsync: boolean): Canary {
  const canaries: Readonly<Record<string, Canary>> = {
    throws: () => {
      throw Object.assign(new Error('canary'), { code: 'CANARY' });
    },
    undefined: () => undefined,
    constant: () => JSON.parse(constant),
    identity: ([first]) => first,
  };
  const canary = canaries[name];
  if (canary === undefined) throw new TypeError(`no canary is called ${name}`);
  return isAsync ? async (args) => canary(args) : canary;
}
