/** A file that somebody chose, as the server takes it. */

/** Bytes; the server says the same. */
export const LARGEST = 5 * 1024 * 1024;

export async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
