/** The bytes of unpadded base64url text, or null unless it is the one canonical spelling of exactly `byteLength` bytes. */
export function decodeBase64Url(text: string, byteLength: number): Uint8Array | null {
  // Node decodes the url-safe alphabet under this name too, and much faster.
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === byteLength && bytes.toString('base64url') === text ? bytes : null;
}
