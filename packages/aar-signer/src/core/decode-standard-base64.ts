/** The bytes of padded base64 in the standard alphabet, or null unless the spelling is canonical. */
export function decodeStandardBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
