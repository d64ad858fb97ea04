/** `pnpm --filter @machinist/driver run soak` runs the chaos tests with the numbers of a night instead of a minute. */
export const soaking = process.env['MACHINIST_SOAK'] === '1';
