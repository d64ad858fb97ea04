export function findLockfileUrls(root: string): string[];
