export function findCoreEscapes(root: string): string[];
